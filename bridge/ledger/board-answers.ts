/**
 * Whether the very board that an order went to can be asked now: then it has the word, and nobody else
 * [confirmed-only].
 */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { IS_ALIVE } from './live-bridges.ts';

/**
 * Its kiosk is linked, its board is plugged in and ready, and the ledger agrees with both. Of an order that its kiosk does
 * not begin, because another one of its funding is open, it is the board of that one; of one that was credited elsewhere, or
 * ended without a word on the other, no board has anything to say.
 */
export async function boardAnswers(queryable: Queryable, transferId: string): Promise<boolean> {
  const { rows } = await queryable.query(
    `SELECT 1 FROM transfers t JOIN links l USING (asset) JOIN bridges b ON b.bridge_id = l.bridge_id AND ${IS_ALIVE}
     CROSS JOIN LATERAL (SELECT
       CASE t.elsewhere_end WHEN 'OPEN' THEN t.elsewhere_serial ELSE t.board_serial END AS serial,
       CASE t.elsewhere_end WHEN 'OPEN' THEN t.elsewhere_memory ELSE t.board_memory END AS memory) asked
     WHERE t.transfer_id = $1 AND coalesce(t.elsewhere_end NOT IN ('UNKNOWN', 'CREDITED'), true)
       AND (l.board_serial, l.board_memory) = (asked.serial, asked.memory)
       AND l.cabinet->>'connection' = 'ready'
       AND l.cabinet->'identity'->>'serial' = asked.serial AND l.cabinet->'identity'->>'memoryId' = asked.memory`,
    [transferId],
  );
  return rows.length > 0;
}

/** Whether that board is there to be asked about an order that the ledger does not know: its machine is closed by that. */
export async function isBoardThere(
  queryable: Queryable,
  asset: AssetId,
  { serial, memoryId }: BoardMemory,
): Promise<boolean> {
  const { rows } = await queryable.query(
    `SELECT 1 FROM links l JOIN bridges b ON b.bridge_id = l.bridge_id AND ${IS_ALIVE}
     WHERE l.asset = $1 AND l.cabinet->>'connection' = 'ready'
       AND l.cabinet->'identity'->>'serial' = $2 AND l.cabinet->'identity'->>'memoryId' = $3`,
    [asset, serial, memoryId],
  );
  return rows.length > 0;
}
