/**
 * What rails tell of money, in one vocabulary: each rail translates its own notifications to it. It has what the ledger
 * acts on, and nothing that names a person.
 */
import { Type, type Static } from 'typebox';
import { AssetId } from '../../protocol/egm-link.ts';
import { Money } from '../../protocol/money.ts';
import { FUNDING_ID_PATTERN } from '../../protocol/transfer.ts';
import {
  ACCOUNT_DIGEST_PATTERN,
  PERSON_DIGEST_PATTERN,
  type AccountDigest,
  type PersonDigest,
} from '../platform/secrets/digests.ts';

const closed = { additionalProperties: false } as const;

const AccountKey = Type.Unsafe<AccountDigest>(Type.String({ pattern: ACCOUNT_DIGEST_PATTERN }));
const PersonKey = Type.Unsafe<PersonDigest>(Type.String({ pattern: PERSON_DIGEST_PATTERN }));

const payment = {
  /** The rail's own id of the payment, at most 200 characters. */
  paymentId: Type.String({ minLength: 1, maxLength: 200 }),
  /** Our id: the rail began the payment under it, and the player's phone shows it. */
  fundingId: Type.String({ pattern: FUNDING_ID_PATTERN }),
};

/** The player has begun. It is no money, and changes nothing. */
const Pending = Type.Object({ kind: Type.Literal('pending'), ...payment }, closed);

/** The money is ours. Only this may order a credit. */
const Captured = Type.Object(
  {
    kind: Type.Literal('captured'),
    ...payment,
    asset: AssetId,
    amount: Money,
    /** The rail names its kind of account key in what it makes the digest of, so that no two rails share a limit. */
    account: AccountKey,
    /** How long ago the rail says that it captured it, in milliseconds. */
    ageMs: Type.Integer({ minimum: 0 }),
    /** Why it is never credited: it goes back. */
    turnedDown: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  closed,
);
export type Captured = Static<typeof Captured>;

/** The payment has ended without money. It changes nothing: no credit was ordered for it. */
const Cancelled = Type.Object({ kind: Type.Literal('cancelled'), ...payment }, closed);

/** The rail has taken back money that it had captured. This may come weeks later, or before we hear of the capture. */
const Reversed = Type.Object({ kind: Type.Literal('reversed'), ...payment, amount: Money }, closed);
export type Reversed = Static<typeof Reversed>;

/**
 * The player has logged in at the bank, and the rail asks whether to go on. No money has moved. Whoever the player is
 * stays with the rail, but for a digest.
 */
const Identified = Type.Object(
  {
    kind: Type.Literal('identified'),
    ...payment,
    asset: AssetId,
    /** As the rail found it: old enough, too young, or it could not find out. */
    age: Type.Enum(['ADULT', 'UNDERAGE', 'UNKNOWN']),
    /** Whom the rail's bank has named, by a digest (bridge/protection/national-numbers.ts). */
    person: Type.Optional(PersonKey),
  },
  closed,
);

/** The key is that of the payout, as the rail was asked for it. */
const payout = { key: Type.String({ minLength: 1, maxLength: 200 }), amount: Money };

/** The payout was paid. Its money may come back later all the same. */
const PayoutSettled = Type.Object({ kind: Type.Literal('payout-settled'), ...payout }, closed);

/** The payout was not paid, or its money has come back: it is with the property again. */
const PayoutReturned = Type.Object({ kind: Type.Literal('payout-returned'), ...payout }, closed);

const LAST_OF_DATES_MS = 8_640_000_000_000_000;

const account = {
  account: AccountKey,
  /**
   * Since when this is so: the rail's own timestamp, in milliseconds since 1970. It may tell the newer first, and is
   * compared only with what the same rail says: an age would depend on our clock, and on when it is read.
   */
  atMs: Type.Integer({ minimum: 0, maximum: LAST_OF_DATES_MS }),
};

/** Payouts can go to this account. */
const AccountKnown = Type.Object(
  {
    kind: Type.Literal('account-known'),
    ...account,
    /** What the rail pays with, sealed (platform/secrets/account-tokens.ts). */
    sealedToken: Type.String({ minLength: 1, maxLength: 4_000 }),
  },
  closed,
);

/** The player has taken the consent back: nothing more goes to this account. */
const ConsentRevoked = Type.Object({ kind: Type.Literal('consent-revoked'), ...account }, closed);

/** Nothing that the ledger acts on. It is kept, since it was told. */
const Noted = Type.Object(
  {
    kind: Type.Literal('noted'),
    /** What it is about, for people: ids and words of the rail, and nothing that names a person. */
    about: Type.String({ minLength: 1, maxLength: 200 }),
  },
  closed,
);

export const RailEvent = Type.Union([
  Pending,
  Captured,
  Cancelled,
  Reversed,
  Identified,
  PayoutSettled,
  PayoutReturned,
  AccountKnown,
  ConsentRevoked,
  Noted,
]);
export type RailEvent = Static<typeof RailEvent>;
