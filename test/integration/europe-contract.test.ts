/** The bridge's client of Trustly Europe and its door for notifications, against the sandbox's own Trustly, which shares no code with them. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer, type HttpServer } from '../../bridge/platform/http/server.ts';
import { createLog } from '../../bridge/platform/log.ts';
import type { Transaction } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import type { Payout } from '../../bridge/rails/rail.ts';
import type { RailEvent } from '../../bridge/rails/rail-event.ts';
import { ERRORS } from '../../bridge/rails/trustly-europe/errors.ts';
import { publicKeyOf } from '../../bridge/rails/trustly-europe/keys.ts';
import type { EuropeOrder } from '../../bridge/rails/trustly-europe/notification-news.ts';
import { trustlyEurope } from '../../bridge/rails/trustly-europe/rail.ts';
import type { Money } from '../../protocol/money.ts';
import { API_ERRORS } from '../../sandbox/trustly-europe/api-error.ts';
import type {
  EuropeFaults,
  EuropeOrder as AtTrustly,
  EuropeVisit,
} from '../../sandbox/trustly-europe/control.ts';
import { USUAL_FAULTS } from '../../sandbox/trustly-europe/faults.ts';
import { PUBLIC_KEY_FILE } from '../../sandbox/trustly-europe/keys.ts';
import { accountTokens } from '../support/rails/debited-payout.ts';
import { InboxStandIn } from '../support/rails/inbox-stand-in.ts';
import { EUROPE } from '../support/sandbox/europe-merchant.ts';
import { startSandboxFixture, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';
import { waitFor } from '../support/wait.ts';

const DAY_MS = 86_400_000;
const DOOR = 'dajskldjakls123dajskldja';
const TWO_HUNDRED = { minor: 20_000, currency: 'SEK' };
const DIGESTS = new Digests(randomBytes(32));
const log = createLog('silent');
const merchant = generateKeyPairSync('rsa', { modulusLength: 2_048 });

let sandbox: SandboxFixture;
let door: HttpServer;
let rail: ReturnType<typeof trustlyEurope>;
const inbox = new InboxStandIn(async (work) => work(undefined as unknown as Transaction));
const orders = new Map<string, EuropeOrder>();
beforeAll(async () => {
  sandbox = await startSandboxFixture('http://127.0.0.1:1', null, {
    ...EUROPE,
    merchantKey: merchant.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: null,
  });
  door = createHttpServer(log, null, []);
  const trustlyKey = publicKeyOf(readFileSync(path.join(sandbox.dataDirectory, PUBLIC_KEY_FILE), 'utf8'));
  const keys = { privateKey: merchant.privateKey, trustlyKey, algorithm: 'SHA1' as const };
  const make = (port: number) =>
    trustlyEurope(
      {
        merchant: {
          ...EUROPE,
          keys,
          url: `${sandbox.url()}/api/1`,
          notificationUrl: `http://127.0.0.1:${port}/trustly-europe/${DOOR}`,
        },
        shopperStatement: 'Topper',
      },
      {
        inbox,
        orders: {
          orderOf: async (_tx, { messageId }) => orders.get(messageId) ?? null,
        },
        digests: DIGESTS,
        accountTokens: accountTokens(),
        today: () => '2026-11-29',
        log,
      },
    );
  // The routes are the same on whichever port they are.
  rail = make(0);
  await door.register(rail.routes);
  await door.listen({ host: '127.0.0.1', port: 0 });
  await rail.stop();
  rail = make((door.server.address() as AddressInfo).port);
});
afterAll(async () => {
  await rail.stop();
  await door.close();
  await sandbox.close();
});
beforeEach(async () => {
  await faults({});
  inbox.forget();
  inbox.verdict = 'go-on';
});

async function control(method: 'GET' | 'POST' | 'PUT', at: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox.url()}/control/europe${at}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (response.status !== 200) throw new Error(`${at}: ${await response.text()}`);
  return response.json();
}
const faults = async (changed: Partial<EuropeFaults>) =>
  control('PUT', '/faults', { ...USUAL_FAULTS, creditMs: 0, payoutMs: 0, ...changed });
const visit = async (orderId: string, how: EuropeVisit = {}) =>
  control('POST', `/orders/${orderId}/checkout`, how);
async function atTrustly(orderId: string): Promise<AtTrustly> {
  const all = (await control('GET', '/orders')) as AtTrustly[];
  const found = all.find((order) => order.orderId === orderId);
  if (!found) throw new Error(`Trustly has no order ${orderId}`);
  return found;
}

let number = 0;
const signal = () => AbortSignal.timeout(10_000);
const checkout = {
  Country: 'SE',
  Locale: 'sv_SE',
  SuccessURL: 'https://pay.example/done',
  FailURL: 'https://pay.example/left',
  IP: '83.140.44.184',
};
const person = { Firstname: 'Åsa', Lastname: 'Öberg', Email: 'asa@example.com' };

/** Asked for, with a row for what it is of. */
async function deposit(more: Readonly<Record<string, string>> = {}) {
  const messageId = `f-${++number}.1`;
  orders.set(messageId, {
    kind: 'deposit',
    fundingId: `funding-0123456789-${number}`,
    asset: 'EGM-1',
    account: DIGESTS.account(`trustly-europe ${number}`),
    endUserId: `e-${number}`,
    orderedAtMs: 1_700_000_000_000,
    isSecond: false,
  });
  const attributes = { ...checkout, ...person, ShopperStatement: 'Topper', ...more };
  const answer = await rail.client.deposit(
    { messageId, endUserId: `e-${number}`, amount: TWO_HUNDRED, attributes },
    signal(),
  );
  if (answer.kind !== 'answered') throw new Error(answer.reason);
  return { messageId, orderId: answer.value.orderid };
}
async function told(...kinds: RailEvent['kind'][]): Promise<void> {
  const said = () => [...new Set(inbox.told.map(({ event }) => event.kind))].toSorted().join();
  await waitFor(kinds.join(), () => said() === kinds.toSorted().join(), { instead: async () => said() });
}
async function acknowledged(orderId: string): Promise<void> {
  const open = async () => {
    const all = (await control('GET', '/notifications')) as { orderId: string; state: string }[];
    return all.filter((one) => one.orderId === orderId && one.state !== 'answered').map(({ state }) => state);
  };
  await waitFor(`all of ${orderId} acknowledged`, async () => (await open()).length === 0, {
    instead: async () => (await open()).join(),
  });
}
async function knownAccount(): Promise<Omit<Payout, 'key' | 'amount'>> {
  const { orderId } = await deposit();
  await visit(orderId);
  await told('account-known', 'pending', 'captured');
  const known = inbox.told.map(({ event }) => event).find(({ kind }) => kind === 'account-known');
  if (known?.kind !== 'account-known') throw new Error('no account was told of');
  inbox.forget();
  return { account: known.account, sealedToken: known.sealedToken };
}
const payoutOf = (known: Omit<Payout, 'key' | 'amount'>, amount: Money = TWO_HUNDRED): Payout => {
  const key = `payout-${++number}`;
  orders.set(key, { kind: 'payout', key });
  return { ...known, key, amount };
};

