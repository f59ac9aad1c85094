/** What a bridge that cannot start says: one clear line for each thing that is wrong, and an exit code that means it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { startPgbouncer, type Pgbouncer } from '../support/databases/pgbouncer.ts';

const run = promisify(execFile);

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

interface Refusal {
  readonly code: number;
  readonly stderr: string;
}

/** Starts a program that must not start. */
async function refusalOf(program: string[], changes: Record<string, string>): Promise<Refusal> {
  const env = { ...process.env, ...site.environment(), ...changes };
  const child = run(process.execPath, program, { env, timeout: 30_000 });
  const { code, stderr } = (await child.then(
    () => Promise.reject(new Error(`${program.join(' ')} ended with 0`)),
    (error: unknown) => error,
  )) as Refusal;
  return { code, stderr };
}

const bridge = async (changes: Record<string, string>) => refusalOf(['bridge/app/main.ts'], changes);
const admin = async (changes: Record<string, string>) =>
  refusalOf(['bridge/app/admin.ts', 'machine', 'list'], changes);
const migrate = async (changes: Record<string, string>) =>
  refusalOf(['bridge/app/admin.ts', 'migrate'], { MIGRATION_DATABASE_URL: site.ownerUrl, ...changes });

/** The site's database URL with a change. */
function databaseUrl(change: (url: URL) => void): string {
  const url = new URL(site.databaseUrl);
  change(url);
  return url.href;
}

