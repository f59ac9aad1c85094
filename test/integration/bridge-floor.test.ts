import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aFunding, BridgeSite, operator, OPERATOR, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

let machines = 0;

/** A funding whose board is asked and has not said what became of it. */
async function fundingUnderWay() {
  const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '2000' });
  const asset = `EGM-H${++machines}`;
  const kiosk = await site.kiosk(bridge, asset);
  const tpas = await TestTpas.signIn(bridge.url);
  const funding = aFunding(asset);
  expect((await tpas.fund(funding)).body.status).toBe('UNCONFIRMED');
  const { transferId } = await kiosk.next('transfer.order');
  const path = `/floor/fundings/${funding.fundingId}/settle`;
  const settle = async (body: Record<string, string>) => {
    return person(bridge.url, 'POST', path, { reason: 'meters read with the player', ...body });
  };
  return { bridge, asset, kiosk, tpas, funding, transferId, path, settle };
}

/** A funding whose board was lost after the order left. */
async function unconfirmedFunding() {
  const unconfirmed = await fundingUnderWay();
  await site.unplugBoard(unconfirmed.kiosk, unconfirmed.asset);
  return unconfirmed;
}

describe('an UNCONFIRMED funding settled by an attendant', () => {
  it('is CREDITED with what was found on the meter, and the trail says who, what and why [money-has-a-home]', async () => {
    const { tpas, funding, transferId, settle } = await unconfirmedFunding();
    expect((await settle({ outcome: 'credited', credited: '5.00' })).status).toBe(200);
    expect((await tpas.read(funding.fundingId)).body).toMatchObject({
      status: 'CREDITED',
      creditedAmount: '5.00',
    });
    const [entry] = await site.sql<{ detail: unknown }>(
      `SELECT detail FROM audit WHERE event = 'transfer.settled-by-hand' AND subject = $1`,
      [transferId],
    );
    expect(entry?.detail).toEqual({
      actor: OPERATOR.name,
      reason: 'meters read with the player',
      before: 'UNCONFIRMED',
      after: 'CREDITED',
      creditedMinor: 500,
    });
  });

  it('is FAILED when nothing was found, and its limit is free again [atomic-limits]', async () => {
    const { tpas, funding, settle } = await unconfirmedFunding();
    await settle({ outcome: 'not-credited' });
    expect((await tpas.read(funding.fundingId)).body).toMatchObject({ status: 'FAILED' });
    expect(
      await site.sql('SELECT used_minor::int AS used FROM daily_usage WHERE ubai = $1', [
        await site.accountDigest(funding.ubai),
      ]),
    ).toEqual([{ used: 0 }]);
  });

  it('is acknowledged to a kiosk that agrees later, and a contradiction for one that does not', async () => {
    const { kiosk, transferId, settle } = await unconfirmedFunding();
    await settle({ outcome: 'credited' });
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'refused', reason: 'CANCELLED' } });
    const amount = { minor: 2000, currency: 'USD' };
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    await kiosk.next('transfer.acknowledged');
    expect(kiosk.received.filter(({ type }) => type === 'transfer.acknowledged')).toEqual([]);
    const trail = await site.sql('SELECT event FROM audit WHERE subject = $1', [transferId]);
    expect(trail.map(({ event }) => event)).toContain('transfer.contradiction');
  });

  it('is left to its board while that is there: it may still be carrying the order out [confirmed-only]', async () => {
    const { bridge, asset, kiosk, tpas, funding, transferId, settle } = await fundingUnderWay();
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const page = async () => (await browser.get(`/floor/fundings/${funding.fundingId}`)).text();
    for (const outcome of ['not-credited', 'credited']) {
      const refused = await settle({ outcome });
      expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('has the word')]);
    }
    expect(await page()).toMatch(/has the word/);
    expect(await page()).not.toContain('Nothing is on the meter');
    await site.unplugBoard(kiosk, asset);
    expect(await page()).toContain('Nothing is on the meter');
    expect(await page()).not.toMatch(/has the word/);
    const amount = { minor: 2000, currency: 'USD' };
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    await kiosk.next('transfer.acknowledged');
    expect((await tpas.read(funding.fundingId)).body.status).toBe('CREDITED');
  });

  it('is settled by hand where the very board of the order is not the one that is there [money-has-a-home]', async () => {
    const { kiosk, settle } = await fundingUnderWay();
    const other = { serial: 'VC-0002', memoryId: '0a1b2c3d' };
    kiosk.send({
      type: 'cabinet',
      status: { ...READY_CABINET, identity: { ...READY_CABINET.identity, ...other } },
    });
    kiosk.tellMemory(other);
    await kiosk.next('memory.compared');
    expect((await settle({ outcome: 'not-credited' })).status).toBe(200);
  });

  it('is settled once, and never with more than was ordered', async () => {
    const { settle } = await unconfirmedFunding();
    expect((await settle({ outcome: 'credited', credited: '20.01' })).status).toBe(400);
    expect((await settle({ outcome: 'credited', credited: '0.00' })).status).toBe(400);
    expect((await settle({ outcome: 'not-credited', credited: '1.00' })).status).toBe(400);
    expect((await settle({ outcome: 'credited' })).status).toBe(200);
    expect((await settle({ outcome: 'not-credited' })).status).toBe(409);
  });

  it('is settled by a person who may, in the name of their account and no other', async () => {
    const { bridge, path, settle } = await unconfirmedFunding();
    await site.operator('looker', 'look');
    const body = { outcome: 'not-credited', reason: 'meters read' };
    expect((await operator(bridge.url, 'POST', path, body)).status).toBe(403);
    expect((await person(bridge.url, 'POST', path, body, 'looker')).status).toBe(403);
    expect((await person(bridge.url, 'POST', path, body, 'nobody')).status).toBe(401);
    expect((await settle({ ...body, actor: 'somebody else' })).status).toBe(400);
    expect((await settle(body)).status).toBe(200);
  });

  it('is not settled by a page of another origin, whatever it brings along', async () => {
    const { bridge, path } = await unconfirmedFunding();
    const port = Number(new URL(bridge.url).port);
    const from = async (origin: string) => {
      const headers = {
        origin,
        authorization: `Basic ${btoa(`${OPERATOR.name}:${OPERATOR.password}`)}`,
        'content-type': 'application/json',
      };
      const body = JSON.stringify({ outcome: 'not-credited', reason: 'meters read' });
      return (await fetch(bridge.url + path, { method: 'POST', headers, body })).status;
    };
    expect(await from(`http://127.0.0.1:${port + 1}`)).toBe(403);
    expect(await from('null')).toBe(403);
    expect(await from(bridge.url)).toBe(200);
  });
});
