/**
 * Whether the very board that an order went to can be asked now: then it has the word, and nobody else
 * [confirmed-only].
 */
import type { Queryable } from '../platform/postgres/database.ts';
import { IS_ALIVE } from './live-bridges.ts';

/** Its kiosk is linked, its board is plugged in and ready, and the ledger agrees with both. */
export async function boardAnswers(queryable: Queryable, transferId: string): Promise<boolean> {
  const { rows } = await queryable.query(
    `SELECT 1 FROM transfers t JOIN links l USING (asset) JOIN bridges b ON b.bridge_id = l.bridge_id AND ${IS_ALIVE}
     WHERE t.transfer_id = $1 AND (l.board_serial, l.board_memory) = (t.board_serial, t.board_memory)
       AND l.cabinet->>'connection' = 'ready'
       AND l.cabinet->'identity'->>'serial' = t.board_serial AND l.cabinet->'identity'->>'memoryId' = t.board_memory`,
    [transferId],
  );
  return rows.length > 0;
}
