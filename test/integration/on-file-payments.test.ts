/** Payments from an account on file, in a real bridge: from the player's tap to the meter, once [exactly-once], or back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import type { ComposeRails } from '../../bridge/app/rails.ts';
import { CAPTURE_TIMES, type CaptureTimes } from '../../bridge/rails/trustly-on-file/capture-worker.ts';
import { trustlyOnFile } from '../../bridge/rails/trustly-on-file/rail.ts';
import { sign } from '../../bridge/rails/trustly-on-file/hmac.ts';
import type { PagePayment, PayPage, PayState } from '../../bridge/rails/pay-page.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { chooseAccount, eventOf, tell } from '../support/rails/on-file-phone.ts';
import { MERCHANT, OnFileStandIn, type StandInTransaction } from '../support/rails/on-file-stand-in.ts';

const BACK = { done: 'https://casino.example/pay/done', cancelled: 'https://casino.example/pay/cancelled' };
/** As in a bridge, but questions come sooner. */
const TIMES = {
  ...CAPTURE_TIMES,
  askFirstMs: 50,
  askLongestMs: 200,
  leaseMs: 1_000,
  callMs: 500,
  pollMs: 50,
};
let times: CaptureTimes = TIMES;
let site: BridgeSite;
let trustly: OnFileStandIn;
let bridge: Bridge;
let kiosk: TestKiosk;
let page: PayPage;
let asset: string;
let numbers = 0;

const withOnFile: ComposeRails = (settings, { ...ports }) => {
  const codes = {
    issueCode: async () => ({ kind: 'failed', reason: 'BUSY', retryAfterMs: 1_000 }) as const,
    waiting: 0,
    isPaused: false,
  };
  const merchant = { url: trustly.url, ...MERCHANT };
  const rail = trustlyOnFile(
    {
      merchant,
      currency: settings.currency,
      notificationUrl: null,
      signedWith: 'sha1',
      takesProcessed: false,
      paysOutInstantly: true,
    },
    { ...ports, codes },
    times,
  );
  page = rail.payPage;
  return [rail];
};

beforeAll(async () => {
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileStandIn.start()]);
  await restart(TIMES);
});
beforeEach(async () => {
  trustly.behave();
  trustly.captureStatus = 1;
  trustly.cancels = true;
  asset = `EGM-F${++numbers}`;
  kiosk = await site.kiosk(bridge, asset);
  kiosk.creditEverything();
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await Promise.all([trustly.stop(), site.close()]);
  expect(disagreements).toEqual([]);
});

async function restart(next: CaptureTimes): Promise<void> {
  times = next;
  await site.clear();
  bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '2000' }, withOnFile);
}

function aPayment(payer = `payer-0123456789-${++numbers}`): PagePayment {
  return {
    fundingId: `of-${process.pid}-${++numbers}`,
    asset,
    amount: { minor: 2_000, currency: 'USD' },
    payer,
  };
}
const stateOf = async ({ fundingId }: PagePayment) => page.stateOf(fundingId);
const reaches = async (payment: PagePayment, state: Partial<PayState>) =>
  expect.poll(() => stateOf(payment)).toMatchObject(state);

/** The capture of an attempt, when it has come to Trustly. */
async function capture({ fundingId }: PagePayment, attempt = 1): Promise<StandInTransaction> {
  await expect.poll(() => trustly.of(`${fundingId}.${attempt}`).length).toBe(1);
  const [found] = trustly.of(`${fundingId}.${attempt}`);
  if (!found) throw new Error('no capture');
  return found;
}

async function move(
  transaction: StandInTransaction,
  status: number,
  more: Record<string, string> = {},
): Promise<void> {
  trustly.move(transaction, status);
  expect(await tell(bridge.url, eventOf(transaction, more))).toBe(200);
}

/** A player whose account is on file after a first payment. */
async function onFile() {
  const first = aPayment();
  trustly.captureStatus = 4;
  const { authorization, event } = chooseAccount(trustly, await page.begin(first, BACK), {
    token: `token-${++numbers}`,
  });
  expect(await tell(bridge.url, event)).toBe(200);
  await reaches(first, { kind: 'added' });
  trustly.captureStatus = 1;
  const [account] = await page.accountsOf(first.payer);
  if (!account) throw new Error('no account on file');
  return { payer: first.payer, accountId: account.accountId, authorization, event };
}

async function openAlarms(): Promise<unknown[]> {
  return site.sql('SELECT kind, subject FROM rail_alarms WHERE ended_at IS NULL ORDER BY alarm_id');
}

