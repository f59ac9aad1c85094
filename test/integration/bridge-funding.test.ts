import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import { aFunding, BridgeSite, operator, TestTpas } from '../support/bridge/bridge-site.ts';
import { READY_CABINET, type TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

let machines = 0;

async function floor(settings: Record<string, string> = {}, cabinet = READY_CABINET) {
  const bridge = await site.bridge(settings);
  const asset = `EGM-${++machines}`;
  const kiosk = await site.kiosk(bridge, asset, cabinet);
  return { bridge, asset, kiosk, tpas: await TestTpas.signIn(bridge.url) };
}

const credited = (minor: number, currency = 'USD') => ({
  outcome: 'credited' as const,
  amount: { minor, currency },
});

async function orderOf(kiosk: TestKiosk) {
  return kiosk.next('transfer.order');
}

describe('a funding', () => {
  it('is CREDITED with the amount that the cabinet confirmed [confirmed-only]', async () => {
    const { asset, kiosk, tpas } = await floor();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const order = await orderOf(kiosk);
    expect(order).toMatchObject({ amount: { minor: 2000, currency: 'USD' } });
    expect(order.transferId).toMatch(/^[0-9]{6}-0000000001$/);
    kiosk.send({ type: 'transfer.result', transferId: order.transferId, result: credited(2000) });
    expect(await answer).toEqual({
      status: 200,
      body: {
        fundingId: funding.fundingId,
        status: 'CREDITED',
        amount: '20.00',
        currency: 'USD',
        creditedAmount: '20.00',
      },
    });
    expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(order.transferId);
  });

  it('of which the cabinet confirmed less says so, and gives the rest back to the limit [confirmed-only] [atomic-limits]', async () => {
    const { asset, kiosk, tpas } = await floor();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId } = await orderOf(kiosk);
    kiosk.send({ type: 'transfer.result', transferId, result: credited(500) });
    expect((await answer).body).toMatchObject({
      status: 'CREDITED',
      amount: '20.00',
      creditedAmount: '5.00',
    });
    expect(
      await site.sql('SELECT used_minor FROM daily_usage WHERE ubai = $1', [
        await site.accountDigest(funding.ubai),
      ]),
    ).toEqual([{ used_minor: '500' }]);
  });

  it('repeated with the same body gets the same answer and no second order [exactly-once]', async () => {
    const { asset, kiosk, tpas } = await floor();
    kiosk.creditEverything();
    const funding = aFunding(asset);
    const first = await tpas.fund(funding);
    const again = await tpas.fund({ ...funding, amount: '20' });
    expect(again).toEqual(first);
    await kiosk.next('transfer.order');
    expect(kiosk.received.filter((message) => message.type === 'transfer.order')).toEqual([]);
  });

  it('sent many times at once is ordered once, and every caller gets the same answer [exactly-once]', async () => {
    const { bridge, asset, kiosk, tpas } = await floor();
    const otherBridge = await site.bridge();
    const otherTpas = await TestTpas.signIn(otherBridge.url);
    expect(otherBridge.url).not.toBe(bridge.url);
    kiosk.creditEverything();
    const funding = aFunding(asset);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? tpas : otherTpas).fund(funding)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.body.status).toBe('CREDITED');
    expect(await site.sql('SELECT 1 FROM transfers WHERE asset = $1', [asset])).toHaveLength(1);
  });

  it('repeated with another body is a conflict and changes nothing', async () => {
    const { asset, kiosk, tpas } = await floor();
    kiosk.creditEverything();
    const funding = aFunding(asset);
    await tpas.fund(funding);
    const other = await tpas.fund({ ...funding, amount: '21.00' });
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } });
    expect((await tpas.read(funding.fundingId)).body).toMatchObject({ status: 'CREDITED', amount: '20.00' });
  });

  it('that the machine refuses is FAILED with its reason, and the limit is free again [atomic-limits]', async () => {
    const { asset, kiosk, tpas } = await floor();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId } = await orderOf(kiosk);
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: { outcome: 'refused', reason: 'NOT_PLAYABLE' },
    });
    expect(await answer).toMatchObject({
      status: 422,
      body: { status: 'FAILED', error: { code: 'MACHINE_NOT_PLAYABLE' } },
    });
    expect(
      await site.sql('SELECT used_minor FROM daily_usage WHERE ubai = $1', [
        await site.accountDigest(funding.ubai),
      ]),
    ).toEqual([{ used_minor: '0' }]);
  });

  it('without an answer in the window is UNCONFIRMED, and a late result resolves it [confirmed-only]', async () => {
    const { asset, kiosk, tpas } = await floor({ BRIDGE_FUNDING_WINDOW_MS: '2000' });
    const funding = aFunding(asset);
    const answer = await tpas.fund(funding);
    expect(answer).toMatchObject({ status: 202, body: { status: 'UNCONFIRMED' } });
    const { transferId } = await orderOf(kiosk);
    expect(await tpas.fund(aFunding(asset))).toMatchObject({
      status: 422,
      body: { error: { code: 'BUSY' } },
    });
    kiosk.send({ type: 'transfer.result', transferId, result: credited(2000) });
    await kiosk.next('transfer.acknowledged');
    expect((await tpas.fund(funding)).body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
  });

  it('whose kiosk was lost is asked about when it returns, before any new order [confirmed-only]', async () => {
    const { bridge, asset, kiosk, tpas } = await floor({ BRIDGE_FUNDING_WINDOW_MS: '2000' });
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId } = await orderOf(kiosk);
    kiosk.drop();
    expect((await answer).body.status).toBe('UNCONFIRMED');
    const returned = await site.kiosk(bridge, asset);
    expect((await returned.next('transfer.query')).transferId).toBe(transferId);
    returned.send({ type: 'transfer.open', transferId });
    returned.send({ type: 'transfer.result', transferId, result: credited(2000) });
    await returned.next('transfer.acknowledged');
    expect((await tpas.read(funding.fundingId)).body.status).toBe('CREDITED');
  });

  it('reaches the kiosk on another bridge process', async () => {
    const { asset, kiosk } = await floor();
    kiosk.creditEverything();
    const elsewhere = await site.bridge();
    const tpas = await TestTpas.signIn(elsewhere.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
  });

  it('over the daily limit is declined with what remains, on the phone and on the glass [atomic-limits] [where-the-money-is]', async () => {
    const { asset, kiosk, tpas } = await floor({ BRIDGE_DAILY_LIMIT: '30.00' });
    kiosk.creditEverything();
    const ubai = 'ubai-at-its-limit';
    await tpas.fund(aFunding(asset, { ubai }));
    const declined = await tpas.fund(aFunding(asset, { ubai }));
    expect(declined).toMatchObject({
      status: 422,
      body: {
        status: 'DECLINED',
        error: { code: 'LIMIT_REACHED', limit: { limit: '30.00', used: '20.00', remaining: '10.00' } },
      },
    });
    expect(await kiosk.next('funding.declined')).toEqual({
      type: 'funding.declined',
      reason: 'LIMIT_REACHED',
      amount: { minor: 2000, currency: 'USD' },
      remaining: { minor: 1000, currency: 'USD' },
    });
  });
});

