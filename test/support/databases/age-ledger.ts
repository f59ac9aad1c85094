/** Moves a ledger into the past: every instant and every day of every table, as if nobody had looked for that long. */
import type { BridgeSite } from '../bridge/bridge-site.ts';

/** @param interval as PostgreSQL writes it: `2 years`. */
export async function ageLedger(site: BridgeSite, interval: string): Promise<void> {
  const columns = await site.sql<{ table: string; column: string; type: string }>(
    `SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'schema_version'
       AND data_type IN ('timestamp with time zone', 'date')`,
  );
  const updates = columns.map(({ table, column, type }) => {
    const moved = `${column} - interval '${interval}'`;
    return `UPDATE ${table} SET ${column} = ${type === 'date' ? `(${moved})::date` : moved};`;
  });
  // Rows of money are never changed, so the triggers that guard this are switched off.
  await site.sql(`SET session_replication_role = replica; ${updates.join(' ')}`);
}
