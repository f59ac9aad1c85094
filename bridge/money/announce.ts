/**
 * Tells the bridge processes what was just decided about a funding: that its order waits, or that it was turned down.
 */
import type { FundingRecord } from '../ledger/fundings.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import { declineNotice } from './decline-news.ts';

/** The decision is durable. An order that was sent at once concerns nobody else. */
export function announce(notices: Notices, record: FundingRecord): void {
  const { asset, state } = record;
  if (state.status === 'ORDERED') notices.publish({ kind: 'ordered', asset });
  const notice = state.status === 'DECLINED' ? declineNotice(record) : null;
  if (notice) notices.publish(notice);
}