describe('a funding is declined, and stays declined,', () => {
  it.each([
    ['MERCHANT_MISMATCH', { merchantId: 'SOMEBODY-ELSE' }],
    ['UNKNOWN_ASSET', { asset: 'EGM-NOWHERE' }],
    ['CURRENCY_MISMATCH', { currency: 'EUR' }],
    ['AMOUNT_OUT_OF_RANGE', { amount: '0.50' }],
    ['AMOUNT_OUT_OF_RANGE', { amount: '1000.01' }],
  ])('%s', async (code, change) => {
    const { asset, tpas } = await floor();
    const funding = aFunding(asset, change);
    const answer = await tpas.fund(funding);
    expect(answer).toMatchObject({ status: 422, body: { status: 'DECLINED', error: { code } } });
    expect(await tpas.fund(funding)).toEqual(answer);
  });

  it.each([
    ['MACHINE_NOT_PLAYABLE', { conditions: ['DOOR_OPEN' as const] }, 'MACHINE_NOT_READY'],
    ['NOT_A_MULTIPLE', { denomination: 300 }, 'AMOUNT_NOT_ALLOWED'],
    ['AMOUNT_OUT_OF_RANGE', { maxTransfer: 1999 }, 'AMOUNT_NOT_ALLOWED'],
  ])('%s by what its cabinet says, and the glass tells why', async (code, change, reason) => {
    const { asset, kiosk, tpas } = await floor({}, { ...READY_CABINET, ...change });
    const answer = await tpas.fund(aFunding(asset));
    expect(answer).toMatchObject({ status: 422, body: { status: 'DECLINED', error: { code } } });
    expect((await kiosk.next('funding.declined')).reason).toBe(reason);
  });

  it('ASSET_OFFLINE when the kiosk is not connected', async () => {
    const { bridge, asset, kiosk, tpas } = await floor();
    await kiosk.close();
    await expect.poll(() => isOnline(bridge, asset)).toBe(false);
    const answer = await tpas.fund(aFunding(asset));
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'ASSET_OFFLINE' } } });
  });
});

describe('a cancellation', () => {
  it('of a funding never heard of is kept, so that the funding cannot follow it', async () => {
    const { asset, kiosk, tpas } = await floor();
    const funding = aFunding(asset);
    const cancelled = await tpas.cancel(funding, 'BANK_REFUSED');
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: 'DECLINED', error: { code: 'CANCELLED' } },
    });
    expect((await kiosk.next('funding.declined')).reason).toBe('REFUSED_BY_BANK');
    expect(await tpas.fund(funding)).toEqual({ status: 422, body: cancelled.body });
  });

  it('of a funding that has left for the cabinet does not pretend [confirmed-only]', async () => {
    const { asset, kiosk, tpas } = await floor();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId } = await orderOf(kiosk);
    expect((await tpas.cancel(funding)).body.status).toBe('UNCONFIRMED');
    kiosk.send({ type: 'transfer.result', transferId, result: credited(2000) });
    expect((await answer).body.status).toBe('CREDITED');
    expect((await tpas.cancel(funding)).body.status).toBe('CREDITED');
  });
});

async function isOnline(bridge: Bridge, asset: string): Promise<boolean> {
  const response = await operator(bridge.url, 'GET', '/floor/machines');
  const machines = (await response.json()) as { asset: string; link: unknown }[];
  return machines.find((machine) => machine.asset === asset)?.link !== null;
}