describe('the first payment', () => {
  it('goes from the bank login to the meter, and the account is on file', async () => {
    const payment = aPayment();
    const login = await page.begin(payment, BACK);
    expect(login?.data).toMatchObject({
      merchantReference: payment.fundingId,
      paymentType: 'Deferred',
      amount: '0.00',
      returnUrl: BACK.done,
    });
    expect(await page.begin(payment, BACK)).toEqual(login);
    expect(await stateOf(payment)).toEqual({ kind: 'waiting-for-bank', attempt: 1 });
    const { authorization, event } = chooseAccount(trustly, login);
    expect(await tell(bridge.url, event)).toBe(200);
    const taken = await capture(payment);
    expect(taken).toMatchObject({ originalTransactionId: authorization.transactionId, amount: '20.00' });
    expect(trustly.calls.find(({ path }) => path.endsWith('/capture'))?.fields).toMatchObject({
      splitToken: event['splitToken'],
    });
    expect(await stateOf(payment)).toEqual({ kind: 'capturing' });
    await move(taken, 4);
    await reaches(payment, { kind: 'added', credited: payment.amount });
    expect(await page.accountsOf(payment.payer)).toMatchObject([{ bankName: 'Demo Bank', lastFour: '3254' }]);
  });

  it('leaves no split token in the clear, nor in what is kept of the event [secrets-kept]', async () => {
    const { event } = await onFile();
    const tables = ['inbox', 'on_file_accounts', 'audit', 'capture_attempts', 'rail_accounts'];
    for (const table of tables) {
      const rows = await site.sql(`SELECT to_jsonb(t)::text AS row FROM ${table} t`);
      for (const { row } of rows) expect(String(row)).not.toContain(event['splitToken']);
    }
  });

  it('is paid once, whatever of it is told again', async () => {
    const payment = aPayment();
    const { event } = chooseAccount(trustly, await page.begin(payment, BACK));
    for (let i = 0; i < 3; i++) expect(await tell(bridge.url, event)).toBe(200);
    const taken = await capture(payment);
    trustly.move(taken, 4);
    const completed = eventOf(taken, { eventType: 'Complete' });
    const again = eventOf(taken, { eventType: 'Update' });
    expect(
      await Promise.all([completed, again, completed, again].map((fields) => tell(bridge.url, fields))),
    ).toEqual([200, 200, 200, 200]);
    await reaches(payment, { kind: 'added' });
    expect(trustly.of(`${payment.fundingId}.1`)).toHaveLength(1);
    expect(kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(1);
  });

  it('goes on without the event of the bank login, when the browser comes back', async () => {
    const payment = aPayment();
    const { authorization } = chooseAccount(trustly, await page.begin(payment, BACK));
    const query = signedQuery({
      transactionId: authorization.transactionId,
      status: '2',
      merchantReference: payment.fundingId,
      'payment.paymentType': '2',
    });
    expect(await page.returned(BACK.done, query.replace('status=2', 'status=3'))).toEqual({
      kind: 'not-signed',
    });
    expect(await stateOf(payment)).toMatchObject({ kind: 'waiting-for-bank' });
    expect(await page.returned(BACK.done, query)).toEqual({
      kind: 'returned',
      fundingId: payment.fundingId,
      isAuthorized: true,
    });
    await move(await capture(payment), 4);
    await reaches(payment, { kind: 'added' });
  });
});

describe('one tap', () => {
  it('pays from the account on file, once, however often it is tapped', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    const taps = await Promise.all([1, 2, 3].map(async () => page.pay(payment, { accountId, attempt: 1 })));
    for (const state of taps) expect(state).toEqual({ kind: 'capturing' });
    await move(await capture(payment), 4);
    await reaches(payment, { kind: 'added' });
    expect(await page.pay(payment, { accountId, attempt: 1 })).toMatchObject({ kind: 'added' });
    expect(trustly.of(`${payment.fundingId}.1`)).toHaveLength(1);
  });

  it('is refused with another amount, and takes nothing from an account of somebody else', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await page.pay(payment, { accountId, attempt: 1 });
    await expect(
      page.pay({ ...payment, amount: { minor: 1, currency: 'USD' } }, { accountId, attempt: 1 }),
    ).rejects.toThrow('another content');
    const stranger = aPayment();
    expect(await page.pay(stranger, { accountId, attempt: 1 })).toEqual({ kind: 'choose-bank', attempt: 1 });
  });

  it('from a forgotten account takes nothing: its token is deleted', async () => {
    const { payer, accountId } = await onFile();
    expect(await page.forget(payer, accountId)).toBe(true);
    expect(await page.forget(payer, accountId)).toBe(false);
    expect(await page.accountsOf(payer)).toEqual([]);
    const payment = aPayment(payer);
    expect(await page.pay(payment, { accountId, attempt: 1 })).toEqual({ kind: 'choose-bank', attempt: 1 });
    const [row] = await site.sql(
      'SELECT sealed_split_token, bank_name, last_four FROM on_file_accounts WHERE account_id = $1',
      [accountId],
    );
    expect(row).toEqual({ sealed_split_token: null, bank_name: null, last_four: null });
    const tokens = await site.sql(
      `SELECT 1 FROM rail_accounts r JOIN on_file_accounts a USING (account) WHERE a.account_id = $1 AND r.sealed_token IS NOT NULL`,
      [accountId],
    );
    expect(tokens).toEqual([]);
  });

  it('of which the consent was taken back takes nothing, also where that was told first', async () => {
    const { payer, authorization } = await onFile();
    expect(await tell(bridge.url, eventOf(authorization, { eventType: 'CONSENT_REVOKED' }))).toBe(200);
    expect(await page.accountsOf(payer)).toEqual([]);
    const payment = aPayment();
    const { authorization: another, event } = chooseAccount(trustly, await page.begin(payment, BACK));
    expect(await tell(bridge.url, eventOf(another, { eventType: 'CONSENT_REVOKED' }))).toBe(200);
    expect(await tell(bridge.url, event)).toBe(200);
    expect(await page.accountsOf(payment.payer)).toEqual([]);
    expect(trustly.of(`${payment.fundingId}.1`)).toEqual([]);
  });
});

