import { CabinetError, type Cabinet, type TransferStatus } from '../../hardware/cabinet.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { BoardMemory } from '../journal/journal.ts';
import { isSameBoard } from '../cabinet/board-memory.ts';

/**
 * Asks what became of a transfer that was sent to that board memory. One that the board never began is ended there,
 * durably, so that it can not begin later; that, too, is an answer (M2).
 * @throws {CabinetError} also where another board answered in the place of the one asked.
 */
export async function askTheBoard(
  cabinet: Cabinet,
  transferId: TransferId,
  board: BoardMemory,
): Promise<TransferStatus> {
  const status = sameBoardSaid(await cabinet.query(transferId), cabinet, board);
  if (status.outcome !== 'unknown') return status;
  return sameBoardSaid(await cabinet.cancel(transferId), cabinet, board);
}

function sameBoardSaid(status: TransferStatus, cabinet: Cabinet, board: BoardMemory): TransferStatus {
  if (isSameBoard(board, cabinet.status)) return status;
  throw new CabinetError('NO_ANSWER', 'the board changed while it was asked');
}
