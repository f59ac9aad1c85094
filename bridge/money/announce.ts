/**
 * Tells what was just decided about a funding, that its order waits or that it was turned down, to the process that holds
 * the machine's link.
 */
import type { Notices } from '../platform/postgres/notices.ts';
import type { Decision } from './decided-record.ts';
import { declineNotice } from './decline-news.ts';

/** The decision is durable. An order that was sent at once concerns nobody else. */
export function announce(notices: Notices, { record, heldBy }: Decision): void {
  const { asset, state } = record;
  if (state.status === 'ORDERED') {
    const awaited = { transferId: state.transferId, bridgeId: notices.bridgeId };
    notices.publish({ kind: 'ordered', asset, awaited }, heldBy);
  }
  const notice = state.status === 'DECLINED' ? declineNotice(record) : null;
  if (notice) notices.publish(notice, heldBy);
}
