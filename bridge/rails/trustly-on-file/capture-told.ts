import type { Stamp, ToldState } from '../../ledger/capture-states.ts';
import type { Digests } from '../../platform/secrets/digests.ts';

/** What money that is told of is, by the settings of the property. */
export interface CaptureRules {
  /** A guaranteed capture is money when it is processed. */
  readonly takesProcessed: boolean;
  readonly digests: Digests;
}

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
