import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSecretKeyFile } from '../../bridge/platform/secrets/key-file.ts';
import { aFunding, BridgeSite, TestTpas } from '../support/bridge/bridge-site.ts';
import { callEverything } from '../support/bridge/every-call.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

const UBAI = 'f3b0c442-98fc-1c14-9afb';
const PLAYER = '482913';

/** Every row of every table, as somebody who stole a backup has them. */
async function dump(): Promise<string> {
  const tables = await site.sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const rows = tables.map(async ({ name }) =>
    JSON.stringify(await site.sql(`SELECT to_jsonb(t) FROM ${name} t`)),
  );
  return (await Promise.all(rows)).join('\n');
}

/** A token as the bridge would sign it with this key. */
async function tokenOf(keyId: string, key: Buffer, audience: string): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', kid: keyId, typ: 'JWT' })
    .setIssuer('topper-bridge')
    .setAudience(audience)
    .setSubject('tpas')
    .setIssuedAt()
    .setExpirationTime('900s')
    .sign(key);
}

async function statusWith(url: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${url}/v1/fundings/never-heard-of`, { headers })).status;
}

describe('a dump of the database', () => {
  it('holds no UBAI and no player id, nor a digest by which either can be tried [no-personal-data]', async () => {
    const bridge = await site.bridge();
    const kiosk = (await site.kiosk(bridge, 'EGM-D1')).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding('EGM-D1', { ubai: UBAI, playerId: PLAYER });
    expect((await tpas.fund(funding)).body.status).toBe('CREDITED');
    await callEverything(bridge.url, { asset: 'EGM-D1', ubai: UBAI, day: '2026-01-01' });
    kiosk.drop();
    const stolen = await dump();
    expect(stolen).toContain(await site.accountDigest(UBAI));
    expect(stolen).not.toContain(UBAI);
    expect(stolen).not.toContain(PLAYER);
    const { fundingId, asset, merchantId, currency } = funding;
    const guesses = [
      UBAI,
      PLAYER,
      JSON.stringify([fundingId, asset, merchantId, 2000, currency, UBAI, PLAYER, null]),
      JSON.stringify([
        fundingId,
        asset,
        merchantId,
        2000,
        currency,
        await site.accountDigest(UBAI),
        PLAYER,
        null,
      ]),
    ];
    for (const guess of guesses) {
      const digest = createHash('sha256').update(guess).digest();
      expect(stolen).not.toContain(digest.toString('base64url').slice(0, 12));
      expect(stolen).not.toContain(digest.toString('hex').slice(0, 12));
    }
  });

  it('makes no access token, and neither does somebody who can write to the database [secrets-kept]', async () => {
    const { url } = await site.bridge();
    const keys = await site.sql<{ keyId: string; sealed: Buffer }>(
      'SELECT key_id AS "keyId", sealed_secret AS sealed FROM token_keys',
    );
    expect(keys).toHaveLength(1);
    for (const { keyId, sealed } of keys) {
      for (const key of [sealed, sealed.subarray(0, 32), sealed.subarray(12, 44), sealed.subarray(-32)])
        expect(await statusWith(url, await tokenOf(keyId, key, 'topper-funding-api'))).toBe(401);
    }
    const own = Buffer.alloc(32, 7);
    await site.sql('INSERT INTO token_keys (key_id, sealed_secret) VALUES ($1, $2)', ['planted', own]);
    const other = await site.bridge();
    expect(await statusWith(other.url, await tokenOf('planted', own, 'topper-funding-api'))).toBe(401);
    expect((await (await TestTpas.signIn(other.url)).read('never-heard-of')).status).toBe(404);
    await site.sql(`DELETE FROM token_keys WHERE key_id = 'planted'`);
  });

  it("does not sign its reader in: sessions are digests, the operators' passwords scrypt hashes [secrets-kept]", async () => {
    const { url } = await site.bridge();
    const browser = new FloorBrowser(url);
    await browser.signIn();
    const secret = /=([^;]+)/.exec(browser.cookie)?.[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    const stolen = await dump();
    expect(stolen).not.toContain(secret);
    expect(stolen).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
    for (const [digest] of stolen.matchAll(/[0-9a-f]{64}/g)) {
      browser.cookie = `topper-floor=${digest}`;
      expect((await browser.get('/floor')).status).toBe(303);
    }
  });
});

describe('the secret key', () => {
  it('is the one that the database was made with, or the bridge does not start', async () => {
    await site.bridge();
    await expect(site.bridge({ BRIDGE_SECRET_KEY: 'a1'.repeat(32) })).rejects.toThrow(
      'BRIDGE_SECRET_KEY is not the key',
    );
  });

  it('is made once beside an embedded database, for its owner only', async () => {
    const directory = join(site.dataDir, 'new');
    const keys = await Promise.all([1, 2, 3].map(async () => openSecretKeyFile(directory)));
    const sealed = keys[0]?.seal('x', Buffer.from('text')) ?? Buffer.alloc(0);
    for (const key of keys) expect(key.open('x', sealed).toString()).toBe('text');
    expect((await stat(join(directory, 'secret.key'))).mode & 0o777).toBe(0o600);
  });
});
