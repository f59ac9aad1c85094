/** The client of Trustly Europe's API, over real sockets that are really cut. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../bridge/platform/log.ts';
import { EuropeClient } from '../../bridge/rails/trustly-europe/client.ts';
import { EuropeStandIn, type Behaviour } from '../support/rails/europe-stand-in.ts';

const HUNDRED = { minor: 10_000, currency: 'SEK' };
let trustly: EuropeStandIn;
let client: EuropeClient;
beforeAll(async () => {
  trustly = await EuropeStandIn.start();
  client = new EuropeClient(trustly.merchant, createLog('silent'));
});
afterAll(async () => {
  await client.stop();
  await trustly.stop();
});
beforeEach(() => {
  trustly.calls.length = 0;
});

const answers = (...behaviours: Behaviour[]) => {
  const left = [...behaviours];
  trustly.respond = () => (left.length > 1 ? left.shift() : left[0]) ?? 'cut';
};
const signal = () => AbortSignal.timeout(5_000);
const refund = async (within = signal()) => client.refund({ orderId: '5843996816', amount: HUNDRED }, within);
const taken = { data: { orderid: '5843996816', result: '1' } };

it('sends what it is asked for with the credentials, under a UUID of each request', async () => {
  answers(taken);
  expect(await refund()).toEqual({ kind: 'answered', value: { orderid: '5843996816', result: '1' } });
  await refund();
  const [first, second] = trustly.calls;
  expect(first?.data).toEqual({
    OrderID: '5843996816',
    Amount: '100.00',
    Currency: 'SEK',
    Username: 'merchant',
    Password: 'pass-word',
  });
  expect(first?.uuid).not.toBe(second?.uuid);
});

it('keeps its connections', async () => {
  answers({ data: [] });
  await client.balance(signal());
  const before = trustly.connections;
  for (let i = 0; i < 5; i++) await client.balance(signal());
  expect(trustly.connections).toBe(before);
});

describe('a call that moves money, and is answered', () => {
  it.each<[string, Behaviour, string]>([
    ['nothing', 'cut', 'uncertain'],
    ['a page', 'page', 'uncertain'],
    ['with a signature that is not good', 'badly-signed', 'uncertain'],
    ['with the UUID of another call', 'other-uuid', 'uncertain'],
    ['something that is too large', 'too-large', 'uncertain'],
    ['something else', { data: { orderid: 'x' } }, 'uncertain'],
    ['that it is not taken', { data: { orderid: '5843996816', result: '0' } }, 'refused'],
    ['with 602', { code: 602, name: 'ERROR_FUNCTION_ACCESS_DENIED' }, 'locked-out'],
    ['with 615', { code: 615, name: 'ERROR_INVALID_AMOUNT' }, 'refused'],
    ['with 637', { code: 637, name: 'ERROR_DUPLICATE_MESSAGE_ID' }, 'landed'],
    ['with 620', { code: 620, name: 'ERROR_UNKNOWN' }, 'uncertain'],
    ['with an error that nobody knows', { code: 999, name: 'ERROR_NEW' }, 'uncertain'],
    ['with an error of another call', { code: 615, name: 'ERROR_INVALID_AMOUNT', uuid: null }, 'uncertain'],
  ])('%s, is not sent again', async (_what, behaviour, kind) => {
    answers(behaviour);
    expect((await refund()).kind).toBe(kind);
    expect(trustly.calls).toHaveLength(1);
  });

  it('not in time, is uncertain', async () => {
    answers('silent');
    expect((await refund(AbortSignal.timeout(200))).kind).toBe('uncertain');
    expect(trustly.calls).toHaveLength(1);
  });
});

it('a request that Trustly would not take is not sent', async () => {
  const answer = await client.refund({ orderId: '1', amount: { minor: 150, currency: 'HUF' } }, signal());
  expect(answer).toMatchObject({ kind: 'refused', player: 'CHECK_DETAILS' });
  expect(trustly.calls).toEqual([]);
});

describe('a question', () => {
  it('is asked once more where the connection was lost, under another UUID', async () => {
    answers('cut', { data: [{ currency: 'SEK', balance: '1403.64' }] });
    expect(await client.balance(signal())).toEqual({
      kind: 'answered',
      value: [{ currency: 'SEK', balance: '1403.64' }],
    });
    expect(new Set(trustly.calls.map(({ uuid }) => uuid)).size).toBe(2);
  });

  it('of the settlement is answered with its rows', async () => {
    const header =
      'datestamp,accountname,currency,amount,total,orderid,ordertype,messageid,username,fxpaymentamount,fxpaymentcurrency,settlementbankwithdrawalid,extraref';
    const csv = `${header}\n"2018-11-16 12:52:22.293626+00",CLIENT_FUNDS,EUR,100.00,100.00,12,Deposit,m-1,u,,,14,\n`;
    answers({ data: { view_automatic_settlement_details: csv } });
    expect(await client.settlement('2018-11-17', 'EUR', signal())).toMatchObject({
      kind: 'answered',
      value: [{ orderid: '12', amount: '100.00' }],
    });
    answers({ data: { view_automatic_settlement_details: 'x,y\n1,2\n' } });
    expect((await client.settlement('2018-11-17', 'EUR', signal())).kind).toBe('uncertain');
  });

  it('of the account is answered with what moved on it, numbers or texts', async () => {
    const row = {
      datestamp: '2014-01-30 13:28:45.652299+01',
      orderid: 3209647863,
      accountname: 'TRANSACTION_FEE_BANK_DEPOSIT',
      messageid: null,
      transactiontype: 'User deposit of client funds',
      currency: 'SEK',
      amount: -3.01,
    };
    answers({ data: [row] });
    const ask = { from: '2014-01-30', to: '2014-01-31', currency: null };
    expect(await client.accountLedger(ask, signal())).toMatchObject({
      kind: 'answered',
      value: [{ orderid: '3209647863', amount: '-3.01' }],
    });
    expect(trustly.calls[0]?.data).toMatchObject({ Currency: '', FromDate: '2014-01-30' });
  });
});

it.each(['http://checkout.example/1', 'javascript:alert(1)', 'data:text/html,x'])(
  'a page at %s is not one that a player is sent to',
  async (url) => {
    answers({ data: { orderid: '1', url } });
    const attributes = {
      Country: 'SE',
      Locale: 'sv_SE',
      SuccessURL: 'https://pay.example/done',
      FailURL: 'https://pay.example/failed',
      IP: '192.0.2.1',
      RequestKYC: '1',
      ShopperStatement: 'Casino',
    } as const;
    const ask = { messageId: 'm-1', endUserId: 'e-1', amount: HUNDRED, attributes };
    expect((await client.deposit(ask, signal())).kind).toBe('uncertain');
    answers({ data: { orderid: '1', url: 'https://checkout.example/1' } });
    expect((await client.deposit(ask, signal())).kind).toBe('answered');
  },
);
