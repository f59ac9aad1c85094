/**
 * Whether this ledger was restored from a copy: then it may be older than the truth, and no machine is decided about
 * before its kiosk has told what the copy lacks (M1).
 */
import type { Database, Queryable } from '../postgres/database.ts';
import { recordAudit } from './audit.ts';

/**
 * Another one for each database, for each server's data directory, for each time that a server was set back, and for
 * each time that the tables were made anew in the same database (`pg_restore --clean`).
 */
export const LEDGER_HOME = `SELECT (SELECT system_identifier FROM pg_control_system()) || '/' ||
  (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || 'ledger_home'::regclass::oid || '/' ||
  substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) AS home`;

/** @returns whether it was restored since a bridge last started on it. */
export async function noticeRestore(database: Database): Promise<boolean> {
  return database.transaction(async (tx) => {
    const { rows: here } = await tx.query<{ home: string }>(LEDGER_HOME);
    const home = here[0]?.home ?? '';
    const { rowCount: begun } = await tx.query(
      'INSERT INTO ledger_home (home) VALUES ($1) ON CONFLICT DO NOTHING',
      [home],
    );
    if (begun === 1) return false;
    const { rows } = await tx.query<{ home: string }>('SELECT home FROM ledger_home FOR UPDATE');
    const before = rows[0]?.home;
    if (before === home) return false;
    await tx.query('UPDATE ledger_home SET home = $1, since = now()', [home]);
    await believeNothing(tx, { home, before });
    return true;
  });
}

/** An operator says so: a disk that was set back as a whole can not be told from what it was. */
export async function noteRestored(database: Database, actor: string): Promise<void> {
  await database.transaction((tx) => believeNothing(tx, { actor }));
}

async function believeNothing(tx: Queryable, detail: Record<string, unknown>): Promise<void> {
  // Whatever was told before is outdated, also to a bridge that is at work.
  await tx.query('UPDATE ledger_home SET restored_at = clock_timestamp()');
  await tx.query(
    `INSERT INTO machine_questions (asset, kind, subject, detail)
     SELECT asset, 'UNHEARD', clock_timestamp()::text, $1 FROM machines`,
    [detail],
  );
  // What had not left when the copy was made may have left since.
  await tx.query(`UPDATE transfers SET doubtful = true WHERE status = 'ORDERED'`);
  await tx.query('DELETE FROM links');
  await recordAudit(tx, 'ledger.restored', 'ledger', detail);
}
