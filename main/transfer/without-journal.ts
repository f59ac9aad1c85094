import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { orNull } from './or-null.ts';
import { openUntil } from './transfer-messages.ts';

/**
 * What can be said of an id while the journal is damaged: nothing is credited, and what was begun before it failed is not
 * known any more. Certain is only that the board that the order was for credited it, where it says so; anything else stays
 * open until the journal is sound again or an attendant has looked [confirmed-only].
 */
export async function answerWithoutJournal(
  machine: Machine,
  { transferId, fundingId, board }: { transferId: TransferId; fundingId: string; board: BoardMemory },
): Promise<KioskMessage> {
  const present = boardOf(machine.status);
  const status = isSameBoard(board, present)
    ? await orNull(machine.creditMeter.query(transferId, null))
    : null;
  if (status?.outcome === 'credited' && isSameBoard(board, boardOf(machine.status))) {
    return { type: 'transfer.result', transferId, result: status, fundingId: null, requested: null, board };
  }
  return openUntil({ transferId, fundingId, requested: null, board }, present, 'JOURNAL_DAMAGED');
}
