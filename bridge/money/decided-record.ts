/** What was decided about a funding, as it was just written: it is not read again. */
import type { FundingRecord, NewFunding, OrderedFunding } from '../ledger/fundings.ts';

export interface Decision {
  readonly record: FundingRecord;
  /** Decided just now, and nobody has been told yet. */
  readonly fresh: boolean;
  /** The bridge process that held the machine's link when it was decided; null: none, or not looked up. */
  readonly heldBy: string | null;
}

export function orderedRecord(
  funding: NewFunding,
  { transferId, createdAt }: OrderedFunding,
  { isSent, windowMs }: { readonly isSent: boolean; readonly windowMs: number },
): FundingRecord {
  const status = isSent ? 'SENT' : 'ORDERED';
  return decidedRecord(funding, createdAt, { status, transferId, remainingMs: windowMs });
}

export function decidedRecord(
  { fundingId, asset, merchantId, amount, requestDigest }: NewFunding,
  at: Date,
  state: FundingRecord['state'],
): FundingRecord {
  return { fundingId, asset, merchantId, amount, requestDigest, createdAt: at, updatedAt: at, state };
}
