/** Ends the funding window of a transfer, and tells whoever waits for its outcome [confirmed-only]. */
import type { TransferId } from '../../protocol/transfer.ts';
import { markUnconfirmed, markUnsent } from '../ledger/transfer-end.ts';
import { lockAtWindowEnd } from '../ledger/window-facts.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import { judgeWindowEnd } from './judge-window-end.ts';

/** Does nothing before the end of the window, or when the transfer is settled. */
export async function endWindow(
  { database, notices }: { readonly database: Database; readonly notices: Notices },
  transferId: TransferId,
): Promise<void> {
  const end = await database.transaction(async (tx) => {
    const facts = await lockAtWindowEnd(tx, transferId);
    const judged = facts && judgeWindowEnd(facts);
    if (judged?.becomes === 'UNCONFIRMED') await markUnconfirmed(tx, transferId);
    else if (judged) await markUnsent(tx, transferId, judged.code, judged.message);
    return judged;
  });
  if (end !== null) notices.publish({ kind: 'settled', transferId });
}
