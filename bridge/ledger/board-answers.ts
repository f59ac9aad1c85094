/**
 * Whether the very board that an order went to can be asked now: then it has the word, and nobody else
 * [confirmed-only].
 */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { IS_ALIVE } from './live-bridges.ts';

/**
 * Its kiosk is linked, its board is plugged in and ready, and the ledger agrees with both. About an order whose funding
 * was credited under another id there is nothing to ask: the kiosk has said that it never began this one.
 */
export async function boardAnswers(queryable: Queryable, transferId: string): Promise<boolean> {
  const { rows } = await queryable.query(
    `SELECT 1 FROM transfers t JOIN links l USING (asset) JOIN bridges b ON b.bridge_id = l.bridge_id AND ${IS_ALIVE}
     WHERE t.transfer_id = $1 AND (l.board_serial, l.board_memory) = (t.board_serial, t.board_memory)
       AND l.cabinet->>'connection' = 'ready'
       AND l.cabinet->'identity'->>'serial' = t.board_serial AND l.cabinet->'identity'->>'memoryId' = t.board_memory
       AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.subject = t.transfer_id AND a.event = 'transfer.credited-elsewhere')`,
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