describe('a capture', () => {
  it.each(['lost', 'late', 'failing', 'unreachable'] as const)(
    'whose answer is %s is asked about, and taken once',
    async (behaviour) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      trustly.behave(behaviour);
      await page.pay(payment, { accountId, attempt: 1 });
      await move(await capture(payment), 4);
      await reaches(payment, { kind: 'added' });
      expect(trustly.of(`${payment.fundingId}.1`)).toHaveLength(1);
    },
  );

  it('whose machine cannot take it goes back to the account [money-has-a-home]', async () => {
    const { payer, accountId } = await onFile();
    const payment = { ...aPayment(payer), asset: 'EGM-NOWHERE' };
    await page.pay(payment, { accountId, attempt: 1 });
    const taken = await capture(payment);
    await move(taken, 4);
    await reaches(payment, { kind: 'going-back', by: 'bank' });
    await expect.poll(() => taken.refunded).toBe('20.00');
    const [refund] = trustly.of(`refund-${payment.fundingId}`);
    if (!refund) throw new Error('no refund');
    const before = await openAlarms();
    await move(taken, 12, { eventType: 'Refund' });
    await move(refund, 4);
    expect(await openAlarms()).toEqual(before);
    await move(refund, 10, { createdAt: String(Date.now() + 1_000) });
    expect((await openAlarms()).length).toBe(before.length + 1);
  });

  it('that is reversed days later is an alarm, and the machine is not touched', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await page.pay(payment, { accountId, attempt: 1 });
    const taken = await capture(payment);
    await move(taken, 4);
    await reaches(payment, { kind: 'added' });
    const before = await openAlarms();
    await move(taken, 10, { eventType: 'Reverse', createdAt: String(Date.now() + 3 * 86_400_000) });
    await move(taken, 10, { eventType: 'Update', createdAt: String(Date.now() + 3 * 86_400_000) });
    expect((await openAlarms()).length).toBe(before.length + 1);
    expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
  });
});

describe('a capture of which nothing is told', () => {
  beforeAll(() => restart({ ...TIMES, silenceMs: 300 }));
  afterAll(() => restart(TIMES));

  it('is found by asking, where its event does not come', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    trustly.captureStatus = 2;
    trustly.cancels = false;
    await page.pay(payment, { accountId, attempt: 1 });
    trustly.move(await capture(payment), 4);
    await reaches(payment, { kind: 'added' });
    expect(trustly.of(`${payment.fundingId}.2`)).toEqual([]);
  });

  it('is cancelled, and only then tried anew under another reference', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await page.pay(payment, { accountId, attempt: 1 });
    const second = await capture(payment, 2);
    expect(trustly.of(`${payment.fundingId}.1`)).toMatchObject([{ status: 7 }]);
    await move(second, 4);
    await reaches(payment, { kind: 'added' });
  });

  it('is waited for where it cannot be cancelled, and nothing else is tried', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    trustly.cancels = false;
    await page.pay(payment, { accountId, attempt: 1 });
    const taken = await capture(payment);
    await expect
      .poll(
        () =>
          trustly.calls.filter(({ path }) => path === `/api/v1/transactions/${taken.transactionId}`).length,
      )
      .toBeGreaterThan(2);
    expect(trustly.of(`${payment.fundingId}.2`)).toEqual([]);
    await move(taken, 4);
    await reaches(payment, { kind: 'added' });
    expect(trustly.of(`${payment.fundingId}.2`)).toEqual([]);
  });
});

