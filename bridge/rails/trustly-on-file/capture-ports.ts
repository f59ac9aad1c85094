/** What the work on captures needs, and how long each part of it may take. */
import type { Money } from '../../../protocol/money.ts';
import type { FundingErrorCode } from '../../ledger/funding-error-code.ts';
import type { Log } from '../../platform/log.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { AccountDigest, Digests } from '../../platform/secrets/digests.ts';
import type { NotificationInbox } from '../rail.ts';
import type { OnFileClient } from './client.ts';
import type { SplitTokens } from './split-tokens.ts';

/** The longest that Trustly's documents show. */
export const MOST_HOLD_HOURS = 72;

export interface CapturePorts {
  readonly database: Database;
  readonly client: OnFileClient;
  readonly inbox: NotificationInbox;
  readonly splitTokens: SplitTokens;
  readonly digests: Digests;
  readonly accountTokens: AccountTokens;
  readonly takesProcessed: boolean;
  /** How long the money is held before it is captured; 0: it is not. */
  readonly holdHours: number;
  readonly outlook: PaymentOutlook;
  readonly log: Log;
}

/** Whether a payment could be added if its money were taken now (bridge/money/funding-outlook.ts). */
export interface PaymentOutlook {
  of(payment: {
    readonly fundingId: string;
    readonly asset: string;
    readonly amount: Money;
    readonly account: AccountDigest;
  }): Promise<FundingErrorCode | null>;
}

export interface CaptureTimes {
  /** Trustly is given this long to tell by an event what became of a capture, or of a hold. */
  readonly silenceMs: number;
  /** The longest that a call may take, and how long nobody else takes what a process works on: longer. */
  readonly callMs: number;
  readonly leaseMs: number;
  /** Between two questions about the same capture. */
  readonly askFirstMs: number;
  readonly askLongestMs: number;
  /** A capture that was ordered and not sent for so long is not sent any more: the player has left. */
  readonly staleMs: number;
  /** What was sent last so long ago, and is not at Trustly, never arrived. */
  readonly lostMs: number;
  readonly pollMs: number;
}

export const CAPTURE_TIMES: CaptureTimes = {
  silenceMs: 10_000,
  callMs: 8_000,
  leaseMs: 15_000,
  askFirstMs: 1_000,
  askLongestMs: 300_000,
  staleMs: 60_000,
  lostMs: 30_000,
  pollMs: 1_000,
};
