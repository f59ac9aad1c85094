/** What the phone's pages are made with. */
import type { Machines } from '../ledger/machines.ts';
import type { RefusedLogins } from '../platform/http/refused-logins.ts';
import type { RailPages } from '../rails/rail-pages.ts';
import type { ExcludedPlayer } from './excluded-player.ts';
import type { AmountBounds } from './own-amount.ts';
import type { Passkeys } from './passkeys.ts';
import type { Cards } from './cards.ts';
import type { PhoneKeys } from './phone-keys.ts';

export interface PhonePorts {
  readonly pages: RailPages;
  readonly keys: PhoneKeys;
  readonly passkeys: Passkeys;
  readonly cards: Cards;
  readonly excluded: ExcludedPlayer;
  readonly machines: Pick<Machines, 'oneOnFloor'>;
  readonly logins: Pick<RefusedLogins, 'refused'>;
  /** null: the pages name nobody. */
  readonly casino: string | null;
}

export interface PhoneSettings extends AmountBounds {
  /** The origin that phones see. */
  readonly url: string;
  readonly remembers: boolean;
}
