/** Trustly Europe as a merchant's server meets it: the API, the checkout, the notifications, and this part's own clock. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { API_ERRORS } from '../../sandbox/trustly-europe/api-error.ts';
import { USUAL_FAULTS } from '../../sandbox/trustly-europe/faults.ts';
import { newMessageId, startEuropeSite, USUAL, type EuropeSite } from '../support/sandbox/europe-fixture.ts';
import { callBody, EUROPE, type Data } from '../support/sandbox/europe-merchant.ts';
import { waitFor } from '../support/wait.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let site: EuropeSite;

beforeAll(async () => {
  site = await startEuropeSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  await site.setFaults({ ...USUAL_FAULTS, creditMs: 0, payoutMs: 0 });
  site.say(USUAL);
});

/** Waits until exactly these came, in whatever order. */
async function told(orderId: string, ...methods: string[]): Promise<void> {
  const sorted = methods.toSorted();
  await waitFor(
    `${sorted.join(', ')} of ${orderId}`,
    () => JSON.stringify(site.heardOf(orderId).toSorted()) === JSON.stringify(sorted),
    { instead: async () => site.heardOf(orderId).join(', ') },
  );
}

const state = (orderId: string, wanted: string): Promise<unknown> =>
  waitFor(`${orderId} ${wanted}`, async () => (await site.order(orderId)).state === wanted);

async function errorOf(method: string, fields: Readonly<Record<string, Data>>): Promise<number | undefined> {
  const { error, isSigned } = await site.call(method, fields);
  expect(isSigned).toBe(true);
  return error?.code;
}

async function balance(currency: string): Promise<string | undefined> {
  const { data } = await site.call('Balance', {});
  return (data as { currency: string; balance: string }[]).find((one) => one.currency === currency)?.balance;
}

describe('the envelope', () => {
  test('a call is answered signed, by its own UUID, whichever digest it was signed with', async () => {
    for (const algorithm of [undefined, '256', '384', '512'] as const) {
      const uuid = randomUUID();
      const answer = await site.call('Balance', {}, { uuid, ...(algorithm && { algorithm }) });
      expect(answer).toMatchObject({ error: null, isSigned: true, uuid });
    }
    await site.setFaults({ signedWith: 'RS512' });
    expect(await site.call('Balance', {})).toMatchObject({ error: null, isSigned: true });
  });

  test('what is wrong with the envelope is a signed error, without a UUID while none could be read', async () => {
    for (const body of ['', '{', '[]', '{"version":"1.1"}', new Uint8Array([0x7b, 0xff])]) {
      expect(await site.post(body)).toEqual({
        data: null,
        error: { code: 623, message: 'ERROR_INVALID_PARAMETERS' },
        isSigned: true,
        uuid: null,
      });
    }
    const uuid = randomUUID();
    const strange = await site.call('Balance', { Password: 'wrong' }, { uuid });
    expect(strange).toMatchObject({ error: { code: 616 }, isSigned: true, uuid });
  });

  test('one changed byte of the data is error 636; a null field counts with its name, an unknown one whole', async () => {
    const body = callBody(
      'Deposit',
      site.depositFields({ Comment: 'unknown', Other: null }, { Extra: null }),
    );
    expect((await site.post(body.replace('200.00', '200.01'))).error?.code).toBe(636);
    expect((await site.post(body.replace(',"Extra":null', ''))).error?.code).toBe(636);
    expect((await site.post(body.replace('unknown', 'unknowm'))).error?.code).toBe(636);
    expect((await site.post(body)).error).toBeNull();
  });

  test('a UUID serves once, and so does a MessageID [exactly-once]', async () => {
    const uuid = randomUUID();
    await site.call('Balance', {}, { uuid });
    expect((await site.call('Balance', {}, { uuid })).error?.code).toBe(688);
    const fields = site.depositFields();
    expect((await site.call('Deposit', fields)).error).toBeNull();
    expect(await errorOf('Deposit', fields)).toBe(637);
  });

  test('every error can be had by a fault', async () => {
    for (const [number, message] of Object.entries(API_ERRORS)) {
      const code = Number(number);
      await site.setFaults({ api: 'refused', refusedWith: code });
      expect(await site.call('Balance', {})).toMatchObject({ error: { code, message }, isSigned: true });
    }
  });

  test('an answer may be unsigned, signed by a stranger, half, or lost with the deed done', async () => {
    for (const api of ['unsigned', 'wrongSignature'] as const) {
      await site.setFaults({ api });
      expect(await site.call('Balance', {})).toMatchObject({ error: null, isSigned: false });
    }
    await site.setFaults({ api: 'garbage' });
    await expect(site.call('Balance', {})).rejects.toThrow(SyntaxError);
    await site.setFaults({ api: 'lost' });
    const fields = site.depositFields();
    await expect(site.call('Deposit', fields)).rejects.toThrow('fetch failed');
    await site.setFaults({ api: 'ok' });
    expect(await errorOf('Deposit', fields)).toBe(637);
  });
});

