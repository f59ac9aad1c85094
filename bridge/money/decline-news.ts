/** Tells the glass of a machine that a funding was turned down, also one that was turned down while nobody listened. */
import { fromDecimal } from '../../protocol/money.ts';
import type { FundingRecord, Fundings } from '../ledger/fundings.ts';
import type { Log } from '../platform/log.ts';
import type { NoticeOf } from '../platform/postgres/notice.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import { cancelledOnGlass } from './cancellation.ts';
import { reasonForGlass } from './checks.ts';

/** Older news is of no use to the player at the machine. */
const OLDEST_MS = 15_000;

/** @returns null when the player is told nothing, or the funding was not turned down. */
export function declineNotice({
  asset,
  fundingId,
  amount,
  state,
}: FundingRecord): NoticeOf<'declined'> | null {
  if (state.status !== 'DECLINED' && state.status !== 'FAILED') return null;
  // The machine's own kiosk tells what the machine refuses. Of an order that has not left it does not know.
  if (state.status === 'FAILED' && state.code !== 'CANCELLED' && state.code !== 'ASSET_OFFLINE') return null;
  const reason = state.code === 'CANCELLED' ? cancelledOnGlass(state.message) : reasonForGlass(state.code);
  if (reason === null) return null;
  const limit = state.status === 'DECLINED' ? state.limit : null;
  const remaining = limit && { remaining: fromDecimal(limit.remaining, amount.currency) };
  return {
    kind: 'declined',
    asset,
    fundingId,
    message: { type: 'funding.declined', reason, amount, ...remaining },
  };
}

/**
 * For a machine that has come back: what became of its newest funding while it was away, and why the player's money goes back
 * [where-the-money-is]. A newer funding makes this no news.
 */
export async function missedDecline(fundings: Fundings, asset: string): Promise<NoticeOf<'declined'> | null> {
  const record = await fundings.newestUnsent(asset, OLDEST_MS);
  return record && declineNotice(record);
}

/** After a gap in the notices: tells the declines of the last moments to the kiosks that this process holds. */
export function retellDeclines(fundings: Fundings, notices: Notices, log: Log): void {
  const retell = async (gapMs: number) => {
    for (const record of await fundings.declinedWithin(Math.min(gapMs, OLDEST_MS))) {
      const notice = declineNotice(record);
      if (notice) notices.tellHere(notice);
    }
  };
  notices.on('resumed', (gapMs) => {
    retell(gapMs).catch((error: unknown) => log.warn({ err: error }, 'declined fundings not looked up'));
  });
}
