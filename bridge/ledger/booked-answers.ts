/**
 * Orders that were open at a machine, that the ledger did not know, and that a person has booked. The question keeps
 * the id of the booking, so that what the board says later is known to be about that order [exactly-once].
 */
import { Value } from 'typebox/value';
import { BoardMemory, isSameBoard } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';

export async function keepBooking(tx: Queryable, questionId: number, bookedAs: TransferId): Promise<void> {
  await tx.query(
    `UPDATE machine_questions SET detail = detail || jsonb_build_object('bookedAs', $2::text) WHERE question_id = $1`,
    [questionId, bookedAs],
  );
}

/**
 * Waits for whoever answers that question at this moment.
 * @param board that a word on the order comes from; null: not known, or none.
 * @returns under which id it is in the ledger; null: nobody has booked it.
 */
export async function findBooking(
  tx: Queryable,
  asset: AssetId,
  subject: string,
  board: BoardMemory | null,
): Promise<TransferId | null> {
  const { rows } = await tx.query<{ bookedAs: TransferId | null; board: unknown }>(
    `SELECT detail->>'bookedAs' AS "bookedAs", detail->'board' AS board FROM machine_questions
     WHERE asset = $1 AND kind = 'UNBOOKED' AND subject = $2 FOR UPDATE`,
    [asset, subject],
  );
  const [row] = rows;
  if (row === undefined || row.bookedAs === null || !Value.Check(BoardMemory, row.board)) return null;
  return board === null || isSameBoard(row.board, board) ? row.bookedAs : null;
}
