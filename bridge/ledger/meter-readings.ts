/** The cabinets' meters as the ledger remembers them: one reading for every time that money went in. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Database } from '../platform/postgres/database.ts';

/** The part of a status for which a reading is taken: it changes only when money goes in, not with every play. */
export function moneyInOf(status: CabinetStatus): string | null {
  if (status.connection !== 'ready') return null;
  const { identity, meters } = status;
  return `${identity.memoryId} ${meters.cashlessIn} ${meters.notesIn}`;
}

/**
 * A link that was replaced records nothing: what it heard would come after what the newer one has heard, and look like a
 * meter that went back.
 * @returns false when the machine has a newer link.
 */
export async function recordReading(
  database: Database,
  { asset, linkId }: { asset: AssetId; linkId: string },
  { identity, meters }: Extract<CabinetStatus, { connection: 'ready' }>,
): Promise<boolean> {
  const { rowCount } = await database.query(
    // FOR SHARE: a claim of a newer link comes before this, which then records nothing, or after it.
    `WITH mine AS (SELECT asset FROM links WHERE asset = $1 AND link_id = $2 FOR SHARE),
     added AS (
       INSERT INTO meter_readings (asset, memory_id, cashless_in, notes_in)
       SELECT asset, $3, $4, $5 FROM mine WHERE NOT EXISTS (
         SELECT 1 FROM (SELECT cashless_in, notes_in FROM meter_readings WHERE asset = $1 AND memory_id = $3
                        ORDER BY read_at DESC LIMIT 1) newest
         WHERE newest.cashless_in = $4 AND newest.notes_in = $5)
       ON CONFLICT DO NOTHING)
     SELECT asset FROM mine`,
    [asset, linkId, identity.memoryId, meters.cashlessIn, meters.notesIn],
  );
  return rowCount === 1;
}
