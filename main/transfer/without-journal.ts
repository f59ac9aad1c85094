import type { Cabinet } from '../../hardware/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { orNull } from './or-null.ts';

/**
 * What can be said of an id while the journal is damaged: nothing is credited, and what was begun before it failed, on
 * this board or on another, is not known any more. Certain is only that the board credited an id, where it says so;
 * anything else stays open until the journal is sound again or an attendant has looked (M2).
 */
export async function answerWithoutJournal(cabinet: Cabinet, transferId: TransferId): Promise<KioskMessage> {
  const status = await orNull(cabinet.query(transferId));
  return status?.outcome === 'credited'
    ? { type: 'transfer.result', transferId, result: status }
    : { type: 'transfer.open', transferId };
}
