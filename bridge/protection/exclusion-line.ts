/** One line of an exclusion list, as people and programs write it; and as the ledger keeps it, by a digest. */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { PlayerId } from '../../protocol/player-id.ts';
import type { ListedExclusion } from '../ledger/exclusions.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import { listedPeriod } from './exclusion-times.ts';
import { COUNTRY, nationalNumber } from './national-numbers.ts';

export const ExclusionKind = Type.Enum(['account', 'player', 'person'], {
  description:
    "`account`: a rail's key of a bank account, with Scan and Pay the UBAI. `player`: the player's id in the casino's system. `person`: a national identification number.",
});
export type ExclusionKind = Static<typeof ExclusionKind>;

/** Nothing of it but `kind` is ever logged or told again [no-personal-data]. */
export interface WrittenExclusion {
  readonly kind: string;
  readonly id: string;
  /** Of a person only; else empty. */
  readonly country: string;
  readonly from: string;
  readonly until: string;
}

const CONTROL = /\p{Cc}/u;
const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

/** @returns what is wrong with it: a sentence without the id. */
export function readExclusion(written: WrittenExclusion, digests: Digests): ListedExclusion | string {
  const period = listedPeriod(written.from, written.until);
  if (typeof period === 'string') return period;
  const excluded = readExcluded(written, digests);
  return typeof excluded === 'string' ? excluded : { ...excluded, ...period };
}

export function readExcluded(
  { kind, id, country }: Omit<WrittenExclusion, 'from' | 'until'>,
  digests: Digests,
) {
  if (CONTROL.test(id)) return 'the id has a line break or another control character in it';
  const text = id.trim();
  if (kind !== 'person' && country !== '') return 'a country is told of a person only';
  switch (kind) {
    case 'account':
      if (!PRINTABLE.test(text)) return 'the id is no key of an account';
      return { kind, subject: digests.account(text) } as const;
    case 'player':
      if (!Value.Check(PlayerId, text)) return 'the id is no id of a player';
      return { kind, subject: digests.player(text) } as const;
    case 'person': {
      if (!COUNTRY.test(country)) return 'the country of a person is needed, as two capital letters';
      const number = nationalNumber(country, text);
      if (number === null) return `the id is no national identification number of ${country}`;
      return { kind, subject: digests.person(country, number) } as const;
    }
    default:
      return 'the kind is account, player or person';
  }
}
