/** Who is carded in at a machine: from the CMS, through any bridge process, into the codes and nowhere else. */
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startBridge } from '../../bridge/app/bridge.ts';
import { composeRails } from '../../bridge/app/rails.ts';
import { readSettings } from '../../bridge/app/settings.ts';
import { BridgeSite, operator, OPERATOR_TOKEN } from '../support/bridge/bridge-site.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { issueCode } from '../support/bridge/trustly-stand-in.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

let machines = 0;
let requests = 0;
const newAsset = () => `EGM-P${++machines}`;

const cardIn = async (url: string, asset: string, playerId: string) =>
  (await operator(url, 'PUT', `/floor/machines/${asset}/player`, { playerId })).status;
const cardOut = async (url: string, asset: string) =>
  (await operator(url, 'DELETE', `/floor/machines/${asset}/player`)).status;

/** The player id with which the bridge asks Trustly for the next code. */
async function idOfNextCode(kiosk: TestKiosk): Promise<unknown> {
  site.trustly.behave((request, response) => issueCode(request, response));
  const requestId = ++requests;
  kiosk.send({ type: 'code.request', requestId, purpose: 'first' });
  expect((await kiosk.next('code.issued')).requestId).toBe(requestId);
  return site.trustly.requests.at(-1)?.body['id'];
}

describe('a player who is carded in', () => {
  it('is in the codes from then on, told through any bridge process, until carded out', async () => {
    const [near, far] = [await site.bridge(), await site.bridge()];
    const asset = newAsset();
    const kiosk = await site.kiosk(near, asset);
    expect(await idOfNextCode(kiosk)).toBeUndefined();
    expect(await cardIn(far.url, asset, 'P-1029384')).toBe(204);
    await kiosk.next('code.replace');
    expect(await idOfNextCode(kiosk)).toBe('P-1029384');
    expect(await cardOut(far.url, asset)).toBe(204);
    await kiosk.next('code.replace');
    expect(await idOfNextCode(kiosk)).toBeUndefined();
  });

  it('has the code on the glass replaced once, however often the CMS repeats it', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    for (const playerId of ['P-1', 'P-1', 'P-1', 'P-2']) await cardIn(bridge.url, asset, playerId);
    expect(await idOfNextCode(kiosk)).toBe('P-2');
    const replaced = kiosk.received.filter(({ type }) => type === 'code.replace');
    expect(replaced).toHaveLength(2);
  });

  it('never gets the code that was being made for the one before', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    await cardIn(bridge.url, asset, 'P-1');
    let issueLate: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      site.trustly.behave((request, response) => {
        issueLate = () => issueCode(request, response);
        resolve();
      });
    });
    const requestId = ++requests;
    kiosk.send({ type: 'code.request', requestId, purpose: 'first' });
    await asked;
    await cardIn(bridge.url, asset, 'P-2');
    issueLate();
    expect(await idOfNextCode(kiosk)).toBe('P-2'); // which takes the first answer that comes
    expect(kiosk.received.filter(({ type }) => type === 'code.issued')).toEqual([]);
  });

  it('is forgotten when the link of the machine ends', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const first = await site.kiosk(bridge, asset);
    await cardIn(bridge.url, asset, 'P-1');
    await first.close();
    expect(await idOfNextCode(await site.kiosk(bridge, asset))).toBeUndefined();
  });

  it('is forgotten after a while without a word of the CMS and without play', async () => {
    const bridge = await site.bridge({ BRIDGE_PLAYER_IDLE_MS: '300' });
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    await cardIn(bridge.url, asset, 'P-1');
    await kiosk.next('code.replace');
    await kiosk.next('code.replace');
    expect(await idOfNextCode(kiosk)).toBeUndefined();
  });

  it('is forgotten when a change may have been missed', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    await cardIn(bridge.url, asset, 'P-1');
    await kiosk.next('code.replace');
    await site.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN %'`);
    await kiosk.next('code.replace');
    expect(await idOfNextCode(kiosk)).toBeUndefined();
  });

  it('is in no table, no answer and no log, not even an unredacted one [no-personal-data]', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const bridge = await startBridge(readSettings(site.environment()), log, composeRails);
    try {
      const asset = newAsset();
      const kiosk = await site.kiosk(bridge, asset);
      await cardIn(bridge.url, asset, PERSONAL);
      expect(await idOfNextCode(kiosk)).toBe(PERSONAL);
      expect(await (await operator(bridge.url, 'GET', '/floor/machines')).text()).not.toContain(PERSONAL);
      expect(await tablesWith(asset)).toContain('links');
      expect(await tablesWith(PERSONAL)).toEqual([]);
    } finally {
      await bridge.stop();
    }
    expect(lines.join('')).toContain('listening');
    expect(lines.join('')).not.toContain(PERSONAL);
  });
});

const PERSONAL = 'P-VERY-PERSONAL';

/** The tables of the ledger that have the text anywhere in a row. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await site.sql<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await site.sql(`SELECT 1 FROM ${name} AS t WHERE strpos(t::text, $1) > 0 LIMIT 1`, [text]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('the door for who is carded in', () => {
  it.each([
    ['empty', ''],
    ['with a space', 'P 1'],
    ['of 65 characters', 'x'.repeat(65)],
    ['with a character that does not print', 'P\u0007'],
    ['that is no text', 7],
  ])('turns down an id %s, and nothing changes [checked-at-the-door]', async (_what, playerId) => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const response = await operator(bridge.url, 'PUT', `/floor/machines/${asset}/player`, { playerId });
    expect(response.status).toBe(400);
    expect(await idOfNextCode(kiosk)).toBeUndefined();
  });

  it('is for the operator only', async () => {
    const bridge = await site.bridge();
    const url = `${bridge.url}/floor/machines/EGM-0042/player`;
    for (const authorization of ['', `Bearer ${OPERATOR_TOKEN}x`]) {
      for (const method of ['PUT', 'DELETE']) {
        expect((await fetch(url, { method, headers: { authorization } })).status).toBe(401);
      }
    }
  });

  it('says when there is no such machine, and when its kiosk is not connected', async () => {
    const bridge = await site.bridge();
    expect(await cardIn(bridge.url, 'EGM-NOBODY', 'P-1')).toBe(404);
    expect(await cardOut(bridge.url, 'EGM-NOBODY')).toBe(404);
    const { asset } = await site.enrolled(bridge);
    expect(await cardIn(bridge.url, asset, 'P-1')).toBe(409);
    expect(await cardOut(bridge.url, asset)).toBe(204);
  });
});
