import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LimitAnswer } from '../../bridge/rails/scan-and-pay/api/limit.ts';
import { aFunding, BridgeSite, TestTpas, type Overrides } from '../support/bridge/bridge-site.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

let number = 0;

async function floor(settings: Overrides = {}) {
  const bridge = await site.bridge(settings);
  const asset = `EGM-D${++number}`;
  const kiosk = (await site.kiosk(bridge, asset)).creditEverything();
  const tpas = await TestTpas.signIn(bridge.url);
  const ubai = `ubai/${number}+x=`;
  const path = `/v1/limits/${encodeURIComponent(ubai)}`;
  const call = async (method: string, limit?: string) => {
    const body = limit === undefined ? undefined : { limit, currency: 'USD', requestedBy: 'PLAYER' };
    const response = await tpas.request(method, path, body);
    return { status: response.status, body: (await response.json()) as LimitAnswer };
  };
  const check = async (amount: string) => {
    const response = await tpas.request('POST', `${path}/check`, { amount, currency: 'USD' });
    return (await response.json()) as { allowed: boolean; code?: string };
  };
  const fund = (amount: string) => tpas.fund(aFunding(asset, { ubai, amount }));
  return { kiosk, tpas, ubai, path, call, check, fund };
}

describe('the daily limit of a UBAI', () => {
  it('is the ceiling until the player sets one, and tells what is left', async () => {
    const { call, fund } = await floor();
    await fund('120.00');
    const { status, body } = await call('GET');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ceiling: '1000.00',
      ownLimit: null,
      today: { limit: '1000.00', used: '120.00', remaining: '880.00' },
    });
    expect(Date.parse(body.today.resetsAt)).toBeGreaterThan(Date.now());
  });

  it('holds at once when it is lowered, also below what is used already', async () => {
    const { call, fund } = await floor();
    await fund('50.00');
    expect((await call('PUT', '40.00')).body).toMatchObject({
      ownLimit: '40.00',
      today: { limit: '40.00', used: '50.00', remaining: '0.00' },
    });
    expect((await fund('1.00')).body.error).toMatchObject({
      code: 'LIMIT_REACHED',
      limit: { limit: '40.00', used: '50.00', remaining: '0.00' },
    });
  });

  it('waits out the cooling-off period when it is raised, and is raised once in it', async () => {
    const { call } = await floor();
    await call('PUT', '100.00');
    const raised = await call('PATCH', '200.00');
    expect(raised.body).toMatchObject({
      ownLimit: '100.00',
      pending: { ownLimit: '200.00' },
      today: { limit: '100.00' },
    });
    expect((await call('PATCH', '300.00')).status).toBe(409);
    expect((await call('PATCH', '90.00')).body).toMatchObject({
      ownLimit: '90.00',
      today: { limit: '90.00' },
    });
  });

  it('set again because the answer was lost gets the same answer, and is one change', async () => {
    const { call, tpas, path } = await floor();
    for (const limit of ['100.00', '200.00']) {
      const first = await call('PUT', limit);
      expect(first.status).toBe(200);
      expect(await call('PUT', limit)).toEqual(first);
      expect(await call('PATCH', limit)).toEqual(first);
    }
    const { changes } = (await (await tpas.request('GET', `${path}/history`)).json()) as {
      changes: unknown[];
    };
    expect(changes).toHaveLength(2);
  });

  it('raised takes effect when its time has come', async () => {
    const { call } = await floor({ BRIDGE_COOLING_OFF_HOURS: '0' });
    await call('PUT', '100.00');
    await call('PUT', '200.00');
    expect((await call('GET')).body).toMatchObject({ ownLimit: '200.00', today: { limit: '200.00' } });
  });

  it('removed goes back to the ceiling after the cooling-off period; a limit that is not there cannot be removed', async () => {
    const { call } = await floor();
    expect((await call('DELETE')).status).toBe(404);
    expect((await call('PATCH', '10.00')).status).toBe(404);
    await call('PUT', '100.00');
    expect((await call('DELETE')).body).toMatchObject({ ownLimit: '100.00', pending: { ownLimit: null } });
  });

  it('can be checked without reserving anything', async () => {
    const { call, check } = await floor();
    await call('PUT', '100.00');
    expect(await check('100.00')).toMatchObject({ allowed: true });
    expect(await check('100.01')).toMatchObject({ allowed: false, code: 'LIMIT_REACHED' });
    expect(await check('100.00')).toMatchObject({ allowed: true, today: { used: '0.00' } });
  });

  it('has a history of who changed what, when, from and to what', async () => {
    const { call, tpas, path } = await floor();
    await call('PUT', '100.00');
    await call('PUT', '200.00');
    const response = await tpas.request('GET', `${path}/history`);
    const { changes } = (await response.json()) as { changes: Record<string, string>[] };
    expect(changes).toMatchObject([
      { client: 'tpas', requestedBy: 'PLAYER', from: '100.00', to: '200.00' },
      { client: 'tpas', requestedBy: 'PLAYER', from: null, to: '100.00' },
    ]);
    const [raise, first] = changes.map(
      (change) => Date.parse(change['effectiveAt'] ?? '') - Date.parse(change['changedAt'] ?? ''),
    );
    expect([raise, first]).toEqual([24 * 3_600_000, 0]);
  });

  it('is named in the audit trail without its UBAI [secrets-kept]', async () => {
    const { call, ubai } = await floor();
    await call('PUT', '100.00');
    const trail = await site.sql(
      `SELECT row_to_json(a)::text AS entry FROM audit a WHERE event = 'limit.changed'`,
    );
    expect(trail.length).toBeGreaterThan(0);
    expect(trail.filter((row) => String(row['entry']).includes(ubai))).toEqual([]);
  });
});
