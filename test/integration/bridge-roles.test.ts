import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PRIVILEGES } from '../../bridge/postgres/service-role.ts';
import { aFunding, BridgeSite, TestTpas } from '../support/bridge-site.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

/** Under the role of the bridge, as who took the service over. */
async function asService(statement: string): Promise<unknown> {
  const client = new Client({ connectionString: site.databaseUrl });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

async function admin(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['bridge/admin.ts', ...args], { env });
  return stdout;
}

describe("the bridge's own role", () => {
  it('can not rewrite history, nor switch off what guards it, nor make itself an operator', async () => {
    const bridge = await site.bridge();
    const kiosk = (await site.kiosk(bridge, 'EGM-S1')).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding('EGM-S1'))).body.status).toBe('CREDITED');
    kiosk.drop();
    for (const statement of [
      'ALTER TABLE fundings DISABLE TRIGGER ALL',
      'ALTER TABLE audit DISABLE TRIGGER audit_keep',
      'DROP TRIGGER transfers_change ON transfers',
      'SET session_replication_role = replica',
      'UPDATE fundings SET amount_minor = 1',
      'DELETE FROM fundings',
      'DELETE FROM transfers',
      'TRUNCATE transfers CASCADE',
      `UPDATE audit SET detail = '{}'`,
      'DELETE FROM audit',
      'TRUNCATE audit CASCADE',
      'DELETE FROM audit_chain',
      'DELETE FROM limit_history',
      'DELETE FROM notes',
      'UPDATE token_keys SET retired_at = NULL',
      `INSERT INTO operators (name, role, password_hash) VALUES ('x', 'administer', 'scrypt$')`,
      `UPDATE operators SET role = 'administer'`,
      'CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
      'CREATE TABLE mine (x int)',
      'CREATE ROLE other SUPERUSER',
      'DROP TABLE fundings CASCADE',
    ]) {
      await expect(asService(statement), statement).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('is given what each table is for: there is none that nobody thought of', async () => {
    const tables = await site.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.map(({ name }) => name).filter((name) => !(name in PRIVILEGES))).toEqual([]);
  });
});

describe('a bridge', () => {
  it('does not start under the role that owns the ledger', async () => {
    await expect(site.bridge({ DATABASE_URL: site.ownerUrl })).rejects.toThrow('could rewrite history');
  });

  it('starts on a ledger that was migrated under another role, and not before', async () => {
    await site.sql('CREATE DATABASE property');
    await site.sql(`CREATE ROLE "casino bridge" LOGIN PASSWORD 'a password'`);
    const of = (url: string, user?: string) => {
      const changed = new URL(url);
      changed.pathname = '/property';
      if (user !== undefined) {
        changed.username = encodeURIComponent(user);
        changed.password = encodeURIComponent('a password');
      }
      return changed.href;
    };
    const service = of(site.databaseUrl, 'casino bridge');
    await expect(site.bridge({ DATABASE_URL: service })).rejects.toThrow('bridge:admin -- migrate');
    const env = {
      ...site.adminEnvironment(),
      DATABASE_URL: service,
      MIGRATION_DATABASE_URL: of(site.ownerUrl),
    };
    expect(await admin(env, 'migrate')).toBe('the ledger is up to date; casino bridge may use it\n');
    await admin(env, 'operator', 'add', 'a.ames', 'look');
    const unprivileged = { ...env, MIGRATION_DATABASE_URL: '' };
    await expect(admin(unprivileged, 'operator', 'add', 'b.bell', 'look')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('MIGRATION_DATABASE_URL is needed') as unknown,
    });
    const bridge = await site.bridge({ DATABASE_URL: service });
    expect((await (await TestTpas.signIn(bridge.url)).read('never-heard-of')).status).toBe(404);
  });
});
