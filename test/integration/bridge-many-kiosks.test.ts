/** A floor that links all at once, after a power cut or a restart of the bridge. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Client } from 'pg';
import { aFunding, BridgeSite, TestTpas } from '../support/bridge/bridge-site.ts';
import { enrolMany } from '../support/bridge/enrol-many.ts';
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
const ASSETS = Array.from({ length: 60 }, (_, n) => `EGM-MANY-${n}`);

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
  await enrolMany(site, ASSETS, SECRET);
  const ledger = new Client({ connectionString: site.ownerUrl });
  await ledger.connect();
  try {
    // Claims of a link wait for this; fundings do not.
    await ledger.query('BEGIN');
    await ledger.query('LOCK TABLE links IN SHARE MODE');
    const linking = ASSETS.map(async (asset) => linked(bridge.url, asset));
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
