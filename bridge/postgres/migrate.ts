/** Forward-only migrations, run by whichever bridge process starts first; the others wait. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import Postgrator from 'postgrator';
import { StartError } from '../start-error.ts';
import type { Database } from './database.ts';

const MIGRATION_LOCK = 7_300_002;
const MIGRATIONS = join(import.meta.dirname, 'migrations');
const VERSION_TABLE = 'schema_version';

/** @throws {StartError} when the schema is newer than this program. */
export async function migrate(database: Database): Promise<void> {
  const client = await database.connectDirectly();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewerSchema(client);
    const postgrator = new Postgrator({
      driver: 'pg',
      migrationPattern: join(MIGRATIONS, '*.do.*.sql'),
      schemaTable: VERSION_TABLE,
      currentSchema: 'public',
      execQuery: (query) => client.query<Record<string, unknown>>(query),
      // One statement string is one implicit transaction: a migration happens whole or not at all.
      execSqlScript: async (script) => {
        await client.query(script);
      },
    });
    await postgrator.migrate();
  } finally {
    await client.end();
  }
}

/** An older program would read and write money without what the newer one added. */
async function refuseNewerSchema(client: Client): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS there`, [
    `public.${VERSION_TABLE}`,
  ]);
  if (rows[0]?.there !== true) return;
  const found = await client.query<{ version: string | null }>(
    `SELECT max(version) AS version FROM public.${VERSION_TABLE}`,
  );
  const version = Number(found.rows[0]?.version ?? 0);
  const known = Math.max(...(await readdir(MIGRATIONS)).map((file) => Number.parseInt(file, 10)));
  if (version <= known) return;
  throw new StartError(
    'settings',
    `the schema of the ledger is version ${version}, this program knows ${known}: a newer bridge has worked on this ` +
      'database; install that version again, or a newer one',
  );
}
