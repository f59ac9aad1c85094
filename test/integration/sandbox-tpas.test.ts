/** The payment agent against a bridge that fails in every way, over real HTTP. The microsite is driven by its forms. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandboxFixture, TPAS_CLIENT, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';
import {
  startScriptedBridge,
  type HeardCall,
  type ScriptedBridge,
} from '../support/sandbox/scripted-bridge.ts';

let bridge: ScriptedBridge;
let sandbox: SandboxFixture;

beforeEach(async () => {
  bridge = await startScriptedBridge(TPAS_CLIENT);
  sandbox = await startSandboxFixture(bridge.url);
});
afterEach(async () => {
  await sandbox.close();
  await bridge.close();
});

/** Approves $20.00 from a Demo Bank account; resolves with the address of the visit. */
async function approve(userName = 'player'): Promise<string> {
  const visit = (await fetch(await sandbox.newCode('EGM-0042'))).url;
  for (const [action, form] of [
    ['amount', { amount: '20.00' }],
    ['bank', { bank: 'demo' }],
    ['login', { userName, passPhrase: 'demo' }],
    ['account', { account: '0' }],
    ['approve', {}],
  ] as const) {
    const response = await fetch(`${visit}/${action}`, { method: 'POST', body: new URLSearchParams(form) });
    expect(response.status).toBe(200);
  }
  return visit;
}

const payment = async () => (await sandbox.payments())[0];
const paths = () => bridge.calls.map(({ method, path }) => `${method} ${path}`);
const idOf = (call: HeardCall | undefined) => call?.body?.['fundingId'];

test('a funding names machine, merchant, money and bank account, and nothing about the person', async () => {
  await approve();
  await expect.poll(payment).toMatchObject({ state: 'CAPTURED' });
  const body = bridge.calls[0]?.body ?? {};
  expect(Object.keys(body).sort()).toEqual(
    ['amount', 'asset', 'currency', 'fundingId', 'gameName', 'merchantId', 'ubai'].sort(),
  );
  expect(body['ubai']).toMatch(/^[\w-]{20,40}$/);
  expect(JSON.stringify(body)).not.toContain('player');
});

test('the same bank account is the same UBAI at every visit, another one is not', async () => {
  for (const userName of ['player', 'player', 'someone']) await approve(userName);
  await expect.poll(() => bridge.calls.length).toBe(3);
  const [first, second, third] = bridge.calls.map((call) => call.body?.['ubai']);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

describe('without an answer', () => {
  test.each([['hangUp' as const], [{ status: 500 }], [{ status: 503 }]])(
    'the same funding is asked for again after %j [exactly-once]',
    async (failure) => {
      bridge.script(failure, failure, 'credited');
      await approve();
      await expect.poll(payment).toMatchObject({ state: 'CAPTURED' });
      expect(paths()).toEqual(Array<string>(3).fill('POST /v1/fundings'));
      expect(new Set(bridge.calls.map(idOf)).size).toBe(1);
    },
  );

  test('the payment stays open and the phone is never told that it failed [confirmed-only]', async () => {
    bridge.script('hangUp');
    const visit = await approve();
    await expect.poll(() => bridge.calls.length).toBeGreaterThan(3);
    expect(await payment()).toMatchObject({ state: 'AUTHORIZED', captured: null });
    expect(await (await fetch(visit)).text()).not.toContain('Nothing was taken');
  });

  test('a 4xx proves nothing about the first call, so the funding is taken back, which does', async () => {
    bridge.script('hangUp', { status: 400 }, 'credited');
    await approve();
    await expect.poll(payment).toMatchObject({ state: 'CAPTURED' });
    expect(paths().at(-1)).toMatch(/^POST \/v1\/fundings\/[\w-]+\/cancel$/);
    expect(bridge.calls.at(-1)?.body).toMatchObject({
      reason: 'EXPIRED',
      asset: 'EGM-0042',
      amount: '20.00',
    });
  });
});

test('an unconfirmed funding is only asked about from then on', async () => {
  bridge.script('unconfirmed', { status: 500 }, 'unconfirmed', { declined: 'MACHINE_REFUSED' });
  await approve();
  await expect.poll(payment).toMatchObject({ state: 'VOIDED', code: 'MACHINE_REFUSED' });
  const id = String(idOf(bridge.calls[0]));
  expect(paths()).toEqual(['POST /v1/fundings', ...Array<string>(3).fill(`GET /v1/fundings/${id}`)]);
});

test('a funding that the bridge never recorded is asked for again, with the same id [exactly-once]', async () => {
  bridge.script('unconfirmed', { status: 404 }, 'credited');
  await approve();
  await expect.poll(payment).toMatchObject({ state: 'CAPTURED' });
  const id = String(idOf(bridge.calls[0]));
  expect(paths()).toEqual(['POST /v1/fundings', `GET /v1/fundings/${id}`, 'POST /v1/fundings']);
  expect(bridge.calls[2]?.body).toEqual(bridge.calls[0]?.body);
});

test.each([400, 403, 404, 409])('a definite %d to the first call voids the payment', async (status) => {
  bridge.script({ status });
  const visit = await approve();
  await expect.poll(payment).toMatchObject({ state: 'VOIDED', code: `CODE_${status}` });
  expect(await (await fetch(visit)).text()).toContain('Nothing was taken');
});

test('a payment left open is taken up again after a restart, with the same id [durable-first]', async () => {
  bridge.script('hangUp');
  await approve();
  await expect.poll(() => bridge.calls.length).toBeGreaterThan(0);
  await sandbox.restart();
  bridge.script('credited');
  await expect.poll(payment).toMatchObject({ state: 'CAPTURED' });
  expect(new Set(bridge.calls.map(idOf)).size).toBe(1);
});

describe('the access token', () => {
  test('is used as long as it lives', async () => {
    await approve();
    await approve();
    await expect.poll(() => bridge.calls.length).toBe(2);
    expect(bridge.tokensIssued()).toBe(1);
  });

  test('is renewed when the bridge does not take it any more', async () => {
    await approve();
    await expect.poll(() => bridge.calls.length).toBe(1);
    bridge.revokeTokens();
    await approve();
    await expect.poll(payment).toMatchObject({ state: 'CAPTURED' });
    expect(bridge.tokensIssued()).toBe(2);
  });
});

test('more than was approved is never captured', async () => {
  bridge.script({ credited: '20.01' });
  await approve();
  await expect.poll(() => bridge.calls.length).toBeGreaterThan(2);
  expect(await payment()).toMatchObject({ state: 'AUTHORIZED', captured: null });
});
