/** Forward-only migrations, run by the ledger's owner; and what a bridge asks of a ledger before it works on it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError, type Client } from 'pg';
import Postgrator from 'postgrator';
import { StartError } from '../../platform/start-error.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { grantToService, powerOverRules } from './service-role.ts';

const MIGRATION_LOCK = 7_300_002;
const MIGRATIONS = join(import.meta.dirname, 'migrations');
const VERSION_TABLE = 'schema_version';

/** How long a migration waits for a lock. Fundings that come behind it wait as long. */
const LOCK_TIMEOUT_MS = 2_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Run as the owner of the ledger, whole or not at all. @param serviceRole under which the bridge will work; it is given
 * what it needs.
 * @throws {StartError} when the schema is newer than this program or another one, or when somebody is in the way.
 */
export async function migrate(owner: Database, serviceRole: string): Promise<void> {
  const client = await owner.connectDirectly();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    refuseForeign(await compare(client));
    await client.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    const postgrator = new Postgrator({
      driver: 'pg',
      migrationPattern: join(MIGRATIONS, '*.do.*.sql'),
      schemaTable: VERSION_TABLE,
      currentSchema: 'public',
      execQuery: (query) => client.query<Record<string, unknown>>(query),
      execSqlScript: async (script) => {
        await client.query(script);
      },
    });
    await postgrator.migrate();
    await grantToService(client, serviceRole);
    await client.query('COMMIT');
  } catch (error) {
    throw error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE ? inTheWay(error) : error;
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
    const schema = await compare(client);
    refuseForeign(schema);
    const { version, known } = schema;
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

/** The schema that is there, beside the one that this program knows. */
interface Schema {
  readonly version: number;
  readonly known: number;
  /** The first migration that was run under another name than it has here. */
  readonly unlike: string | null;
}

async function compare(client: Client): Promise<Schema> {
  const names = new Map<number, string>();
  for (const file of await readdir(MIGRATIONS)) {
    const [version, , name = ''] = file.split('.');
    names.set(Number(version), name);
  }
  const known = Math.max(...names.keys());
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS there`, [
    `public.${VERSION_TABLE}`,
  ]);
  if (rows[0]?.there !== true) return { version: 0, known, unlike: null };
  const { rows: applied } = await client.query<{ version: number; name: string }>(
    `SELECT version::integer, name FROM public.${VERSION_TABLE} WHERE version > 0 ORDER BY version`,
  );
  const unlike = applied.find(({ version, name }) => names.has(version) && names.get(version) !== name);
  return {
    version: applied.at(-1)?.version ?? 0,
    known,
    unlike: unlike ? `${unlike.version} "${unlike.name}" (here "${names.get(unlike.version)}")` : null,
  };
}

/** @throws {StartError} for a schema that this program must neither work on nor bring up to date. */
function refuseForeign({ version, known, unlike }: Schema): void {
  if (unlike !== null) {
    throw new StartError(
      'settings',
      `the schema of the ledger was made by other migrations than those of this program, the first is ${unlike}: ` +
        'it cannot be brought up to date; give the bridge a new database',
    );
  }
  // An older program would read and write money without what the newer one added.
  if (version > known) {
    throw new StartError(
      'settings',
      `the schema of the ledger is version ${version}, this program knows ${known}: a newer bridge has worked on this ` +
        'database; install that version again, or a newer one',
    );
  }
}

function inTheWay(cause: DatabaseError): StartError {
  return new StartError(
    'surroundings',
    `nothing was changed: another connection held what a migration needs (lock timeout, ${LOCK_TIMEOUT_MS} ms); run it again`,
    { cause },
  );
}
