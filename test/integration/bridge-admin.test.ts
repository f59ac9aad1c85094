import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import { aFunding, BridgeSite, enrol, requestToken, TestTpas } from '../support/bridge/bridge-site.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';

const run = promisify(execFile);

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

/** `npm run bridge:admin -- ...` on the site's database. */
async function admin(...args: string[]): Promise<string> {
  return adminWith({}, ...args);
}

async function adminWith(overrides: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const env = { ...site.adminEnvironment(), ...overrides };
  const { stdout } = await run(process.execPath, ['bridge/app/admin.ts', ...args], { env });
  return stdout;
}

const secretIn = (output: string) => /^secret +(\S+)$/m.exec(output)?.[1] ?? '';

describe('a machine', () => {
  it('is enrolled by command, connects, and is cut off when it is revoked', async () => {
    const bridge = await site.bridge();
    const secret = secretIn(await admin('machine', 'enrol', 'EGM-A1'));
    const kiosk = await TestKiosk.connect(bridge.url, 'EGM-A1', secret);
    expect(await admin('machine', 'list')).toMatch(/^EGM-A1\t[0-9]{6}\tenabled\tconnected\t-$/m);
    await admin('machine', 'revoke', 'EGM-A1');
    expect(await kiosk.closeCode()).toBe(EgmLinkClose.CREDENTIALS_ENDED);
    await expect(TestKiosk.dial(bridge.url, 'EGM-A1', secret)).rejects.toThrow('401');
  });

  it('that is enrolled again leaves with its old secret and comes back with the new one', async () => {
    const bridge = await site.bridge();
    const old = await TestKiosk.connect(
      bridge.url,
      'EGM-A2',
      secretIn(await admin('machine', 'enrol', 'EGM-A2')),
    );
    const secret = secretIn(await admin('machine', 'enrol', 'EGM-A2'));
    expect(await old.closeCode()).toBe(EgmLinkClose.CREDENTIALS_ENDED);
    const kiosk = await TestKiosk.connect(bridge.url, 'EGM-A2', secret);
    await kiosk.close();
  });

  it('needs an asset id that is one', async () => {
    await expect(admin('machine', 'enrol', 'EGM 1')).rejects.toMatchObject({ code: 2 });
    await expect(admin('machine', 'revoke', 'EGM-NOWHERE')).rejects.toMatchObject({ code: 2 });
  });
});

describe('the secret key', () => {
  it('is that of the bridges, or a command that needs it does nothing and says why', async () => {
    const { url } = await site.bridge();
    const { secret } = await enrol(url, 'EGM-A4');
    const other = 'is not the key of the bridges on this database, so nothing was changed';
    const refused = [
      ['a1'.repeat(32), 'machine revoke EGM-A4', other],
      ['a1'.repeat(32), 'keys rotate', other],
      ['', 'machine revoke EGM-A4', 'BRIDGE_SECRET_KEY (or BRIDGE_SECRET_KEY_FILE) is not set'],
    ] as const;
    for (const [key, command, why] of refused)
      await expect(adminWith({ BRIDGE_SECRET_KEY: key }, ...command.split(' '))).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining(why) as string,
      });
    (await TestKiosk.connect(url, 'EGM-A4', secret)).drop();
  });

  it('is not asked for by a command that neither seals anything nor tells the bridges', async () => {
    expect(await adminWith({ BRIDGE_SECRET_KEY: '' }, 'operator', 'list')).toContain('j.doe');
  });
});

