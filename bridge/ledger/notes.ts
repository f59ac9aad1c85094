/** Notes that the acceptors reported: each counts once per board memory and event id [stacked-notes]. */
import type { NoteEvent, NoteId } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';

type NoteReport = Extract<KioskMessage, { type: 'note' }>;
type StoredNote = Pick<NoteEvent, 'kind' | 'minor' | 'currency'>;

/**
 * Durable when it resolves; a repeated report changes nothing. A note of another currency than the property's, and one
 * whose id the ledger knows with another content, are kept too, and are contradictions: a person must look.
 */
export async function recordNote(
  database: Database,
  asset: AssetId,
  report: NoteReport,
  propertyCurrency: string,
): Promise<void> {
  if (report.note.currency === propertyCurrency) {
    if (await insertNote(database, asset, report)) return;
  }
  await database.transaction(async (tx) => {
    const inserted = await insertNote(tx, asset, report);
    const stored = await findNote(tx, asset, report);
    if (stored && !isSame(stored, report.note)) await contradict(tx, asset, report, { ledger: stored });
    else if (inserted) await contradict(tx, asset, report, { property: propertyCurrency });
  });
}

/**
 * How many notes may wait for the ledger, and so come in another order. Only so many before the newest are checked for
 * gaps.
 */
const OVERTAKING = 200;

/**
 * The last note of the machine for which the ledger also has all notes before it, as far back as notes may have
 * overtaken each other; null: none.
 */
export async function lastNoteOf(queryable: Queryable, asset: AssetId): Promise<NoteId | null> {
  const { rows } = await queryable.query<{ memoryId: string; eventId: string }>(
    `SELECT n.memory_id AS "memoryId", n.event_id AS "eventId"
     FROM (SELECT memory_id, event_id FROM notes WHERE asset = $1 ORDER BY received_at DESC LIMIT 1) newest,
          LATERAL (SELECT max(event_id) AS highest FROM notes
                   WHERE asset = $1 AND memory_id = newest.memory_id) known,
          notes n
     WHERE n.asset = $1 AND n.memory_id = newest.memory_id AND n.event_id > known.highest - $2
       AND NOT EXISTS (SELECT 1 FROM notes next WHERE next.asset = $1 AND next.memory_id = n.memory_id
                         AND next.event_id = n.event_id + 1)
     ORDER BY n.event_id LIMIT 1`,
    [asset, OVERTAKING],
  );
  const row = rows[0];
  return row ? { memoryId: row.memoryId, eventId: Number(row.eventId) } : null;
}

/** @returns false when its id is known already. */
async function insertNote(queryable: Queryable, asset: AssetId, report: NoteReport): Promise<boolean> {
  const { eventId, kind, minor, currency } = report.note;
  const { rowCount } = await queryable.query(
    `INSERT INTO notes (asset, memory_id, event_id, kind, minor, currency) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [asset, report.memoryId, eventId, kind, minor, currency],
  );
  return rowCount === 1;
}

async function findNote(tx: Queryable, asset: AssetId, report: NoteReport): Promise<StoredNote | undefined> {
  const { rows } = await tx.query<StoredNote & Record<string, unknown>>(
    'SELECT kind, minor, currency FROM notes WHERE asset = $1 AND memory_id = $2 AND event_id = $3',
    [asset, report.memoryId, report.note.eventId],
  );
  return rows[0];
}

function isSame(a: StoredNote, b: StoredNote): boolean {
  return a.kind === b.kind && a.minor === b.minor && a.currency === b.currency;
}

/** Written once for each thing that was said. */
async function contradict(
  tx: Queryable,
  asset: AssetId,
  { memoryId, note }: NoteReport,
  other: Record<string, unknown>,
): Promise<void> {
  const subject = `${asset} note ${memoryId}-${note.eventId}`;
  const { rows } = await tx.query(
    `SELECT 1 FROM audit WHERE event = 'note.contradiction' AND subject = $1 AND detail->'cabinet' = $2 LIMIT 1`,
    [subject, note],
  );
  if (rows.length === 0) await recordAudit(tx, 'note.contradiction', subject, { ...other, cabinet: note });
}