describe('a deposit', () => {
  // Before anything moves Trustly's clock: a refund is looked for around today.
  it('goes back once, where the answer to its refund was lost [exactly-once]', async () => {
    const { orderId } = await deposit();
    await visit(orderId);
    await told('account-known', 'pending', 'captured');
    const refund = { key: 'r-1', paymentId: orderId, amount: TWO_HUNDRED };
    await waitFor('settled', async () => (await atTrustly(orderId)).state === 'SETTLED');
    await faults({ api: 'unavailable' });
    expect((await rail.refunds.send(refund, signal())).kind).toBe('uncertain');
    await faults({ api: 'lost' });
    expect((await rail.refunds.send(refund, signal())).kind).toBe('uncertain');
    await faults({});
    expect(await rail.refunds.resume(refund, signal())).toEqual({ kind: 'done' });
    expect((await atTrustly(orderId)).refunded).toBe('200.00');
  });

  it('is told of from its pending to its debit, and each notification is acknowledged as Trustly takes it', async () => {
    // The ledger has decided that the money is not all ours any more.
    inbox.verdict = 'end';
    const { orderId } = await deposit();
    await visit(orderId, { testCase: 'D1' });
    await told('account-known', 'pending', 'captured', 'reversed');
    await acknowledged(orderId);
    expect((await atTrustly(orderId)).debitAnswer).toBe('FAILED');
  });

  it('that is left is cancelled', async () => {
    const { orderId } = await deposit();
    await visit(orderId, { leave: true });
    await told('cancelled');
    expect(inbox.told).toHaveLength(1);
  });

  it('of which each notification comes again under another UUID has the same answer', async () => {
    await faults({ notifications: 'repeated', accountNotifications: false });
    const { orderId } = await deposit();
    await visit(orderId);
    await waitFor('three of each', () => inbox.told.length === 6);
    await acknowledged(orderId);
    for (const kind of ['pending', 'captured']) {
      const bodies = inbox.told.filter(({ event }) => event.kind === kind).map(({ body }) => body.toString());
      expect(new Set(bodies).size).toBe(1);
    }
  });

  it.each([
    ['go-on', 'CONTINUE', ['identified', 'account-known', 'pending', 'captured']],
    ['end', 'FINISH', ['identified']],
  ] as const)('with Pay N Play, where we say %s, is answered %s', async (verdict, status, kinds) => {
    inbox.verdict = verdict;
    const { orderId } = await deposit({ RequestKYC: '1' });
    await visit(orderId);
    await told(...kinds);
    expect((await atTrustly(orderId)).kycAnswer).toBe(status);
    const [kyc] = inbox.told;
    expect(kyc?.event).toMatchObject({
      kind: 'identified',
      age: 'ADULT',
      person: expect.stringMatching(/^person:/) as unknown,
    });
  });

  it('of a player who is too young ends before money moves', async () => {
    const { orderId } = await deposit({ RequestKYC: '1' });
    await visit(orderId, { userName: 'underage' });
    await told('cancelled');
    await acknowledged(orderId);
    expect(inbox.told.map(({ event }) => event.kind)).not.toContain('captured');
  });

  it('whose answer was lost is found to have landed, under the same MessageID', async () => {
    const ask = {
      messageId: 'lost-1',
      endUserId: 'e-1',
      amount: TWO_HUNDRED,
      attributes: { ...checkout, ...person, ShopperStatement: 'Topper' },
    };
    await faults({ api: 'lost' });
    expect((await rail.client.deposit(ask, signal())).kind).toBe('uncertain');
    await faults({});
    expect((await rail.client.deposit(ask, signal())).kind).toBe('landed');
  });
});

