/** A floor that links all at once, after a power cut or a restart of the bridge. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Client } from 'pg';
import { aFunding, BridgeSite, TestTpas } from '../support/bridge/bridge-site.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { waitFor } from '../support/wait.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

const SECRET = 'secret-of-every-machine';
/** More than the bridge has connections to its ledger. */
const KIOSKS = 60;

async function enrolled(): Promise<string[]> {
  const assets = Array.from({ length: KIOSKS }, (_, n) => `EGM-MANY-${n}`);
  const hash = `sha256:${createHash('sha256').update(SECRET).digest('base64url')}`;
  await site.sql(
    `INSERT INTO machines (asset, designation, secret_hash)
     SELECT asset, lpad((900000 + row_number() OVER ())::text, 6, '0'), $2 FROM unnest($1::text[]) AS asset`,
    [assets, hash],
  );
  return assets;
}

/** Dials again where there was no room, as a kiosk does. */
async function linked(url: string, asset: string): Promise<TestKiosk> {
  for (;;) {
    const kiosk = await TestKiosk.connect(url, asset, SECRET).catch((error: unknown) => {
      if (error instanceof Error && error.message === 'refused with 503') return null;
      throw error;
    });
    if (kiosk !== null) return kiosk;
  }
}

it('leaves connections to the ledger for money, and links in the end', async () => {
  const bridge = await site.bridge();
  (await site.kiosk(bridge, 'EGM-PAYS')).creditEverything();
  const tpas = await TestTpas.signIn(bridge.url);
  const assets = await enrolled();
  const ledger = new Client({ connectionString: site.ownerUrl });
  await ledger.connect();
  try {
    // Claims of a link wait for this; fundings do not.
    await ledger.query('BEGIN');
    await ledger.query('LOCK TABLE links IN SHARE MODE');
    const linking = assets.map(async (asset) => linked(bridge.url, asset));
    const claims = async () => {
      const [row] = await site.sql<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO links%'`,
      );
      return row?.waiting ?? 0;
    };
    await waitFor('as many claims to wait as the bridge makes at once', async () => {
      const before = await claims();
      return before > 0 && before === (await claims());
    });
    expect((await tpas.fund(aFunding('EGM-PAYS'))).body.status).toBe('CREDITED');
    await ledger.query('COMMIT');
    for (const kiosk of await Promise.all(linking)) kiosk.drop();
  } finally {
    await ledger.end();
  }
});
