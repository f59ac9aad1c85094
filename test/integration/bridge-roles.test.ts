import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_SERVICE_ROLE } from '../../bridge/platform/postgres/embedded.ts';
import { PRIVILEGES } from '../../bridge/ledger/schema/service-role.ts';
import { aFunding, BridgeSite, OPERATOR, TestTpas } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

/** Works under the role of the bridge, like somebody who has broken into the service. */
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
  const { stdout } = await promisify(execFile)(process.execPath, ['bridge/app/admin.ts', ...args], { env });
  return stdout;
}

describe("the bridge's own role", () => {
  it('cannot rewrite history, nor switch off what guards it, nor make an account', async () => {
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
      `INSERT INTO book_entries (kind, fact, lines) VALUES ('credit', 'x', 2)`,
      'INSERT INTO postings (entry_id, line, account_id, amount_minor) VALUES (1, 3, 1, 1)',
      'UPDATE accounts SET balance_minor = 0',
      `SELECT open_account('machine-in', 'EGM-S1', 'USD')`,
      `INSERT INTO outbox (business_key, kind, rail, payment_id, funding_id, amount_minor, currency)
       VALUES ('forged', 'refund', 'r', 'p', 'f', 99, 'USD')`,
      'CREATE TRIGGER t BEFORE INSERT ON links FOR EACH ROW EXECUTE FUNCTION owe_refund()',
      `UPDATE audit SET detail = '{}'`,
      'DELETE FROM audit',
      'TRUNCATE audit CASCADE',
      'DELETE FROM audit_chain',
      'DELETE FROM limit_history',
      'DELETE FROM exclusions',
      'UPDATE exclusions SET until_at = now()',
      'DELETE FROM notes',
      'UPDATE token_keys SET retired_at = NULL',
      `INSERT INTO operators (name, role, password_hash) VALUES ('x', 'administer', 'scrypt$')`,
      `UPDATE operators SET role = 'administer'`,
      'CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
      'CREATE TABLE mine (x int)',
      'CREATE TEMP TABLE fundings (x int)',
      'CREATE SCHEMA mine',
      'UPDATE daily_usage SET used_minor = 0',
      `INSERT INTO daily_usage VALUES ('ubai:${'0'.repeat(32)}', now(), 'USD', 9)`,
      'CREATE TRIGGER t BEFORE INSERT ON links FOR EACH ROW EXECUTE FUNCTION count_reservation()',
      'CREATE ROLE other SUPERUSER',
      'DROP TABLE fundings CASCADE',
    ]) {
      await expect(asService(statement), statement).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('cannot put a temporary table between the ledger and what guards it', async () => {
    await site.sql(`GRANT TEMPORARY ON DATABASE postgres TO ${EMBEDDED_SERVICE_ROLE}`);
    const shadow = `CREATE TEMP TABLE fundings AS SELECT 'ghost' AS funding_id, 'ACCEPTED' AS decision,
      'EGM-S1' AS asset, 500000 AS amount_minor, 'USD' AS currency, true AS recovered`;
    const credit = `INSERT INTO public.transfers (transfer_id, funding_id, asset, amount_minor, currency, status,
      answer_by, board_serial, board_memory, recovered, credited_minor, sent_at, settled_at)
      VALUES ('999999-0000000001', 'ghost', 'EGM-S1', 500000, 'USD', 'CREDITED',
      now(), 'x', '00000000', true, 500000, now(), now())`;
    await expect(asService(`${shadow}; ${credit}`)).rejects.toThrow('does not match an accepted funding');
    await site.sql(`REVOKE TEMPORARY ON DATABASE postgres FROM ${EMBEDDED_SERVICE_ROLE}`);
    const [owner] = await site.sql<{ unpinned: string[] }>(
      `SELECT coalesce(array_agg(proname::text), '{}') AS unpinned FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace
       AND 'search_path=pg_catalog, public, pg_temp' <> ALL (coalesce(proconfig, '{}'))`,
    );
    expect(owner?.unpinned).toEqual([]);
  });

  it("is the only one, beside the owner, that the ledger's database lets in: others hear and tell nothing", async () => {
    await site.sql(`CREATE ROLE spy LOGIN PASSWORD 'a password'`);
    const url = new URL(site.databaseUrl);
    [url.username, url.password] = ['spy', 'a password'];
    await expect(new Client({ connectionString: url.href }).connect()).rejects.toThrow(
      'permission denied for database',
    );
  });

  it('cannot sign itself in, by a session that it wrote, or one that it gave to another account', async () => {
    const { url } = await site.bridge();
    await site.operator('l.look', 'look');
    const browser = new FloorBrowser(url);
    const statusOf = async () => (await browser.get('/floor')).status;
    const add = (digest: string, name: string) =>
      `INSERT INTO operator_sessions (session_digest, operator, password_version, ends_at)
       SELECT ${digest}, name, password_version, now() + interval '1 hour' FROM operators WHERE name = '${name}'`;
    for (const secret of ['a secret of its own', `a secret.${OPERATOR.name}`]) {
      await asService(add(`sha256('${secret}')`, OPERATOR.name));
      browser.cookie = `topper-floor=${encodeURIComponent(secret)}`;
      expect(await statusOf()).toBe(303);
    }
    await browser.signIn('l.look');
    expect(await statusOf()).toBe(200);
    const [row] = await site.sql<{ digest: string }>(
      `DELETE FROM operator_sessions WHERE operator = 'l.look' RETURNING encode(session_digest, 'hex') AS digest`,
    );
    const digest = `decode('${row?.digest}', 'hex')`;
    await asService(add(digest, OPERATOR.name));
    expect(await statusOf()).toBe(303);
    const secret = browser.cookie.split(';')[0] ?? '';
    browser.cookie = secret.replace(/l\.look$/, OPERATOR.name);
    expect(await statusOf()).toBe(303);
    browser.cookie = `topper-floor=x.%00`;
    expect(await statusOf()).toBe(303);
  });

  it('has its own privileges on each table: no table was forgotten', async () => {
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

  it.each([
    ['ALTER DATABASE postgres OWNER TO', 'ALTER DATABASE postgres OWNER TO topper --', 'owns the database'],
    ['ALTER SCHEMA public OWNER TO', 'ALTER SCHEMA public OWNER TO pg_database_owner --', 'owns the schema'],
    [
      'ALTER FUNCTION refuse_change OWNER TO',
      'ALTER FUNCTION refuse_change OWNER TO topper --',
      'owns refuse_',
    ],
    ['ALTER VIEW captures OWNER TO', 'ALTER VIEW captures OWNER TO topper --', 'owns captures'],
    ['GRANT CREATE ON DATABASE postgres TO', 'REVOKE CREATE ON DATABASE postgres FROM', 'may make schemas'],
    ['GRANT CREATE ON SCHEMA public TO', 'REVOKE CREATE ON SCHEMA public FROM', 'may make tables'],
    ['GRANT pg_write_all_data TO', 'REVOKE pg_write_all_data FROM', 'is in pg_write_all_data'],
    ['GRANT topper TO', 'REVOKE topper FROM', 'is a superuser'],
    ['CREATE ROLE maker CREATEROLE ROLE', 'DROP ROLE maker --', 'may make roles'],
  ])('does not start under a role after %s it', async (give, take, power) => {
    await site.sql(`${give} ${EMBEDDED_SERVICE_ROLE}`);
    try {
      await expect(site.bridge()).rejects.toThrow(`this role ${power}`);
    } finally {
      await site.sql(`${take} ${EMBEDDED_SERVICE_ROLE}`);
      await site.migrate('postgres'); // gives it again what it lost as an owner
    }
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
