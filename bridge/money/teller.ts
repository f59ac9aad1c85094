import type { AssetId } from '../../protocol/egm-link.ts';

/** The machine whose kiosk tells something. */
export interface Teller {
  readonly asset: AssetId;
  /** The property, as the payment rail knows it: what the ledger has lost is booked for it. */
  readonly merchantId: string;
}
