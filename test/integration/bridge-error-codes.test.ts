import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RefusalReason } from '../../protocol/transfer.ts';
import { documentedCodes } from '../contract/operations.ts';
import {
  aFunding,
  BridgeSite,
  operator,
  requestToken,
  TestTpas,
  type Overrides,
} from '../support/bridge/bridge-site.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

let machines = 0;

async function floor(settings: Overrides = {}, cabinet = READY_CABINET) {
  const bridge = await site.bridge(settings);
  const asset = `EGM-C${++machines}`;
  const kiosk = await site.kiosk(bridge, asset, cabinet);
  return { bridge, asset, kiosk, tpas: await TestTpas.signIn(bridge.url) };
}

type Answer = { status: number; body: { error?: { code: string } } };

async function refusedByMachine(reason: RefusalReason): Promise<Answer> {
  const { asset, kiosk, tpas } = await floor();
  const answer = tpas.fund(aFunding(asset));
  const { transferId } = await kiosk.next('transfer.order');
  kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'refused', reason } });
  return answer;
}

async function fundingWith(
  changes: Parameters<typeof aFunding>[1],
  settings: Overrides = {},
): Promise<Answer> {
  const { asset, tpas } = await floor(settings);
  return tpas.fund(aFunding(asset, changes));
}

const FUNDING_CODES: Record<string, () => Promise<Answer>> = {
  UNKNOWN_ASSET: () => fundingWith({ asset: 'EGM-NOWHERE' }),
  MERCHANT_MISMATCH: () => fundingWith({ merchantId: 'SOMEBODY-ELSE' }),
  CURRENCY_MISMATCH: () => fundingWith({ currency: 'EUR' }),
  AMOUNT_OUT_OF_RANGE: () => fundingWith({ amount: '0.99' }),
  async PLAYER_EXCLUDED() {
    const { bridge, asset, tpas } = await floor();
    await operator(bridge.url, 'POST', '/floor/exclusions/property', { kind: 'account', id: 'excluded' });
    return tpas.fund(aFunding(asset, { ubai: 'excluded' }));
  },
  LIMIT_REACHED: () => fundingWith({ amount: '20.01' }, { BRIDGE_DAILY_LIMIT: '20.00' }),
  MACHINE_NOT_PLAYABLE: () => refusedByMachine('NOT_PLAYABLE'),
  NOT_A_MULTIPLE: () => refusedByMachine('NOT_A_MULTIPLE'),
  EXPIRED: () => refusedByMachine('EXPIRED'),
  MACHINE_REFUSED: () => refusedByMachine('JOURNAL_DAMAGED'),
  async ASSET_OFFLINE() {
    const { asset, kiosk, tpas } = await floor();
    await kiosk.close();
    await expect.poll(() => site.sql('SELECT 1 FROM links WHERE asset = $1', [asset])).toEqual([]);
    return tpas.fund(aFunding(asset));
  },
  async BUSY() {
    const { asset, tpas } = await floor({ BRIDGE_FUNDING_WINDOW_MS: '2000' });
    expect((await tpas.fund(aFunding(asset))).status).toBe(202);
    return tpas.fund(aFunding(asset));
  },
  async CANCELLED() {
    const { asset, tpas } = await floor();
    const funding = aFunding(asset);
    await tpas.cancel(funding);
    return tpas.fund(funding);
  },
};

const limit = (amount: string, currency = 'USD') => ({ limit: amount, currency, requestedBy: 'PLAYER' });

const API_CODES: Record<string, () => Promise<Answer>> = {
  MALFORMED: () => fundingWith({ amount: '20.001' }),
  async CONFLICT() {
    const { asset, kiosk, tpas } = await floor();
    kiosk.creditEverything();
    const funding = aFunding(asset);
    await tpas.fund(funding);
    return tpas.fund({ ...funding, ubai: 'another' });
  },
  async UNAUTHORIZED() {
    const { bridge } = await floor();
    const response = await fetch(`${bridge.url}/v1/fundings/x`);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  },
  async FORBIDDEN() {
    const bridge = await site.bridge({ BRIDGE_API_ALLOW: '203.0.113.0/24' });
    const response = await fetch(`${bridge.url}/v1/fundings/x`);
    expect((await requestToken(bridge.url, 'tpas', 'secret-of-the-tpas')).status).toBe(403);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  },
  async NOT_FOUND() {
    const { tpas } = await floor();
    return tpas.read('never-heard-of');
  },
  async TOO_MANY_REQUESTS() {
    const { tpas } = await floor({ BRIDGE_API_RATE_PER_S: '2' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => tpas.read('x')));
    return answers.find((answer) => answer.status === 429) ?? { status: 0, body: {} };
  },
  UNAVAILABLE: () =>
    onBadWire(async ({ wire, tpas, asset }) => {
      wire.cut();
      return tpas.fund(aFunding(asset));
    }),
  OUTCOME_UNKNOWN: () =>
    onBadWire(async ({ wire, tpas, asset }) => {
      const funding = aFunding(asset);
      wire.loseCommitOf(funding.fundingId);
      return tpas.cancel(funding);
    }),
  CURRENCY_MISMATCH: () => limitChange(limit('20.00', 'EUR')),
  ABOVE_CEILING: () => limitChange(limit('1000.01')),
  COOLING_OFF: () => limitChange(limit('100.00'), limit('200.00'), limit('300.00')),
};

/** The answer of a bridge whose connection to the database `use` controls. */
async function onBadWire(
  use: (floor: { wire: TcpProxy; tpas: TestTpas; asset: string }) => Promise<Answer>,
): Promise<Answer> {
  const database = new URL(site.databaseUrl);
  const wire = await startTcpProxy(Number(database.port));
  database.port = String(wire.port);
  const answer = await use({ wire, ...(await floor({ DATABASE_URL: database.href })) });
  wire.mend();
  await site.clear();
  await wire.stop();
  return answer;
}

/** Sets one limit after the other for one UBAI; the answer to the last. */
async function limitChange(...limits: ReturnType<typeof limit>[]): Promise<Answer> {
  const { tpas } = await floor();
  let answer: Answer = { status: 0, body: {} };
  const path = `/v1/limits/ubai-c${machines}`;
  for (const body of limits) {
    const response = await tpas.request('PUT', path, body);
    answer = { status: response.status, body: (await response.json()) as Answer['body'] };
  }
  return answer;
}

const STATUS: Record<string, number> = {
  MALFORMED: 400,
  CONFLICT: 409,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 500,
  CURRENCY_MISMATCH: 422,
  ABOVE_CEILING: 422,
  COOLING_OFF: 409,
};

describe('every documented error code of a funding', () => {
  it('has its test', () => {
    expect(Object.keys(FUNDING_CODES).sort()).toEqual(documentedCodes('FundingAnswer').sort());
  });

  it.each(Object.entries(FUNDING_CODES))('%s', async (code, provoke) => {
    expect(await provoke()).toMatchObject({ status: 422, body: { error: { code } } });
  });
});

/** Takes the server half a minute: bridge/platform/http/http-refusals.test.ts tries it with less patience. */
const TRIED_ELSEWHERE = ['TIMED_OUT'];

describe('every documented error code of a request', () => {
  it('has its test', () => {
    const tried = [...Object.keys(API_CODES), ...TRIED_ELSEWHERE];
    expect(tried.sort()).toEqual(documentedCodes('ErrorAnswer').sort());
  });

  it.each(Object.entries(API_CODES))('%s', async (code, provoke) => {
    expect(await provoke()).toMatchObject({ status: STATUS[code], body: { error: { code } } });
  });
});
