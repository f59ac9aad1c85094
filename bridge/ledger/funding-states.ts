/**
 * The states of a funding: its decision, which is written once, and, when it was accepted, the state of its transfer.
 * The database and the documents are tested against this table.
 */
import { TRANSFER_STATES, type FundingTransferStatus } from './transfer-states.ts';

interface DecisionOnFunding {
  readonly means: string;
  /** A funding has one transfer for ever, or none. */
  readonly hasTransfer: boolean;
}

/** What is decided when a funding is first heard of. It never changes. */
export const FUNDING_DECISIONS = {
  ACCEPTED: { means: 'a transfer was ordered; its state is that of the funding', hasTransfer: true },
  DECLINED: { means: 'turned down, or cancelled, before there was an order', hasTransfer: false },
} as const satisfies Record<string, DecisionOnFunding>;

export type FundingState = FundingTransferStatus | 'DECLINED';

interface StateOfFunding {
  readonly means: string;
  readonly final: boolean;
  readonly told: (typeof TRANSFER_STATES)[FundingTransferStatus]['told'] | 'DECLINED';
}

export const FUNDING_STATES: Readonly<Record<FundingState, StateOfFunding>> = {
  DECLINED: { means: FUNDING_DECISIONS.DECLINED.means, final: true, told: 'DECLINED' },
  ORDERED: TRANSFER_STATES.ORDERED,
  SENT: TRANSFER_STATES.SENT,
  UNCONFIRMED: TRANSFER_STATES.UNCONFIRMED,
  CREDITED: TRANSFER_STATES.CREDITED,
  FAILED: TRANSFER_STATES.FAILED,
};
