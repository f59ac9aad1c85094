/**
 * Whether the very board that an order went to can be asked now: then only that board says what became of the order
 * [confirmed-only].
 */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { IS_ALIVE } from './live-bridges.ts';

/**
 * Its kiosk is linked, its board is plugged in and ready, and the ledger agrees with both. When a kiosk does not begin
 * an order, because another order of the same funding is open, the board of the other order counts. About an order that
 * was credited elsewhere, or that ended without a word on the other, no board can say anything.
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

/** Whether that board can be asked about an order that the ledger does not know. Such an order closes its machine. */
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
