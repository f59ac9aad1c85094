/** Forward-only migrations, run by the ledger's owner; and what a bridge asks of a ledger before it works on it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import Postgrator from 'postgrator';
import { StartError } from '../../platform/start-error.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { grantToService, powerOverRules } from './service-role.ts';

const MIGRATION_LOCK = 7_300_002;
const MIGRATIONS = join(import.meta.dirname, 'migrations');
const VERSION_TABLE = 'schema_version';

/**
 * Run as the owner of the ledger. @param serviceRole under which the bridge will work; it is given what it needs.
 * @throws {StartError} when the schema is newer than this program.
 */
export async function migrate(owner: Database, serviceRole: string): Promise<void> {
  const client = await owner.connectDirectly();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const [version, known] = await versions(client);
    if (version > known) throw newerSchema(version, known);
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
    await grantToService(client, serviceRole);
  } finally {
    await client.end();
  }
}

/**
 * @param under `service`: a role that owns nothing; commands may run under the owner's.
 * @throws {StartError} when this program must not work on this ledger, or not under this role.
 */
export async function requireLedger(database: Database, under: 'service' | 'any-role'): Promise<void> {
  const client = await database.connectDirectly();
  try {
    const [version, known] = await versions(client);
    if (version > known) throw newerSchema(version, known);
    if (version < known) {
      throw new StartError(
        'settings',
        `the schema of the ledger is version ${version}, this program needs ${known}: run \`npm run bridge:admin -- migrate\``,
      );
    }
    const power = under === 'service' ? await powerOverRules(client) : null;
    if (power !== null) {
      throw new StartError(
        'settings',
        `DATABASE_URL: this role ${power} and could rewrite history; give the bridge a role of its own (docs/bridge.md)`,
      );
    }
  } finally {
    await client.end();
  }
}

/** Of the schema that is there, and of the one that this program knows. */
async function versions(client: Client): Promise<[there: number, known: number]> {
  const known = Math.max(...(await readdir(MIGRATIONS)).map((file) => Number.parseInt(file, 10)));
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS there`, [
    `public.${VERSION_TABLE}`,
  ]);
  if (rows[0]?.there !== true) return [0, known];
  const found = await client.query<{ version: string | null }>(
    `SELECT max(version) AS version FROM public.${VERSION_TABLE}`,
  );
  return [Number(found.rows[0]?.version ?? 0), known];
}

/** An older program would read and write money without what the newer one added. */
function newerSchema(version: number, known: number): StartError {
  return new StartError(
    'settings',
    `the schema of the ledger is version ${version}, this program knows ${known}: a newer bridge has worked on this ` +
      'database; install that version again, or a newer one',
  );
}