function ownerUrlOf(database: string): string {
  const url = new URL(site.ownerUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Another database of the site's server. */
function databaseOf(database: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl((url) => (url.pathname = `/${database}`)),
    MIGRATION_DATABASE_URL: ownerUrlOf(database),
  };
}

describe('a bridge with wrong settings', () => {
  it('ends with 2 and a line for each of them', async () => {
    const { code, stderr } = await bridge({ DATABASE_URL: 'nonsense', BRIDGE_OPERATOR_TOKEN: 'x' });
    expect(code).toBe(2);
    expect(stderr.split('\n')).toEqual([
      'bridge: DATABASE_URL must look like postgres://user:password@host:port/database',
      'bridge: BRIDGE_OPERATOR_TOKEN is too short: it must have at least 16 random characters',
      '',
    ]);
  });

  it.each([
    ['a wrong password', (url: URL) => (url.password = 'hunter2'), 'refuses the user or the password', 2],
    ['no password', (url: URL) => (url.password = ''), 'there is none in the URL', 2],
    ['another database', (url: URL) => (url.pathname = '/nowhere'), 'has no database of this name', 2],
    ['TLS that the server has not', (url: URL) => (url.search = 'sslmode=verify-full'), 'by TLS as asked', 2],
    ['nobody at the port', (url: URL) => (url.port = '1'), 'cannot be reached: (ECONNREFUSED)', 1],
    [
      'no such host',
      (url: URL) => {
        url.hostname = 'db.invalid';
        url.search = 'sslmode=verify-full';
      },
      'cannot be reached: (',
      1,
    ],
  ])('says what is wrong with DATABASE_URL: %s', async (_what, change, message, exitCode) => {
    const { code, stderr } = await bridge({ DATABASE_URL: databaseUrl(change) });
    expect(stderr).toMatch(/^bridge: DATABASE_URL: PostgreSQL at [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('hunter');
    expect(code).toBe(exitCode);
  });

  it('says which address it cannot listen on', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await bridge({ BRIDGE_LISTEN: `127.0.0.1:${port}` })).toEqual({
      code: 1,
      stderr: `bridge: BRIDGE_LISTEN: cannot listen on 127.0.0.1:${port} (EADDRINUSE)\n`,
    });
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('a database', () => {
  it('that is not there is not made by bridge:admin', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'topper-no-bridge-'));
    const { code, stderr } = await admin({ DATABASE_URL: '', BRIDGE_DATA_DIR: join(empty, 'data') });
    expect(stderr).toMatch(/^bridge:admin: there is no database: DATABASE_URL is not set/);
    expect(code).toBe(2);
    expect(existsSync(join(empty, 'data'))).toBe(false);
    await rm(empty, { recursive: true });
  });

  it('whose schema is newer than the program is left alone', async () => {
    await site.bridge();
    await site.sql(`INSERT INTO schema_version (version, name) VALUES (9999, 'of-tomorrow')`);
    for (const program of [bridge, admin, migrate]) {
      const { code, stderr } = await program({});
      expect(stderr).toMatch(
        /: the schema of the ledger is version 9999, this program knows [0-9]+: a newer bridge .* install that version/,
      );
      expect(code).toBe(2);
    }
    await site.sql('DELETE FROM schema_version WHERE version = 9999');
  });

  it('whose schema is older than the program is left as it is, and the command that changes it is named', async () => {
    await site.sql('CREATE DATABASE older');
    await site.migrate('older');
    await site.sql('DELETE FROM schema_version WHERE version > 3', [], 'older');
    for (const program of [bridge, admin]) {
      const { code, stderr } = await program(databaseOf('older'));
      expect(stderr).toMatch(
        /: the schema of the ledger is version 3, this program needs [0-9]+: run `npm run/,
      );
      expect(code).toBe(2);
    }
    expect(await site.sql('SELECT version FROM schema_version WHERE version > 3', [], 'older')).toEqual([]);
  });

  it('that is empty stays so when a bridge is started on it, even one that has the URL of its owner', async () => {
    await site.sql('CREATE DATABASE empty');
    for (const changes of [
      databaseOf('empty'),
      { ...databaseOf('empty'), DATABASE_URL: ownerUrlOf('empty') },
    ]) {
      const { code, stderr } = await bridge(changes);
      expect(stderr).toMatch(
        /: the schema of the ledger is version 0, .*: run `npm run bridge:admin -- migrate`/,
      );
      expect(code).toBe(2);
    }
    const tables = await site.sql(
      `SELECT FROM information_schema.tables WHERE table_schema = 'public'`,
      [],
      'empty',
    );
    expect(tables).toEqual([]);
  });

  it('whose schema was made by other migrations under the same numbers is left alone', async () => {
    await site.sql('CREATE DATABASE foreign_schema');
    await site.migrate('foreign_schema');
    await site.sql(`UPDATE schema_version SET name = 'ledger' WHERE version = 1`, [], 'foreign_schema');
    for (const program of [bridge, admin, migrate]) {
      const { code, stderr } = await program(databaseOf('foreign_schema'));
      expect(stderr).toContain(
        ': the schema of the ledger was made by other migrations than those of this program, the first is ' +
          '1 "ledger" (here "ledger-home"): it cannot be brought up to date; give the bridge a new database',
      );
      expect(code).toBe(2);
    }
  });

  it('is migrated whole or not at all', async () => {
    await site.sql('CREATE DATABASE halfway');
    await site.sql(
      'CREATE TABLE schema_version (version bigint CHECK (version <> 4), name text, md5 text, run_at timestamptz)',
      [],
      'halfway',
    );
    await expect(site.migrate('halfway')).rejects.toThrow('schema_version_version_check');
    const tables = await site.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
      [],
      'halfway',
    );
    expect(tables).toEqual([{ name: 'schema_version' }]);
    await site.sql('ALTER TABLE schema_version DROP CONSTRAINT schema_version_version_check', [], 'halfway');
    await site.migrate('halfway');
  });

  it('that somebody is at work on is not held up by a migration that waits', async () => {
    await site.sql('CREATE DATABASE busy');
    await site.migrate('busy');
    const worker = new Client({ connectionString: ownerUrlOf('busy') });
    await worker.connect();
    await worker.query('BEGIN; LOCK TABLE fundings');
    await expect(site.migrate('busy')).rejects.toThrow('lock timeout');
    await worker.end();
    await site.migrate('busy');
  });
});

describe('pgbouncer between bridge and PostgreSQL', () => {
  const poolers: Pgbouncer[] = [];
  afterEach(async () => {
    await Promise.all(poolers.splice(0).map((pooler) => pooler.stop()));
  });

  it.each([
    ['as it comes', '', 'is pgbouncer, which the bridge does not work through'],
    [
      'told to pass over what it does not know',
      'ignore_startup_parameters = options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
      'is a connection pooler (pgbouncer or another), which the bridge does not work through',
    ],
  ])('in transaction mode is refused at the start, %s', async (_how, option, message) => {
    const pooler = await startPgbouncer(site.databaseUrl, ['pool_mode = transaction', option]);
    poolers.push(pooler);
    const { code, stderr } = await bridge({ DATABASE_URL: pooler.url });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(code).toBe(2);
  });
});
