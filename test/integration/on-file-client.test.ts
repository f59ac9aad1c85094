/** The client of Trustly's on-file API, over real sockets that are really cut. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../bridge/platform/log.ts';
import { OnFileClient } from '../../bridge/rails/trustly-on-file/client.ts';
import { OnFileStandIn, type Behaviour } from '../support/rails/on-file-stand-in.ts';
import { ON_FILE } from '../support/sandbox/on-file-merchant.ts';

const TWENTY = { minor: 2_000, currency: 'USD' };
let trustly: OnFileStandIn;
let client: OnFileClient;
let account: string;
let number = 0;
let reference: string;
beforeAll(async () => {
  trustly = await OnFileStandIn.start();
  client = new OnFileClient({ url: trustly.url, ...ON_FILE }, createLog('silent'));
});
afterAll(async () => {
  await client.stop();
  await trustly.stop();
});
beforeEach(() => {
  reference = `ref-${++number}`;
  account = trustly.authorize('f-1', { bank: 'Demo Bank', digits: '3254', token: 'T' }).transactionId;
  trustly.behave();
  trustly.calls.length = 0;
});

const signal = () => AbortSignal.timeout(5_000);
const capture = async (within = signal(), splitToken: string | null = 'a+b/c=') =>
  client.capture({ of: account, amount: TWENTY, reference, splitToken }, within);

it('sends what it is asked for form-encoded, under Basic credentials', async () => {
  expect(await capture()).toMatchObject({ kind: 'answered', value: { status: 1, amount: '20.00' } });
  expect(trustly.calls).toEqual([
    {
      method: 'POST',
      path: `/api/v1/transactions/${account}/capture`,
      authorization: `Basic ${btoa(`${ON_FILE.accessId}:${ON_FILE.accessKey}`)}`,
      fields: { amount: '20.00', merchantReference: reference, splitToken: 'a+b/c=' },
    },
  ]);
});

it('leaves out a split token that it does not have', async () => {
  await capture(signal(), null);
  expect(trustly.calls[0]?.fields).toEqual({ amount: '20.00', merchantReference: reference });
});

it('keeps its connections', async () => {
  await capture();
  const before = trustly.connections;
  for (let i = 0; i < 5; i++) await client.transaction(account, signal());
  expect(trustly.connections).toBe(before);
});

it.each([
  ['lost', 'uncertain'],
  ['failing', 'uncertain'],
  ['unreachable', 'uncertain'],
  ['nonsense', 'uncertain'],
  [326, 'refused'],
  [210, 'landed'],
  [150, 'uncertain'],
] as const)(
  'a capture that is answered %s is %s, and is not sent again',
  async (behaviour: Behaviour, kind) => {
    trustly.behave(behaviour);
    const answer = await capture();
    expect(answer.kind).toBe(kind);
    if (typeof behaviour === 'number') expect(answer).toMatchObject({ errorCode: behaviour });
    expect(trustly.calls).toHaveLength(1);
  },
);

it('a capture whose answer does not come in time is uncertain, and is found by its reference', async () => {
  trustly.behave('late');
  expect((await capture(AbortSignal.timeout(200))).kind).toBe('uncertain');
  expect(await client.transactionsOf(reference, signal())).toMatchObject({
    kind: 'answered',
    value: [{ merchantReference: reference, status: 1 }],
  });
  expect(await client.transactionsOf('never-sent', signal())).toEqual({ kind: 'answered', value: [] });
});

it('holds money, and captures what it holds', async () => {
  const held = await client.preauthorize(
    { of: account, amount: TWENTY, reference, splitToken: 'x' },
    72,
    signal(),
  );
  if (held.kind !== 'answered') throw new Error(held.reason);
  expect(trustly.calls[0]?.fields).toMatchObject({ window: '72', period: '72' });
  const of = held.value.transactionId;
  expect(
    (await client.capture({ of, amount: TWENTY, reference: `${reference}-c`, splitToken: null }, signal()))
      .kind,
  ).toBe('answered');
  expect(trustly.calls[1]?.path).toBe(`/api/v1/transactions/${of}/capture`);
});

it('pays out, takes back, gives back, cancels and refreshes', async () => {
  const ask = { of: account, amount: TWENTY, reference };
  const deposit = await client.deposit({ ...ask, isInstant: true }, signal());
  if (deposit.kind !== 'answered') throw new Error(deposit.reason);
  await client.reclaim({ ...ask, of: deposit.value.transactionId }, signal());
  const captured = await client.capture({ ...ask, reference: `${reference}-c`, splitToken: null }, signal());
  if (captured.kind !== 'answered') throw new Error(captured.reason);
  await client.refund({ ...ask, of: captured.value.transactionId }, signal());
  await client.cancel(captured.value.transactionId, 'x'.repeat(60), signal());
  await client.refresh(account, 'token', signal());
  expect(trustly.calls.map(({ path, fields }) => [path.split('/').at(-1), fields])).toEqual([
    ['deposit', { amount: '20.00', merchantReference: reference, instantPayoutRequest: 'true' }],
    ['reclaim', { amount: '20.00', merchantReference: reference }],
    ['capture', { amount: '20.00', merchantReference: `${reference}-c` }],
    ['refund', { amount: '20.00', merchantReference: reference }],
    ['cancel', { message: 'x'.repeat(40) }],
    ['refresh', { splitToken: 'token' }],
  ]);
});

it('asks for an account, its owner and its balance', async () => {
  expect(await client.transaction(account, signal())).toMatchObject({
    value: { payment: { account: { accountNumber: '3254' }, paymentProvider: { name: 'Demo Bank' } } },
  });
  expect(await client.user(account, signal())).toMatchObject({ value: { name: ['John Smith'] } });
  expect(await client.balance(account, signal())).toMatchObject({ value: { amount: '120.00' } });
  expect(await client.transaction('1', signal())).toMatchObject({ kind: 'refused', errorCode: 200 });
});

it('takes the numbers of an account to Trustly for a payout without a bank login', async () => {
  const fields = {
    paymentType: 'Disbursement',
    'account.accountNumber': '123456789',
    'account.routingNumber': '021000021',
  };
  expect((await client.establish(fields, signal())).kind).toBe('answered');
  expect(trustly.calls[0]).toMatchObject({ path: '/api/v1/establish', fields });
});