describe('a payout', () => {
  it('is paid once under its key, and told of [exactly-once]', async () => {
    const payout = payoutOf(await knownAccount());
    await faults({ api: 'lost', confirmationAmounts: 'short' });
    expect((await rail.payouts.send(payout, signal())).kind).toBe('uncertain');
    await faults({ confirmationAmounts: 'short' });
    expect(await rail.payouts.resume(payout, signal())).toEqual({ kind: 'done' });
    await told('payout-settled');
    expect(inbox.told[0]?.event).toEqual({ kind: 'payout-settled', key: payout.key, amount: TWO_HUNDRED });
  });

  it.each([
    ['failed', ['noted', 'payout-returned']],
    ['returned', ['payout-settled', 'payout-returned']],
  ] as const)('that is %s comes back', async (payouts, kinds) => {
    const payout = payoutOf(await knownAccount());
    await faults({ payouts });
    expect(await rail.payouts.send(payout, signal())).toEqual({ kind: 'done' });
    await control('POST', '/clock', { forwardMs: 7 * DAY_MS });
    await told(...kinds);
  });

  it('of more than our account has, or that Trustly does not take, is refused', async () => {
    const known = await knownAccount();
    const huge = payoutOf(known, { minor: 999_999_999_900, currency: 'SEK' });
    expect(await rail.payouts.send(huge, signal())).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('ERROR_INSUFFICIENT_FUNDS') as unknown,
    });
    await faults({ payouts: 'refused' });
    expect((await rail.payouts.send(payoutOf(known), signal())).kind).toBe('refused');
  });
});

