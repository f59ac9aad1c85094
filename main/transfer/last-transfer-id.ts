import type { TransferId } from '../../protocol/transfer.ts';

/**
 * The highest id this machine has ever known (M1), from its journal and from its board's own history. The journal says
 * which designation is the machine's; where it is empty, the board does.
 */
export function lastTransferId(journal: TransferId | null, board: TransferId | null): TransferId | null {
  if (journal === null || board === null) return journal ?? board;
  if (journal.slice(0, 6) !== board.slice(0, 6)) return journal;
  return journal > board ? journal : board;
}