describe('a deposit', () => {
  test('is account, pending and credit, with amounts and times as documented, and money in the account', async () => {
    const before = Number(await balance('SEK'));
    const { orderId } = await site.deposit();
    expect(await site.checkout(orderId)).toBe('https://pay.example/success');
    await told(orderId, 'account', 'pending', 'credit');
    await state(orderId, 'SETTLED');
    const credit = site.heard.find(({ method, data }) => method === 'credit' && data['orderid'] === orderId);
    expect(credit).toMatchObject({
      isSigned: true,
      data: { amount: '200.00', currency: 'SEK', attributes: {} },
    });
    expect(credit?.data['timestamp']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+0[12]$/);
    expect(Number(await balance('SEK')) - before).toBe(200);
  });

  test('in HUF has no decimals', async () => {
    const { orderId } = await site.deposit({
      Currency: 'HUF',
      Amount: '5000',
      Country: 'HU',
      Locale: 'hu_HU',
    });
    await site.checkout(orderId);
    await told(orderId, 'account', 'pending', 'credit');
    expect(site.heard.at(-1)?.data['amount']).toBe('5000');
  });

  test('the address opens once, in a browser without script, and ends at the merchant', async () => {
    const { orderId, url } = await site.deposit({
      Country: 'FI',
      Currency: 'EUR',
      Amount: '20.00',
      Locale: 'fi_FI',
    });
    expect(url).toMatch(new RegExp(`/checkout\\?OrderID=${orderId}&SessionID=`));
    const visit = await fetch(url);
    expect(await visit.text()).toContain('Banks in Finland');
    expect((await fetch(url)).status).toBe(410);
    const post = (action: string, form: Record<string, string>) =>
      fetch(`${visit.url}/${action}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
      });
    await post('bank', { bank: 'Testipankki Saimaa' });
    await post('login', { userName: 'Aino', setOptions: 'yes', option: 'D4' });
    await post('account', { account: '1' });
    const end = await post('approve', {});
    expect(end.headers.get('location')).toBe('https://pay.example/success');
    await told(orderId, 'account', 'pending', 'cancel');
    expect(await site.order(orderId)).toMatchObject({ state: 'CANCELLED', testCase: 'D4' });
  });

  test('that the player leaves, or forgets, is cancelled', async () => {
    const left = await site.deposit();
    expect(await site.checkout(left.orderId, { leave: true })).toBe('https://pay.example/fail');
    await told(left.orderId, 'cancel');
    const forgotten = await site.deposit();
    await site.forward(HOUR_MS);
    await told(forgotten.orderId, 'cancel');
    expect((await fetch(forgotten.url)).status).toBe(410);
  });

  test.each([
    ['D1', ['account', 'pending', 'credit', 'debit'], 'DEBITED'],
    ['D4', ['account', 'pending', 'cancel'], 'CANCELLED'],
    ['G3', ['cancel'], 'CANCELLED'],
    [
      'G1',
      ['account', 'account', 'account', 'pending', 'pending', 'pending', 'credit', 'credit', 'credit'],
      'SETTLED',
    ],
  ] as const)('test case %s is %j', async (testCase, methods, end) => {
    const { orderId } = await site.deposit();
    await site.checkout(orderId, { testCase });
    await told(orderId, ...methods);
    await state(orderId, end);
    const ids = site.heard.filter(({ data }) => data['orderid'] === orderId);
    expect(new Set(ids.map(({ data }) => data['notificationid'])).size).toBe(new Set(methods).size);
    expect(new Set(ids.map(({ uuid }) => uuid)).size).toBe(methods.length);
  });

  test('test case D3 is credited an hour later, D5 is cancelled and refunded by itself', async () => {
    const late = await site.deposit();
    await site.checkout(late.orderId, { testCase: 'D3' });
    const cancelled = await site.deposit();
    await site.checkout(cancelled.orderId, { testCase: 'D5' });
    await told(late.orderId, 'account', 'pending');
    await told(cancelled.orderId, 'account', 'pending', 'cancel');
    await site.forward(HOUR_MS);
    await told(late.orderId, 'account', 'pending', 'credit');
    await expect
      .poll(() => site.order(cancelled.orderId))
      .toMatchObject({ refunded: '200.00', state: 'CANCELLED' });
  });

  test('test case G2: the last word is told first', async () => {
    const { orderId } = await site.deposit();
    await site.checkout(orderId, { testCase: 'G2' });
    await told(orderId, 'credit');
    await site.forward(2_000);
    await told(orderId, 'credit', 'pending');
    await site.forward(2_000);
    await told(orderId, 'credit', 'pending', 'account');
    expect(site.heardOf(orderId)).toEqual(['credit', 'pending', 'account']);
  });

  test.each([
    ['OK', '200.00', 'DEBITED'],
    ['FAILED', '0.00', 'SETTLED'],
  ])('that settles after a debit that was answered %s is refunded by %s', async (answer, refunded, end) => {
    site.say(({ method }) => (method === 'debit' ? answer : 'OK'));
    const { orderId } = await site.deposit();
    await site.checkout(orderId);
    await state(orderId, 'SETTLED');
    const move = (step: string) => site.control('POST', `/orders/${orderId}/move`, { step, afterMs: 0 });
    await move('debit');
    await expect.poll(() => site.order(orderId)).toMatchObject({ state: 'DEBITED', debitAnswer: answer });
    await move('settle');
    await expect.poll(() => site.order(orderId)).toMatchObject({ refunded, state: end });
    expect((await move('confirm')).status).toBe(409);
  });

  test('does not settle: a debit three banking days later, and the answer FAILED is kept', async () => {
    await site.setFaults({ deposits: 'fail' });
    site.say(({ method }) => (method === 'debit' ? 'FAILED' : 'OK'));
    const { orderId } = await site.deposit();
    await site.checkout(orderId);
    await told(orderId, 'account', 'pending', 'credit');
    await site.forward(5 * DAY_MS);
    await told(orderId, 'account', 'pending', 'credit', 'debit');
    await expect.poll(() => site.order(orderId)).toMatchObject({ debitAnswer: 'FAILED', state: 'DEBITED' });
  });

  test('goes on after a restart: its money, and what the merchant has not heard [durable-first]', async () => {
    await site.setFaults({ creditMs: HOUR_MS });
    site.say(() => null);
    const { orderId } = await site.deposit();
    await site.checkout(orderId);
    await site.sandbox.restart();
    await waitFor('the first attempts', async () =>
      (await site.notifications(orderId)).every(({ attempts }) => attempts > 0),
    );
    site.say(USUAL);
    await site.forward(HOUR_MS);
    await state(orderId, 'SETTLED');
    const statuses = async () => (await site.notifications(orderId)).map(({ status }) => status);
    await expect.poll(statuses).toEqual(['OK', 'OK', 'OK']);
  });

  test('is refunded as often as is asked, up to what it was', async () => {
    const { orderId } = await site.deposit();
    await site.checkout(orderId);
    await state(orderId, 'SETTLED');
    const refund = (Amount: string) => site.call('Refund', { OrderID: orderId, Amount, Currency: 'SEK' });
    expect((await refund('150.00')).data).toEqual({ orderid: orderId, result: '1' });
    expect((await refund('50.01')).error?.code).toBe(615);
    expect((await refund('50.00')).error).toBeNull();
    expect((await refund('0.01')).error?.code).toBe(615);
    expect((await site.order(orderId)).refunded).toBe('200.00');
  });
});

describe('Pay N Play', () => {
  const KYC = { RequestKYC: '1', Firstname: null, Lastname: null, Email: null };

  test.each([
    ['CONTINUE', 'https://pay.example/success', ['kyc', 'account', 'pending', 'credit']],
    ['FINISH', 'https://pay.example/success', ['kyc']],
    ['OK', 'https://pay.example/fail', ['kyc', 'cancel']],
  ] as const)('the answer %s leads to %s', async (answer, redirect, methods) => {
    site.say(({ method }) => (method === 'kyc' ? answer : 'OK'));
    const { orderId } = await site.deposit(KYC);
    expect(await site.checkout(orderId)).toBe(redirect);
    await told(orderId, ...methods);
    const kyc = site.heard.find(({ method, data }) => method === 'kyc' && data['orderid'] === orderId);
    expect(kyc?.data.attributes).toMatchObject({
      country: 'SE',
      personid: expect.stringMatching(/^SE\d{12}$/) as unknown,
    });
    expect(kyc?.isSigned).toBe(true);
  });

  test.each(['underage', 'unverified'])('who is %s is turned away before money moves', async (userName) => {
    const { orderId } = await site.deposit(KYC);
    expect(await site.checkout(orderId, { userName })).toBe('https://pay.example/fail');
    await told(orderId, 'kyc', 'cancel');
    const kyc = site.heard.find(({ method, data }) => method === 'kyc' && data['orderid'] === orderId);
    expect(kyc?.data.attributes).toEqual({ abort: '1', abortmessage: userName });
  });

  test('as long as the merchant has not answered, the player waits', async () => {
    site.say(() => null);
    const { orderId, url } = await site.deposit(KYC);
    const visit = await fetch(url);
    const post = (action: string, form: Record<string, string>) =>
      fetch(`${visit.url}/${action}`, { method: 'POST', body: new URLSearchParams(form) });
    await post('bank', { bank: 'Testbanken Mälaren' });
    expect(await (await post('login', { userName: 'Åke' })).text()).toContain('One moment');
    site.say(USUAL);
    await site.forward(HOUR_MS / 6);
    await waitFor('the accounts', async () =>
      (await (await fetch(visit.url)).text()).includes('Which account?'),
    );
    expect(site.heardOf(orderId)).toEqual(['kyc', 'kyc']);
  });
});

describe('notifications', () => {
  test('are the same message until they are acknowledged by the right UUID, in growing intervals', async () => {
    site.say(() => null);
    const { orderId } = await site.deposit();
    await site.checkout(orderId, { leave: true });
    await told(orderId, 'cancel');
    await site.forward(10_000);
    await told(orderId, 'cancel', 'cancel');
    site.say(USUAL);
    await site.forward(10_000);
    expect(site.heardOf(orderId)).toHaveLength(2);
    await site.forward(60_000);
    await told(orderId, 'cancel', 'cancel', 'cancel');
    const heard = site.heard.filter(({ data }) => data['orderid'] === orderId);
    expect(new Set(heard.map(({ uuid }) => uuid)).size).toBe(1);
    await waitFor('the end', async () => (await site.notifications(orderId))[0]?.state === 'answered');
  });

  test('may come before the answer of the method', async () => {
    await site.setFaults({ notifications: 'beforeAnswer' });
    const { orderId } = await site.deposit();
    expect(site.heardOf(orderId).toSorted()).toEqual(['account', 'credit', 'pending']);
  });

  test('are lost, forged, wrongly signed or out of order where a fault says so', async () => {
    const run = async (notifications: 'lost' | 'forged' | 'wrongSignature' | 'outOfOrder') => {
      await site.setFaults({ notifications });
      const { orderId } = await site.deposit();
      await site.checkout(orderId);
      return orderId;
    };
    const isSigned = (orderId: string) =>
      site.heard.filter(({ data }) => data['orderid'] === orderId).map((one) => one.isSigned);
    const lost = await run('lost');
    await state(lost, 'SETTLED');
    expect((await site.notifications(lost)).map((one) => one.state)).toEqual(['gone', 'gone', 'gone']);
    const forged = await run('forged');
    await told(forged, 'account', 'pending', 'credit', 'credit', 'credit', 'credit');
    expect(isSigned(forged).filter(Boolean)).toHaveLength(3);
    const wrong = await run('wrongSignature');
    await told(wrong, 'account', 'pending', 'credit');
    expect(isSigned(wrong)).toEqual([false, false, false]);
    const order = await run('outOfOrder');
    await told(order, 'credit');
    await site.forward(DAY_MS);
    await told(order, 'credit', 'account', 'pending');
    expect(site.heardOf(lost)).toEqual([]);
  });
});

describe('money to a player', () => {
  const payout = (accountId: string, changed: Record<string, Data> = {}) => ({
    NotificationURL: site.notificationUrl,
    AccountID: accountId,
    EndUserID: 'user-1',
    MessageID: newMessageId(),
    Amount: '11.00',
    Currency: 'SEK',
    Attributes: { ShopperStatement: 'Topper' },
    ...changed,
  });
  const IBAN = 'FI2112345600000785';
  const REGISTER = {
    EndUserID: 'user-1',
    ClearingHouse: 'FINLAND',
    BankNumber: '',
    AccountNumber: IBAN,
    Firstname: 'Päivi',
    Lastname: 'Järvinen',
  };

  test('a payout is confirmed, or fails and comes back as a credit, with a balance that agrees', async () => {
    const { data } = await site.call('RegisterAccount', REGISTER);
    const { accountid } = data as { accountid: string };
    expect(data).toEqual({
      accountid: expect.stringMatching(/^\d{10}$/) as unknown,
      clearinghouse: 'FINLAND',
      bank: 'Testipankki Saimaa',
      descriptor: '***0785',
    });
    const before = await balance('SEK');
    const run = async (faults: Parameters<EuropeSite['setFaults']>[0]) => {
      await site.setFaults(faults);
      const answer = await site.call('AccountPayout', payout(accountid));
      expect(answer.data).toMatchObject({ result: '1' });
      return (answer.data as { orderid: string }).orderid;
    };
    const confirmed = await run({ confirmationAmounts: 'short' });
    await told(confirmed, 'payoutconfirmation');
    expect(site.heard.at(-1)?.data['amount']).toBe('11');
    const failed = await run({ payouts: 'failed', payoutFailedNotifications: true });
    await told(failed, 'payoutfailed', 'credit', 'cancel');
    const returned = await run({ payouts: 'returned', notifications: 'beforeAnswer' });
    expect(site.heardOf(returned)).toEqual(['payoutconfirmation']);
    await site.forward(5 * DAY_MS);
    await told(returned, 'payoutconfirmation', 'credit');
    expect((await site.call('GetWithdrawals', { OrderID: returned })).data).toMatchObject([
      { orderid: returned, transferstate: 'RETURNED', amount: '11.00', currency: 'SEK', eta: null },
    ]);
    expect(Number(await balance('SEK'))).toBeCloseTo(Number(before) - 11, 2);
    expect(await errorOf('AccountPayout', payout('1'))).toBe(9003);
    expect(await errorOf('AccountPayout', payout(accountid, { Amount: '99999999.00' }))).toBe(9005);
    await site.setFaults({ payouts: 'refused' });
    expect((await site.call('RegisterAccountPayout', { ...payout(''), ...REGISTER })).data).toMatchObject({
      result: '0',
    });
    expect(await errorOf('RegisterAccount', { ...REGISTER, AccountNumber: 'FI2112345600000786' })).toBe(9004);
  });

  test('SelectAccount ends with the account, and a payout to it', async () => {
    const fields = site.depositFields({ Amount: null, Currency: null, ShopperStatement: null });
    const { orderid } = (await site.call('SelectAccount', fields)).data as { orderid: string };
    await site.checkout(orderid);
    await told(orderid, 'account');
    const account = site.heard.at(-1)?.data;
    expect(account).toMatchObject({ verified: '1', attributes: { clearinghouse: 'SWEDEN' } });
    expect((await site.call('AccountPayout', payout(account?.['accountid'] ?? ''))).error).toBeNull();
  });

  test('a withdrawal asks by a debit, and goes when it is approved, not when it is denied', async () => {
    const fields = site.depositFields(
      { Amount: null, Currency: null, DateOfBirth: '1980-01-30', SuggestedMinAmount: '20.00' },
      { Currency: 'SEK' },
    );
    const withdraw = async (testCase?: 'W1') => {
      const { data } = await site.call('Withdraw', { ...fields, MessageID: newMessageId() });
      const { orderid } = data as { orderid: string };
      await site.checkout(orderid, { amount: '40.00', ...(testCase && { testCase }) });
      return orderid;
    };
    const approved = await withdraw();
    await told(approved, 'account', 'debit');
    expect((await site.call('ApproveWithdrawal', { OrderID: Number(approved) })).data).toMatchObject({
      result: '1',
    });
    await told(approved, 'account', 'debit', 'payoutconfirmation');
    expect(await errorOf('ApproveWithdrawal', { OrderID: approved })).toBe(9002);
    const returned = await withdraw('W1');
    await told(returned, 'account', 'debit');
    await site.call('ApproveWithdrawal', { OrderID: returned });
    await told(returned, 'account', 'debit', 'payoutconfirmation');
    await site.forward(5 * DAY_MS);
    await told(returned, 'account', 'debit', 'payoutconfirmation', 'credit');
    const denied = await withdraw();
    await waitFor('the answer', async () => (await site.order(denied)).debitAnswer === 'OK');
    await site.call('DenyWithdrawal', { OrderID: denied });
    await told(denied, 'account', 'debit', 'credit', 'cancel');
    site.say(({ method }) => (method === 'debit' ? 'FAILED' : 'OK'));
    const stopped = await withdraw();
    await told(stopped, 'account', 'debit', 'cancel');
  });
});

test('the settlement report, the ledger and the balance agree with what was done that day', async () => {
  await site.forward(DAY_MS);
  const { orderId } = await site.deposit({ ExternalReference: 'table, 7' });
  await site.checkout(orderId);
  await state(orderId, 'SETTLED');
  await site.call('Refund', { OrderID: orderId, Amount: '50.00', Currency: 'SEK' });
  const { now } = (await site.control('GET', '/clock')).body as { now: number };
  const day = new Date(now + HOUR_MS).toISOString().slice(0, 10);
  const report = await site.call('ViewAutomaticSettlementDetailsCSV', {
    Currency: 'SEK',
    SettlementDate: day,
    Attributes: { APIVersion: '1.2' },
  });
  const csv = (report.data as { view_automatic_settlement_details: string })
    .view_automatic_settlement_details;
  const [header, ...rows] = csv.trimEnd().split('\n');
  expect(header).toBe(
    'datestamp,accountname,currency,amount,total,orderid,ordertype,messageid,username,fxpaymentamount,fxpaymentcurrency,settlementbankwithdrawalid,extraref',
  );
  expect(rows.filter((row) => row.includes(orderId))).toEqual([
    expect.stringMatching(/^"[^"]+",SUSPENSE_[A-Z_]+,SEK,200\.00,[0-9.]+,\d{10},Deposit,.*"table, 7"$/),
    expect.stringMatching(/^"[^"]+",BANK_WITHDRAWAL_QUEUED,SEK,-50\.00,[0-9.]+,\d{10},Refund,/),
  ]);
  const ledger = await site.call('AccountLedger', { FromDate: day, ToDate: day, Currency: 'SEK' });
  const entries = ledger.data as { orderid: string; amount: string }[];
  const amounts = entries.map(({ amount }) => Number(amount));
  expect(amounts).toEqual(rows.map((row) => Number(/,SEK,(-?[0-9.]+),/.exec(row)?.[1])));
});

test('nothing of what a merchant says about a person is kept, and no password [no-personal-data]', async () => {
  const { orderId } = await site.deposit({ Email: 'kept.not@example.com', MobilePhone: '+46709876543' });
  await site.checkout(orderId, { userName: 'kept.neither' });
  await told(orderId, 'account', 'pending', 'credit');
  await site.call('RegisterAccount', {
    EndUserID: 'user-1',
    ClearingHouse: 'ESTONIA',
    AccountNumber: 'EE382200221020145685',
    Firstname: 'Keptina',
    Lastname: 'Notova',
  });
  const { dataDirectory } = site.sandbox;
  const names = await readdir(dataDirectory);
  const files = await Promise.all(names.map((name) => readFile(path.join(dataDirectory, name))));
  const kept = Buffer.concat(files).toString('latin1');
  expect(kept).toContain(orderId);
  for (const secret of [
    'kept.not',
    'kept.neither',
    '709876543',
    '83.140.44.184',
    'EE382200221020145685',
    'Notova',
    EUROPE.password,
  ]) {
    expect(kept).not.toContain(secret);
  }
});
