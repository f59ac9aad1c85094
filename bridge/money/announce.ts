/**
 * Tells the bridge processes what was just decided about a funding: that its order waits, or that it was turned down.
 */
import type { FundingRecord } from '../ledger/fundings.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import { declineNotice } from './decline-news.ts';

/** The decision is durable. */
export function announce(notices: Notices, record: FundingRecord): void {
  if (record.state.status !== 'DECLINED') {
    notices.publish({ kind: 'ordered', asset: record.asset });
    return;
  }
  const notice = declineNotice(record);
  if (notice) notices.publish(notice);
}
