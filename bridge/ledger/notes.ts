/** Notes that the acceptors reported: each counts once per board memory and event id (M5). */
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Database } from '../postgres/database.ts';

/** Durable when it resolves; a repeated report changes nothing. */
type NoteReport = Extract<KioskMessage, { type: 'note' }>;

export async function recordNote(database: Database, asset: AssetId, report: NoteReport): Promise<void> {
  const { eventId, kind, minor, currency } = report.note;
  await database.query(
    `INSERT INTO notes (asset, memory_id, event_id, kind, minor, currency) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [asset, report.memoryId, eventId, kind, minor, currency],
  );
}