describe('rotation without downtime', () => {
  it('keeps access tokens of the old signing key good, and gives out new ones under the new', async () => {
    const bridge = await site.bridge();
    const before = await TestTpas.signIn(bridge.url);
    await admin('keys', 'rotate');
    const restarted = await site.bridge();
    const after = await TestTpas.signIn(restarted.url);
    for (const tpas of [before, after]) expect((await tpas.read('never-heard-of')).status).toBe(404);
    expect(after.keyId).not.toBe(before.keyId);
  });

  it('takes the old client secret beside the new one for a while', async () => {
    const bridge = await site.bridge({
      TPAS_CLIENT_SECRET: 'new+secret+of+the+tpas',
      TPAS_CLIENT_SECRET_OLD: 'secret-of-the-tpas',
    });
    const statuses = await Promise.all(
      ['new+secret+of+the+tpas', 'secret-of-the-tpas', 'older-secret'].map(
        async (secret) => (await requestToken(bridge.url, 'tpas', secret)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 401]);
  });
});

describe('the audit trail', () => {
  /** Some entries, a head to compare with, and a way to tamper that only the owner of the database has. */
  async function trail() {
    const bridge = await site.bridge();
    const kiosk = (await site.kiosk(bridge, 'EGM-A3')).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    for (let funding = 0; funding < 3; funding++) await tpas.fund(aFunding('EGM-A3'));
    kiosk.drop();
    await site.clear();
    const anchor = /head (\d+:[0-9a-f]{64})/.exec(await admin('audit', 'verify'))?.[1] ?? '';
    const tamper = async (...statements: string[]) => {
      await site.sql(`SET session_replication_role = replica; ${statements.join(';')}`);
    };
    return { anchor, tamper };
  }

  it('is whole after a day of work, and contains the head noted down before', async () => {
    const { anchor } = await trail();
    const { anchor: later } = await trail();
    expect(await admin('audit', 'verify', anchor)).toContain('intact');
    expect(later).not.toBe(anchor);
  });

  it('cannot be changed through the database as it is', async () => {
    await trail();
    await expect(site.sql(`UPDATE audit SET detail = '{}'`)).rejects.toThrow('rows are never changed');
    await expect(site.sql('DELETE FROM audit_chain')).rejects.toThrow('rows are never changed');
    await expect(site.sql('TRUNCATE audit CASCADE')).rejects.toThrow('rows are never changed');
  });

  it('shows a changed, a removed and a slipped-in entry, and a chain cut short', async () => {
    const { anchor, tamper } = await trail();
    const verify = () => admin('audit', 'verify', anchor);
    await tamper(
      `CREATE TABLE kept AS SELECT * FROM audit`,
      `CREATE TABLE kept_chain AS SELECT * FROM audit_chain`,
    );

    await tamper(`UPDATE audit SET detail = detail || '{"amount":{"minor":1}}' WHERE entry_id = 2`);
    await expect(verify()).rejects.toThrow('changed');
    await tamper(`UPDATE audit a SET detail = k.detail FROM kept k WHERE k.entry_id = a.entry_id`);

    await tamper('DELETE FROM audit_chain WHERE position = 2', 'DELETE FROM audit WHERE entry_id = 2');
    await expect(verify()).rejects.toThrow('removed');
    const restored = 'SELECT * FROM kept WHERE entry_id = 2';
    await tamper(
      `INSERT INTO audit OVERRIDING SYSTEM VALUE ${restored}`,
      'INSERT INTO audit_chain SELECT * FROM kept_chain WHERE position = 2',
    );
    expect(await verify()).toContain('intact');

    await tamper(`INSERT INTO audit (event, subject, detail) VALUES ('transfer.credited', 'x', '{}')`);
    await expect(verify()).rejects.toThrow('slipped in');
    await tamper(`DELETE FROM audit WHERE subject = 'x'`);

    await tamper(
      `DELETE FROM audit_chain WHERE position > 2`,
      `INSERT INTO audit_unsealed SELECT entry_id FROM kept_chain WHERE position > 3`,
      `DELETE FROM audit WHERE entry_id = (SELECT entry_id FROM kept_chain WHERE position = 3)`,
    );
    await expect(verify()).rejects.toThrow(/anchor/);
  });

  it('is proven for what is new since a head noted down, and trusts what came before', async () => {
    const { anchor } = await trail();
    const { anchor: later, tamper } = await trail();
    const verifyNew = (head: string) => admin('audit', 'verify-new', head);
    const proven = await verifyNew(anchor);
    expect(proven).toContain(`intact since ${anchor.split(':')[0]}: `);
    expect(proven).toContain(`head ${later}`);
    expect(proven).toContain('what is new in the ledger is what the trail and the books say');
    await expect(verifyNew(anchor.replace(/.$/, (end) => (end === '0' ? '1' : '0')))).rejects.toThrow(
      'not the one of which the anchor was noted down',
    );
    await expect(verifyNew(`999999:${'0'.repeat(64)}`)).rejects.toThrow('ends before the anchor');

    await tamper(`UPDATE audit SET subject = subject || '.' WHERE entry_id = 1`);
    expect(await verifyNew(anchor)).toContain('intact');
    await expect(admin('audit', 'verify')).rejects.toThrow('changed');
    await tamper(
      `UPDATE audit SET subject = subject || '.' WHERE entry_id = (SELECT max(entry_id) FROM audit_chain)`,
    );
    await expect(verifyNew(anchor)).rejects.toThrow('changed');
  });
});
