import type { Stamp, ToldState } from '../../ledger/capture-states.ts';

/** What an event or an answer says of one capture. */
export interface CaptureTold {
  readonly transactionId: string;
  readonly reference: string | null;
  readonly status: ToldState;
  /** null: an answer without a time. */
  readonly stamp: Stamp | null;
  readonly providerStatus: string | null;
  readonly errorCode: number | null;
  readonly declineCode: string | null;
  /** In minor units, where it was told. */
  readonly minor: number | null;
}
