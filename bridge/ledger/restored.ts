/**
 * Whether this ledger was restored from a copy: then it may be older than the truth, and no machine is decided about
 * before its kiosk has told what the copy lacks [exactly-once].
 */
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';

/**
 * SQL: a text that is different for each database, for each server's data directory, for each time that a server was
 * set back, and for each time that the tables were made anew in the same database (`pg_restore --clean`).
 */
const HERE = `(SELECT system_identifier FROM pg_control_system()) || '/' ||
  (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || 'ledger_home'::regclass::oid || '/' ||
  substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)`;

/**
 * What is written into `ledger_home`: with the number of the transaction that writes it, which PostgreSQL notes at the
 * row too (`xmin`). A row from a copy was written by another transaction, also in tables that stayed (`pg_restore
 * --data-only`).
 */
export const LEDGER_HOME = `${HERE} || '/' || pg_current_xact_id()::xid`;
/** SQL: what the row says if it is still the one that was written here. */
const AS_WRITTEN = `${HERE} || '/' || xmin`;

/** @returns whether it was restored since a bridge last started on it. */
export async function noticeRestore(database: Database): Promise<boolean> {
  return database.transaction(async (tx) => {
    const { rowCount: begun } = await tx.query(
      `INSERT INTO ledger_home (home) VALUES (${LEDGER_HOME}) ON CONFLICT DO NOTHING`,
    );
    if (begun === 1) return false;
    const { rows } = await tx.query<{ noted: string; found: string }>(
      `SELECT home AS noted, ${AS_WRITTEN} AS found FROM ledger_home FOR UPDATE`,
    );
    const [row] = rows;
    if (!row) throw new Error('ledger_home has no row');
    if (row.noted === row.found) return false;
    await believeNothing(tx, { ...row });
    return true;
  });
}

/** An operator says that the ledger was restored: nothing shows that only a part of a copy was restored. */
export async function noteRestored(database: Database, actor: string): Promise<void> {
  await database.transaction((tx) => believeNothing(tx, { actor }));
}

async function believeNothing(tx: Queryable, detail: Record<string, unknown>): Promise<void> {
  // Whatever kiosks told before is outdated, also for a bridge that runs now.
  await tx.query(
    // Later than the last time, also where the clock of this server is behind that of the one before.
    `UPDATE ledger_home SET home = ${LEDGER_HOME}, since = now(),
       restored_at = greatest(clock_timestamp(), restored_at + interval '1 microsecond')`,
  );
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
