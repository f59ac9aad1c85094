/** Forward-only migrations, run by whichever bridge process starts first; the others wait. */
import { join } from 'node:path';
import Postgrator from 'postgrator';
import type { Database } from './database.ts';

const MIGRATION_LOCK = 7_300_002;

export async function migrate(database: Database): Promise<void> {
  const client = database.dedicatedClient();
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const postgrator = new Postgrator({
      driver: 'pg',
      migrationPattern: join(import.meta.dirname, 'migrations', '*.do.*.sql'),
      schemaTable: 'schema_version',
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
