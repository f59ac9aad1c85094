import type { Cabinet } from '../../hardware/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { orNull } from './or-null.ts';

/**
 * What can be said of an id while the journal is damaged: nothing is credited, and what was begun before it failed is
 * not known any more. That the board credited an id is certain nevertheless; that none did is certain only for an order
 * that came too late to be begun, once the board is made to refuse it as well (M2). Anything else stays open.
 */
export async function answerWithoutJournal(
  cabinet: Cabinet,
  transferId: TransferId,
  neverBegun: boolean,
): Promise<KioskMessage> {
  const status = await orNull(neverBegun ? cabinet.cancel(transferId) : cabinet.query(transferId));
  if (status?.outcome === 'credited') return { type: 'transfer.result', transferId, result: status };
  if (neverBegun && status?.outcome === 'refused') {
    return {
      type: 'transfer.result',
      transferId,
      result: { outcome: 'refused', reason: 'JOURNAL_DAMAGED' },
    };
  }
  return { type: 'transfer.open', transferId };
}
