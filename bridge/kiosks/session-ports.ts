/** What a machine's session needs, and the rules of the property that it keeps. */
import type { Fundings } from '../ledger/fundings.ts';
import type { Links } from '../ledger/links.ts';
import type { Machines } from '../ledger/machines.ts';
import type { Transfers } from '../ledger/transfers.ts';
import type { FullCredits } from '../money/full-credits.ts';
import type { Settlements } from '../money/settlements.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import type { CodeSource } from '../rails/rail.ts';
import type { Arrivals } from './arrivals.ts';

export interface SessionPorts {
  readonly arrivals: Arrivals;
  readonly codes: CodeSource;
  readonly metrics: Pick<Metrics, 'codeAnswered'>;
  readonly database: Database;
  readonly fundings: Fundings;
  readonly links: Links;
  readonly machines: Machines;
  readonly transfers: Transfers;
  readonly fullCredits: FullCredits;
  readonly settlements: Settlements;
  readonly notices: Notices;
  readonly log: Log;
}

export interface SessionRules {
  readonly currency: string;
  /** The property, as the payment rail knows it. */
  readonly merchantId: string;
  readonly heartbeatMs: number;
  /** A carded player is forgotten when the CMS has not told of the player, and nobody has played, for this long. */
  readonly playerIdleMs: number;
  /** Whether a cabinet that is only simulated may be credited: never with real payments. */
  readonly simulatedCabinets: boolean;
}
