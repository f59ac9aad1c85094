/** The cabinets' meters as the ledger remembers them: one reading for every time that money went in. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Database } from '../platform/postgres/database.ts';

/** What of a status is worth a reading: it changes only when money goes in, not with every play. */
export function moneyInOf(status: CabinetStatus): string | null {
  if (status.connection !== 'ready') return null;
  const { identity, meters } = status;
  return `${identity.memoryId} ${meters.cashlessIn} ${meters.notesIn}`;
}

export async function recordReading(
  database: Database,
  asset: AssetId,
  status: CabinetStatus,
): Promise<void> {
  if (status.connection !== 'ready') return;
  const { identity, meters } = status;
  await database.query(
    `INSERT INTO meter_readings (asset, memory_id, cashless_in, notes_in)
     SELECT $1, $2, $3, $4 WHERE NOT EXISTS (
       SELECT 1 FROM (SELECT cashless_in, notes_in FROM meter_readings WHERE asset = $1 AND memory_id = $2
                      ORDER BY read_at DESC LIMIT 1) newest
       WHERE newest.cashless_in = $3 AND newest.notes_in = $4)
     ON CONFLICT DO NOTHING`,
    [asset, identity.memoryId, meters.cashlessIn, meters.notesIn],
  );
}