describe('a failure', () => {
  const declined = async (code: string, more: Record<string, string> = {}) => {
    const known = await onFile();
    const payment = aPayment(known.payer);
    await page.pay(payment, { accountId: known.accountId, attempt: 1 });
    await move(await capture(payment), 5, { 'paymentProviderTransaction.status': code, ...more });
    return { ...known, payment };
  };

  it.each([
    ['SW057', '326'],
    ['SW051', '380'],
  ])('%s: the player logs in again, and the payment is completed, once', async (code, errorCode) => {
    const { payment, authorization } = await declined(code, { errorCode });
    expect(await stateOf(payment)).toEqual({ kind: 'refresh-needed' });
    const login = await page.refresh(payment.fundingId, BACK);
    expect(login?.data).toMatchObject({
      paymentType: 'Verification',
      authToken: 'new',
      transactionId: authorization.transactionId,
    });
    const verified = trustly.authorize(login?.data['merchantReference'] ?? '', {
      bank: 'Demo Bank',
      digits: '3254',
      token: 'x',
    });
    const event = eventOf(verified, {
      eventType: 'Authorize',
      paymentType: '5',
      parentObjectId: authorization.transactionId,
      splitToken: 'the-new-token',
    });
    expect([
      await tell(bridge.url, event),
      await tell(bridge.url, { ...event, eventId: `${event['eventId']}9` }),
    ]).toEqual([200, 200]);
    const second = await capture(payment, 2);
    expect(trustly.calls.findLast(({ path }) => path.endsWith('/capture'))?.fields).toMatchObject({
      splitToken: 'the-new-token',
    });
    await move(second, 4);
    await reaches(payment, { kind: 'added' });
    expect(trustly.of(`${payment.fundingId}.3`)).toEqual([]);
  });

  it.each(['SW054', 'SW055', 'SW056'])(
    '%s: the account is forgotten, and another is offered',
    async (code) => {
      const { payment, payer } = await declined(code);
      expect(await stateOf(payment)).toMatchObject({ kind: 'declined', mayTryAgain: false, attempt: 2 });
      expect(await page.accountsOf(payer)).toEqual([]);
      const login = await page.begin(payment, BACK);
      expect(login?.data).toMatchObject({ merchantReference: `${payment.fundingId}.b2` });
      expect(
        await tell(bridge.url, chooseAccount(trustly, login, { token: `other-${++numbers}` }).event),
      ).toBe(200);
      await move(await capture(payment, 2), 4);
      await reaches(payment, { kind: 'added' });
    },
  );

  it("SW055 with TeleCheck's code shows the text of the law with its reference", async () => {
    const { payment } = await declined('SW055', { errorCode: '390', thirdPartyDeclineCode: 'TC-4711' });
    const state = await stateOf(payment);
    expect(state).toMatchObject({ kind: 'adverse-action', attempt: 2 });
    expect(JSON.stringify(state)).toContain('Please reference TC-4711 when you call.');
  });

  it('SW052: the player may try again with the same account', async () => {
    const { payment, accountId } = await declined('SW052');
    expect(await stateOf(payment)).toMatchObject({ kind: 'declined', mayTryAgain: true, attempt: 2 });
    await page.pay(payment, { accountId, attempt: 2 });
    await move(await capture(payment, 2), 4);
    await reaches(payment, { kind: 'added' });
  });

  it('SW021: another account or amount is offered, and this account stays', async () => {
    const { payment, payer } = await declined('SW021');
    expect(await stateOf(payment)).toMatchObject({ kind: 'declined', mayTryAgain: false });
    expect(await page.accountsOf(payer)).toHaveLength(1);
  });
});

describe('an event', () => {
  it('with a wrong signature, of another merchant, or of an unknown kind changes nothing', async () => {
    const payment = aPayment();
    const { event } = chooseAccount(trustly, await page.begin(payment, BACK));
    const forged = await fetch(`${bridge.url}/trustly-on-file/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${btoa('access-id-1:bad')}`,
      },
      body: new URLSearchParams(event).toString(),
    });
    expect(forged.status).toBe(401);
    expect(await tell(bridge.url, { ...event, merchantId: 'another' })).toBe(403);
    expect(await tell(bridge.url, { ...event, eventId: `${event['eventId']}8`, transactionType: '99' })).toBe(
      200,
    );
    expect(await page.accountsOf(payment.payer)).toEqual([]);
    expect(trustly.of(`${payment.fundingId}.1`)).toEqual([]);
  });
});

function signedQuery(parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters).toString();
  const signature = sign(MERCHANT.accessKey, `${BACK.done}?${query}`, 'sha1');
  return `${query}&requestSignature=${encodeURIComponent(signature)}`;
}