describe('the other methods', () => {
  it('choose and register an account', async () => {
    orders.set('select-1', { kind: 'select-account', endUserId: 'e-1', orderedAtMs: 1_700_000_000_000 });
    const attributes = { ...checkout, ...person };
    const chosen = await rail.client.selectAccount(
      { messageId: 'select-1', endUserId: 'e-1', attributes },
      signal(),
    );
    if (chosen.kind !== 'answered') throw new Error(chosen.reason);
    await visit(chosen.value.orderid);
    await told('account-known');
    const account = {
      ClearingHouse: 'FINLAND',
      BankNumber: '',
      AccountNumber: 'FI2112345600000785',
      Firstname: 'Steve',
      Lastname: 'Smith',
    };
    const registered = await rail.client.registerAccount(
      { endUserId: 'e-1', account, attributes: {} },
      signal(),
    );
    expect(registered).toMatchObject({ kind: 'answered', value: { clearinghouse: 'FINLAND' } });
  });

  it('approve no withdrawal that nobody has ordered', async () => {
    orders.set('withdraw-1', { kind: 'withdrawal' });
    const attributes = { ...checkout, ...person, DateOfBirth: '1979-01-31' };
    const ask = { messageId: 'withdraw-1', endUserId: 'e-1', currency: 'SEK', attributes };
    const asked = await rail.client.withdraw(ask, signal());
    if (asked.kind !== 'answered') throw new Error(asked.reason);
    const orderId = asked.value.orderid;
    await visit(orderId, { amount: '100.00' });
    await waitFor('cancelled', async () => (await atTrustly(orderId)).debitAnswer === 'FAILED');
    for (const answered of [
      await rail.client.approveWithdrawal(orderId, signal()),
      await rail.client.denyWithdrawal(orderId, signal()),
    ])
      expect(answered).toMatchObject({ kind: 'refused', error: 'ERROR_INVALID_ORDER_ID' });
    expect((await rail.client.withdrawals(orderId, signal())).kind).toBe('answered');
  });

  it('say what our account has, and what moved on it', async () => {
    const balance = await rail.client.balance(signal());
    if (balance.kind !== 'answered') throw new Error(balance.reason);
    expect(balance.value.map(({ currency }) => currency)).toContain('HUF');
    const { now } = (await control('GET', '/clock')) as { now: number };
    const [from, to] = [now - 31 * DAY_MS, now + DAY_MS].map((ms) => new Date(ms).toISOString().slice(0, 10));
    const rows = await rail.client.accountLedger(
      { from: from ?? '', to: to ?? '', currency: null },
      signal(),
    );
    if (rows.kind !== 'answered') throw new Error(rows.reason);
    expect(rows.value.length).toBeGreaterThan(0);
    const today = new Date(now).toISOString().slice(0, 10);
    const { orderId } = await deposit();
    await visit(orderId);
    await waitFor('settled', async () => (await atTrustly(orderId)).state === 'SETTLED');
    const settlement = await rail.client.settlement(today, 'SEK', signal());
    if (settlement.kind !== 'answered') throw new Error(settlement.reason);
    expect(settlement.value).toContainEqual(expect.objectContaining({ orderid: orderId, amount: '200.00' }));
  });
});

it('every error of the sandbox is known by its name, and proves what the table says', async () => {
  for (const [code, name] of Object.entries(API_ERRORS)) {
    await faults({ api: 'refused', refusedWith: Number(code) });
    const row = ERRORS[name];
    expect(await rail.client.refund({ orderId: '1', amount: TWO_HUNDRED }, signal()), name).toMatchObject({
      kind: row.outcome,
      error: name,
      player: row.player,
    });
  }
});

it.each(['down', 'unavailable', 'garbage', 'wrongSignature', 'unsigned'] as const)(
  'an answer that is %s proves nothing',
  async (api) => {
    await faults({ api });
    expect((await rail.client.balance(signal())).kind).toBe('uncertain');
  },
);

it('answers and notifications may be signed with a newer digest', async () => {
  await faults({ signedWith: 'RS512', accountNotifications: false });
  const { orderId } = await deposit();
  await visit(orderId);
  await told('pending', 'captured');
  await acknowledged(orderId);
  expect(inbox.told).toHaveLength(2);
});
