/**
 * Payments from an account on file, in a real bridge against the sandbox: from the player's tap to the meter, once
 * [exactly-once], or back.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import type { ComposeRails } from '../../bridge/app/rails.ts';
import type { Card } from '../../bridge/ledger/cards.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { CAPTURE_TIMES, type CaptureTimes } from '../../bridge/rails/trustly-on-file/capture-worker.ts';
import { PageCodes } from '../../bridge/rails/page-codes.ts';
import { trustlyOnFile } from '../../bridge/rails/trustly-on-file/rail.ts';
import type { PagePayment, PayPage, PayState } from '../../bridge/rails/pay-page.ts';
import { fromDecimal, type Money } from '../../protocol/money.ts';
import { BridgeSite, operator } from '../support/bridge/bridge-site.ts';
import { TestCabinet } from '../support/bridge/test-cabinet.ts';
import { READY_CABINET, type TestKiosk } from '../support/bridge/test-kiosk.ts';
import { eventOf, tell } from '../support/rails/on-file-phone.ts';
import { OnFileTrustly, type BankLogin } from '../support/rails/on-file-trustly.ts';

const BACK = {
  done: 'https://casino.example/pay/done',
  cancelled: 'https://casino.example/pay/cancelled',
  ip: '127.0.0.1',
  language: 'en',
};
const DAY_MS = 86_400_000;
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
let takesProcessed = false;
let site: BridgeSite;
let trustly: OnFileTrustly;
let bridge: Bridge;
let kiosk: TestKiosk;
let page: PayPage;
let asset: string;
let numbers = 0;

const withOnFile: ComposeRails = (settings, { ...ports }) => {
  const codes = new PageCodes(ports.secretKey, { base: 'https://pay.casino.example', lifetimeMs: 60_000 });
  const rail = trustlyOnFile(
    {
      merchant: trustly.merchant,
      currency: settings.currency,
      notificationUrl: null,
      signedWith: 'sha1',
      takesProcessed,
      paysOutInstantly: true,
      addsAs: 'Deferred',
      takesNumbers: true,
    },
    { ...ports, codes },
    times,
  );
  page = rail.pages.payPage;
  return [rail];
};

beforeAll(async () => {
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileTrustly.start()]);
  await restart(TIMES);
});
beforeEach(async () => {
  await trustly.behave();
  asset = `EGM-F${++numbers}`;
  kiosk = await site.kiosk(bridge, asset);
  kiosk.creditEverything();
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await trustly.stop();
  await site.close();
  expect(disagreements).toEqual([]);
});

async function restart(next: CaptureTimes): Promise<void> {
  times = next;
  trustly.bridgeUrl = null;
  await site.clear();
  bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '2000' }, withOnFile);
  trustly.bridgeUrl = bridge.url;
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
const captureOf = async ({ fundingId }: PagePayment, attempt = 1) => trustly.one(`${fundingId}.${attempt}`);
const captures = async ({ fundingId }: PagePayment, attempt = 1) => trustly.of(`${fundingId}.${attempt}`);
const aPlayer = (): BankLogin => ({ userName: `player${++numbers}` });
const logIn = async (payment: PagePayment, choice: BankLogin = aPlayer()) =>
  trustly.logIn(await page.begin(payment, BACK), choice);

/** The bridge has heard this of the machine. */
const isOnFloor = async (cabinet: object) =>
  expect
    .poll(async () => site.sql('SELECT cabinet FROM links WHERE asset = $1', [asset]))
    .toMatchObject([{ cabinet }]);

/** The browser of the payment's phone comes back from the bank. */
const comesBack = async ({ payer }: PagePayment, { search }: URL) =>
  page.returned(BACK.done, search.slice(1), payer);

/** A player whose account is on file after a first payment. */
async function onFile(choice: BankLogin = aPlayer()) {
  const first = aPayment();
  await trustly.behave();
  const redirect = await logIn(first, choice);
  await reaches(first, { kind: 'added' });
  await comesBack(first, redirect);
  const [account] = await page.accountsOf(first.payer);
  if (!account) throw new Error('no account on file');
  const authorizationId = redirect.searchParams.get('transactionId') ?? '';
  return { payer: first.payer, accountId: account.accountId, authorizationId };
}

/** One tap of a player who is known. */
async function tapped() {
  const known = await onFile();
  const payment = aPayment(known.payer);
  await page.pay(payment, { accountId: known.accountId, attempt: 1 });
  return { ...known, payment };
}

/** In minor units: what Trustly took for a payment, what of it went back, and what is on the machine. */
async function moneyOf({ fundingId }: PagePayment) {
  const taken = (await trustly.calls.transactions()).filter(
    ({ type, status, merchantReference }) =>
      type === 'Capture' && !isOver(status) && merchantReference.startsWith(`${fundingId}.`),
  );
  const sum = (amounts: readonly string[]) =>
    amounts.reduce((all, amount) => all + fromDecimal(amount, 'USD').minor, 0);
  const rows = await site.sql<{ minor: number }>(
    `SELECT credited_minor::int AS minor FROM transfers WHERE funding_id = $1 AND status = 'CREDITED'`,
    [fundingId],
  );
  return {
    captured: sum(taken.map(({ amount }) => amount)),
    refunded: sum(taken.map(({ refunded }) => refunded)),
    credited: rows[0]?.minor ?? 0,
  };
}
const isOver = (status: string) => ['Canceled', 'Denied', 'Failed', 'Reversed'].includes(status);

async function openAlarms(): Promise<unknown[]> {
  return site.sql('SELECT kind, subject FROM rail_alarms WHERE ended_at IS NULL ORDER BY alarm_id');
}

describe('the first payment', () => {
  it('goes from the bank login to the meter, and the account is on file', async () => {
    await trustly.behave({ heldAt: 'Pending' });
    const payment = aPayment();
    const login = await page.begin(payment, BACK);
    expect(await page.begin(payment, BACK)).toEqual(login);
    expect(await stateOf(payment)).toEqual({ kind: 'waiting-for-bank', attempt: 1 });
    const redirect = await trustly.logIn(login, aPlayer());
    expect(redirect.href.startsWith(`${BACK.done}?`)).toBe(true);
    expect(await captureOf(payment)).toMatchObject({
      originalTransactionId: redirect.searchParams.get('transactionId'),
      amount: '20.00',
    });
    expect(await stateOf(payment)).toEqual({ kind: 'capturing' });
    await trustly.behave();
    await reaches(payment, { kind: 'added', credited: payment.amount });
    expect(await page.accountsOf(payment.payer)).toEqual([]);
    await comesBack(payment, redirect);
    expect(await page.accountsOf(payment.payer)).toMatchObject([
      { bankName: 'Demo Bank', lastFour: expect.stringMatching(/^[0-9]{4}$/) as string },
    ]);
  });

  it('leaves no split token in the clear, nor in what is kept of the event [secrets-kept]', async () => {
    const { authorizationId } = await onFile();
    const tables = ['inbox', 'on_file_accounts', 'audit', 'capture_attempts', 'rail_accounts'];
    const rows = await Promise.all(
      tables.map((table) => site.sql(`SELECT to_jsonb(t)::text AS row FROM ${table} t`)),
    );
    const kept = rows.flat().map(({ row }) => String(row));
    expect(kept.some((row) => row.includes(authorizationId))).toBe(true);
    expect(kept.filter((row) => row.includes('splitToken'))).toEqual([]);
    const [sealed] = await site.sql(
      'SELECT sealed_split_token AS token FROM on_file_accounts WHERE authorization_id = $1',
      [authorizationId],
    );
    expect(sealed?.['token']).toBeInstanceOf(Buffer);
  });

  it('goes on without the event of the bank login, when the browser comes back', async () => {
    await trustly.behave({ events: 'lost', missingSplitToken: 'accepted' });
    const payment = aPayment();
    const { search } = await logIn(payment);
    const query = search.slice(1);
    expect(await page.returned(BACK.done, query.replace('status=2', 'status=3'), payment.payer)).toEqual({
      kind: 'not-signed',
    });
    expect(await stateOf(payment)).toMatchObject({ kind: 'waiting-for-bank' });
    await trustly.behave({ missingSplitToken: 'accepted' });
    expect(await page.returned(BACK.done, query, payment.payer)).toEqual({
      kind: 'returned',
      fundingId: payment.fundingId,
      isAuthorized: true,
      isOfPayer: true,
    });
    await reaches(payment, { kind: 'added' });
  });

  it('goes on where the event is lost and the browser does not come back: Trustly is asked', async () => {
    await trustly.behave({ events: 'lost', missingSplitToken: 'accepted' });
    const payment = aPayment();
    await logIn(payment);
    await trustly.behave({ missingSplitToken: 'accepted' });
    expect(await stateOf(payment)).toMatchObject({ kind: 'waiting-for-bank' });
    // Half a minute at the bank.
    await site.sql(
      `SET session_replication_role = replica; UPDATE bank_logins SET begun_at = begun_at - interval '30 seconds'`,
    );
    expect(await page.begin(payment, BACK)).toBeNull();
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment)).toHaveLength(1);
  });

  it('asks for the bank login anew where Trustly takes nothing without the token that was lost', async () => {
    await trustly.behave({ events: 'lost' });
    const payment = aPayment();
    const player = aPlayer();
    const { search } = await logIn(payment, player);
    await trustly.behave();
    await page.returned(BACK.done, search.slice(1), payment.payer);
    await reaches(payment, { kind: 'refresh-needed' });
    await trustly.logIn(await page.refresh(payment.fundingId, BACK), player);
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment, 2)).toHaveLength(1);
  });

  it.each(['url', 'query'] as const)(
    'believes a redirect that is signed over the %s',
    async (redirectSignature) => {
      await trustly.behave({ redirectSignature });
      const payment = aPayment();
      const { search } = await logIn(payment);
      expect(await page.returned(BACK.done, search.slice(1), payment.payer)).toMatchObject({
        kind: 'returned',
      });
      await reaches(payment, { kind: 'added' });
    },
  );

  it('of a player who leaves the bank takes nothing, and may be tried again', async () => {
    const payment = aPayment();
    const redirect = await logIn(payment, { passPhrase: 'AccountLocked' });
    expect(redirect.href.startsWith(`${BACK.cancelled}?`)).toBe(true);
    expect(await page.returned(BACK.cancelled, redirect.search.slice(1), payment.payer)).toMatchObject({
      isAuthorized: false,
    });
    await logIn(payment);
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment)).toHaveLength(1);
  });
});

it('an account is offered to no phone but the one that came back from the bank with it [checked-at-the-door]', async () => {
  const payment = aPayment();
  const stranger = aPayment();
  // Somebody is brought to log in at the bank for the payment of another's phone.
  const redirect = await logIn(payment);
  await reaches(payment, { kind: 'added' });
  await page.returned(BACK.done, redirect.search.slice(1), stranger.payer);
  await page.returned(BACK.done, redirect.search.slice(1), null);
  expect(await page.accountsOf(payment.payer)).toEqual([]);
  expect(await page.accountsOf(stranger.payer)).toEqual([]);
  const [account] = await site.sql<{ id: string }>(
    'SELECT account_id AS id FROM on_file_accounts WHERE payer = $1',
    [payment.payer],
  );
  const next = aPayment(payment.payer);
  expect(await page.pay(next, { accountId: account?.id ?? '', attempt: 1 })).toMatchObject({
    kind: 'choose-bank',
  });
  expect(await captures(next)).toEqual([]);
});

describe('one tap', () => {
  it('pays from the account on file, once, however often it is tapped', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await trustly.behave({ heldAt: 'Pending' });
    const taps = await Promise.all([1, 2, 3].map(async () => page.pay(payment, { accountId, attempt: 1 })));
    for (const state of taps) expect(state).toEqual({ kind: 'capturing' });
    await captureOf(payment);
    await trustly.behave();
    await reaches(payment, { kind: 'added' });
    expect(await page.pay(payment, { accountId, attempt: 1 })).toMatchObject({ kind: 'added' });
    expect(await captures(payment)).toHaveLength(1);
    expect(kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(2);
  });

  it('beyond the daily limit of the account takes nothing at the bank [atomic-limits]', async () => {
    const { payer, accountId } = await onFile({ ...aPlayer(), passPhrase: 'Balance5000' });
    const large = { ...aPayment(payer), amount: { minor: 97_000, currency: 'USD' } };
    await page.pay(large, { accountId, attempt: 1 });
    await reaches(large, { kind: 'added' });
    const payment = aPayment(payer);
    await page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined', mayTryAgain: false });
    expect(JSON.stringify(await stateOf(payment))).toContain('daily limit');
    expect(await captures(payment)).toEqual([]);
    const within = { ...aPayment(payer), amount: { minor: 1_000, currency: 'USD' } };
    await page.pay(within, { accountId, attempt: 1 });
    await reaches(within, { kind: 'added' });
  });

  it('takes nothing from an account that is on an exclusion list, and offers nothing else [excluded-stays-out]', async () => {
    const { payer, accountId } = await onFile();
    await site.sql(
      `INSERT INTO exclusions (source, kind, subject, added_by)
       SELECT 'test', 'account', account, 'test' FROM on_file_accounts WHERE account_id = $1`,
      [accountId],
    );
    const payment = aPayment(payer);
    await page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, { kind: 'not-taken-here' });
    expect(JSON.stringify(await stateOf(payment))).not.toMatch(/exclu|list|limit/i);
    expect(await captures(payment)).toEqual([]);
  });

  it('takes nothing at the bank while the machine cannot be credited, and is paid when it can', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, conditions: ['DOOR_OPEN'] } });
    await isOnFloor({ conditions: ['DOOR_OPEN'] });
    await page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined', mayTryAgain: true });
    expect(await captures(payment)).toEqual([]);
    kiosk.send({ type: 'cabinet', status: READY_CABINET });
    await isOnFloor({ conditions: [] });
    await page.pay(payment, { accountId, attempt: 2 });
    await reaches(payment, { kind: 'added' });
  });

  it('takes nothing at the bank where the machine does not take the amount', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, maxTransfer: 1_000 } });
    await isOnFloor({ maxTransfer: 1_000 });
    await page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined', mayTryAgain: false });
    expect(await captures(payment)).toEqual([]);
  });

  it('is refused with another amount, and takes nothing from an account of somebody else', async () => {
    const { payment, accountId } = await tapped();
    await expect(
      page.pay({ ...payment, amount: { minor: 1, currency: 'USD' } }, { accountId, attempt: 1 }),
    ).rejects.toThrow('another content');
    const stranger = aPayment();
    expect(await page.pay(stranger, { accountId, attempt: 1 })).toEqual({ kind: 'choose-bank', attempt: 1 });
    await reaches(payment, { kind: 'added' });
  });

  it('from an account of another phone takes money only while the card of this very player opens it', async () => {
    const [{ payer, accountId }, another] = [await onFile(), await onFile()];
    const digests = new Digests(Buffer.alloc(32));
    const [player, stranger] = [digests.player('a'), digests.player('b')];
    const confirmed = 'INSERT INTO cards (player, payer, proof) VALUES ($1, $2, $3)';
    await site.sql(confirmed, [player, payer, '0'.repeat(64)]);
    await site.sql(confirmed, [stranger, another.payer, '0'.repeat(64)]);
    const payment = aPayment();
    const right = { player, payer };
    const tap = async (card: Card) => page.pay(payment, { accountId, attempt: 1, card });
    for (const card of [
      { player: stranger, payer },
      { player: stranger, payer: another.payer },
      { player, payer: another.payer },
    ])
      expect(await tap(card)).toEqual({ kind: 'choose-bank', attempt: 1 });
    await tap(right);
    await reaches(payment, { kind: 'added' });
    await page.forget(payer, accountId);
    expect(await site.sql('SELECT 1 FROM cards WHERE payer = $1', [payer])).toEqual([]);
    const next = aPayment();
    await page.pay(next, { accountId, attempt: 1, card: right });
    expect(await page.stateOf(next.fundingId)).toEqual({ kind: 'choose-bank', attempt: 1 });
  });

  it('with a token that was put in from another account asks the bank for nothing, and says so at once [secrets-kept]', async () => {
    const [mine, other] = [await onFile(), await onFile()];
    await site.sql(
      `UPDATE on_file_accounts SET sealed_split_token = (SELECT sealed_split_token FROM on_file_accounts WHERE account_id = $2)
       WHERE account_id = $1`,
      [mine.accountId, other.accountId],
    );
    const payment = aPayment(mine.payer);
    await page.pay(payment, { accountId: mine.accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined' });
    expect(await captures(payment)).toEqual([]);
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

  it('of which the consent was taken back takes nothing', async () => {
    const { payer, authorizationId } = await onFile();
    await trustly.move(authorizationId, 'consent revoked');
    await expect.poll(() => page.accountsOf(payer)).toEqual([]);
  });

  it('is not possible where the consent was taken back before the account was heard of', async () => {
    const payment = aPayment();
    await trustly.behave({ events: 'late' });
    const redirect = await logIn(payment);
    const authorizationId = redirect.searchParams.get('transactionId') ?? '';
    await trustly.behave();
    await trustly.move(authorizationId, 'consent revoked');
    await expect
      .poll(() => site.sql('SELECT 1 FROM on_file_accounts WHERE authorization_id = $1', [authorizationId]))
      .toHaveLength(1);
    await trustly.calls.forward(2 * DAY_MS);
    await trustly.allTold();
    expect(await page.accountsOf(payment.payer)).toEqual([]);
    expect(await captures(payment)).toEqual([]);
  });
});

describe('a capture', () => {
  it.each(['lost', 'slow', 'unavailable', 'down', 'garbage'] as const)(
    'is taken once, where the API is %s and then well',
    async (api) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await trustly.behave({ api, slowMs: 700 });
      await page.pay(payment, { accountId, attempt: 1 });
      // Where only the answers to orders are lost, it may be found and completed by the first try already.
      const met = `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND (tries > 1 OR state = 'COMPLETED')`;
      await expect.poll(() => site.sql(met, [payment.fundingId])).toHaveLength(1);
      await trustly.behave();
      await reaches(payment, { kind: 'added' });
      expect(await captures(payment)).toHaveLength(1);
    },
  );

  it.each(['repeated', 'outOfOrder', 'forged'] as const)(
    'of which the events come %s is credited once',
    async (events) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await trustly.behave({ events });
      await page.pay(payment, { accountId, attempt: 1 });
      await reaches(payment, { kind: 'added' });
      await trustly.behave();
      await trustly.calls.forward(2 * DAY_MS);
      await trustly.allTold();
      expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
      expect(kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(2);
    },
  );

  it('whose machine cannot take it goes back to the account [money-has-a-home]', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await trustly.behave({ heldAt: 'Pending' });
    await page.pay(payment, { accountId, attempt: 1 });
    await captureOf(payment);
    kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, conditions: ['DOOR_OPEN'] } });
    await isOnFloor({ conditions: ['DOOR_OPEN'] });
    await trustly.behave();
    await reaches(payment, { kind: 'going-back', by: 'bank' });
    const { transactionId } = await captureOf(payment);
    const refund = await trustly.one(`refund-${payment.fundingId}`);
    expect(refund).toMatchObject({ amount: '20.00', originalTransactionId: transactionId });
    const before = await openAlarms();
    await trustly.calls.forward(7 * DAY_MS);
    await expect.poll(() => captureOf(payment)).toMatchObject({ status: 'Refunded', refunded: '20.00' });
    await trustly.allTold();
    expect(await openAlarms()).toEqual(before);
    const amount = { minor: 2_000, currency: 'USD' };
    expect(await onFloor(payment)).toEqual([null, { state: 'DONE', amount }]);
    await trustly.move(refund.transactionId, 'Reversed');
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
  });

  it('of which the machine takes a part, and Trustly does not give back the rest, asks for an attendant', async () => {
    const half = new (class extends TestCabinet {
      protected override takes({ minor, currency }: Money) {
        return { outcome: 'credited', amount: { minor: Math.floor(minor / 2), currency } } as const;
      }
    })();
    const { payer, accountId } = await onFile();
    kiosk.playAgainst(half);
    // Trustly takes no amount below 0.99.
    const payment = { ...aPayment(payer), amount: { minor: 101, currency: 'USD' } };
    await page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, {
      kind: 'added-in-part',
      credited: { minor: 50, currency: 'USD' },
      by: 'attendant',
    });
    expect(await moneyOf(payment)).toEqual({ captured: 101, refunded: 0, credited: 50 });
    expect(await openAlarms()).toContainEqual({
      kind: 'REFUND_REFUSED',
      subject: `refund-${payment.fundingId}`,
    });
  });

  it('that is reversed days later is an alarm, and the machine is not touched', async () => {
    const { payment } = await tapped();
    await reaches(payment, { kind: 'added' });
    const before = await openAlarms();
    await trustly.calls.forward(3 * DAY_MS);
    await trustly.behave({ events: 'repeated' });
    await trustly.move((await captureOf(payment)).transactionId, 'Reversed', {
      providerStatus: 'AC114',
      reasonCode: 'R02',
    });
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
    await trustly.allTold();
    expect((await openAlarms()).length).toBe(before.length + 1);
    expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
    expect(await onFloor(payment)).toEqual([{ minor: 2_000, currency: 'USD' }, null]);
  });

  /** What programs of the systems team are told of what went back. */
  async function onFloor({ fundingId }: PagePayment): Promise<unknown[]> {
    const rows = (await (await operator(bridge.url, 'GET', '/floor/fundings')).json()) as {
      fundingId: string;
      reversed: unknown;
      refund: unknown;
    }[];
    return rows.filter((row) => row.fundingId === fundingId).flatMap((row) => [row.reversed, row.refund]);
  }
});

describe('a capture of which nothing is told', () => {
  beforeAll(() => restart({ ...TIMES, silenceMs: 300 }));
  afterAll(() => restart(TIMES));

  it.each(['lost', 'late', 'wrongSignature'] as const)(
    'is found by asking, where its events are %s, and credited once when they come',
    async (events) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await trustly.behave({ events });
      await page.pay(payment, { accountId, attempt: 1 });
      await reaches(payment, { kind: 'added' });
      await trustly.behave();
      await trustly.calls.forward(2 * DAY_MS);
      for (const { eventId, transactionId } of await trustly.calls.events()) {
        if (transactionId === (await captureOf(payment)).transactionId)
          await trustly.calls.control('POST', `/events/${eventId}/send`, {});
      }
      await trustly.allTold();
      expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
      expect(await captures(payment, 2)).toEqual([]);
      expect(kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(2);
    },
  );

  it('is cancelled, and only then tried anew under another reference', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await trustly.behave({ heldAt: 'Pending' });
    await page.pay(payment, { accountId, attempt: 1 });
    await captureOf(payment, 2);
    await trustly.behave();
    expect(await captures(payment)).toMatchObject([{ status: 'Canceled' }]);
    await reaches(payment, { kind: 'added' });
  });

  it('is waited for where it cannot be cancelled, and nothing else is tried', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await trustly.behave({ heldAt: 'Processed', events: 'lost' });
    await page.pay(payment, { accountId, attempt: 1 });
    const asked = async () =>
      site.sql(
        `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND cancel_asked_at IS NOT NULL AND tries > 4`,
        [payment.fundingId],
      );
    await expect.poll(asked).toHaveLength(1);
    expect(await captures(payment, 2)).toEqual([]);
    await trustly.behave();
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment, 2)).toEqual([]);
  });
});

describe('a capture that is not at Trustly', () => {
  beforeAll(() => restart({ ...TIMES, lostMs: 1_000 }));
  afterAll(() => restart(TIMES));

  it('is not given up before what left last had the time to arrive, though its account was forgotten', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await trustly.behave({ api: 'unavailable' });
    await page.pay(payment, { accountId, attempt: 1 });
    const sent = `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND state = 'SENT' AND tries > 1`;
    await expect.poll(() => site.sql(sent, [payment.fundingId])).toHaveLength(1);
    await page.forget(payer, accountId);
    await trustly.behave();
    await reaches(payment, { kind: 'declined' });
    const [given] = await site.sql(
      `SELECT a.at - c.sent_at >= interval '1 second' AS late FROM capture_attempts c JOIN audit a ON a.subject = c.funding_id
       WHERE c.funding_id = $1 AND a.event = 'capture.told' AND a.detail->>'state' = 'REFUSED'`,
      [payment.fundingId],
    );
    expect(given).toEqual({ late: true });
  });
});

describe('money that was taken twice for one payment', () => {
  beforeAll(() => restart({ ...TIMES, silenceMs: 300 }));
  afterAll(() => restart(TIMES));
  const onceOnTheMachine = { captured: 4_000, refunded: 2_000, credited: 2_000 };

  it.each([
    ['after', async (payment: PagePayment) => reaches(payment, { kind: 'added' })],
    ['before', async () => undefined],
  ] as const)(
    'goes back, where an attempt that was cancelled is completed %s the second one [money-has-a-home]',
    async (when, isThere) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await trustly.behave({ heldAt: 'Pending' });
      await page.pay(payment, { accountId, attempt: 1 });
      await captureOf(payment, 2);
      if (when === 'after') await trustly.behave();
      await isThere(payment);
      const before = await openAlarms();
      await trustly.move((await captureOf(payment)).transactionId, 'Completed');
      await trustly.behave();
      await expect.poll(() => moneyOf(payment)).toEqual(onceOnTheMachine);
      await trustly.allTold();
      await reaches(payment, { kind: 'added' });
      expect(await openAlarms()).toEqual(before);
    },
  );

  it('goes back, where Trustly has two captures under one reference', async () => {
    const { payer, accountId, authorizationId } = await onFile();
    const payment = aPayment(payer);
    await trustly.behave({ heldAt: 'Pending', missingSplitToken: 'accepted', events: 'repeated' });
    const before = await openAlarms();
    await page.pay(payment, { accountId, attempt: 1 });
    const { transactionId } = await captureOf(payment);
    await trustly.calls.post(`/transactions/${authorizationId}/capture`, {
      amount: '20.00',
      merchantReference: `${payment.fundingId}.1`,
    });
    await trustly.behave();
    await expect.poll(() => moneyOf(payment)).toEqual(onceOnTheMachine);
    await trustly.allTold();
    const second = (await captures(payment)).find((each) => each.transactionId !== transactionId);
    await trustly.calls.forward(7 * DAY_MS);
    await trustly.allTold();
    expect(await openAlarms()).toEqual(before);
    // The bank takes back what was given back already: a person has to know.
    await trustly.move(second?.transactionId ?? '', 'Reversed');
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
    expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
  });
});

describe('a capture that the casino takes as money when it is processed', () => {
  beforeAll(async () => {
    takesProcessed = true;
    await restart({ ...TIMES, silenceMs: 100 });
  });
  afterAll(async () => {
    takesProcessed = false;
    await restart(TIMES);
  });

  it('is added, said to be added, and not cancelled; when it is denied, a person is told', async () => {
    const { payer, accountId } = await onFile();
    const [payment, next] = [aPayment(payer), aPayment(payer)];
    await trustly.behave({ heldAt: 'Processed' });
    for (const each of [payment, next]) {
      await page.pay(each, { accountId, attempt: 1 });
      await reaches(each, { kind: 'added' });
    }
    const cancelled = await site.sql(
      'SELECT 1 FROM capture_attempts WHERE cancel_asked_at IS NOT NULL AND funding_id IN ($1, $2)',
      [payment.fundingId, next.fundingId],
    );
    expect(cancelled).toEqual([]);
    const before = await openAlarms();
    await trustly.move((await captureOf(payment)).transactionId, 'Denied');
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
  });
});

describe('a failure', () => {
  /** The first payment fails so. */
  const declined = async (choice: BankLogin): Promise<PagePayment> => {
    const payment = aPayment();
    const redirect = await logIn(payment, { ...aPlayer(), ...choice });
    await expect.poll(() => stateOf(payment)).not.toMatchObject({ kind: 'waiting-for-bank' });
    await comesBack(payment, redirect);
    return payment;
  };
  const USER = { userName: 'the same user' };

  it.each([
    ['ExpiredSplitToken', null],
    ['demo', 'SW051'],
    ['demo', 'SW057'],
  ])(
    '%s %s: the player logs in again, and the payment is completed, once',
    async (passPhrase, captureEnds) => {
      await trustly.behave({ captureEnds });
      const payment = await declined({ passPhrase, ...USER });
      await reaches(payment, { kind: 'refresh-needed' });
      await trustly.behave({ events: 'repeated' });
      const login = await page.refresh(payment.fundingId, BACK);
      expect(login).toMatchObject({ data: { paymentType: 'Verification', authToken: 'new' } });
      await trustly.logIn(login, USER);
      await reaches(payment, { kind: 'added' });
      await trustly.allTold();
      expect(await captures(payment, 2)).toHaveLength(1);
      expect(await captures(payment, 3)).toEqual([]);
    },
  );

  it.each([
    ['SW054', 0],
    ['SW056', 2],
  ])('%s: the account is forgotten, and another is offered', async (_code, account) => {
    const payment = await declined({ passPhrase: 'tckerror', account });
    await reaches(payment, { kind: 'declined', mayTryAgain: false, attempt: 2 });
    expect(await page.accountsOf(payment.payer)).toEqual([]);
    const login = await page.begin(payment, BACK);
    expect(login).toMatchObject({ data: { merchantReference: `${payment.fundingId}.b2` } });
    await trustly.logIn(login, aPlayer());
    await reaches(payment, { kind: 'added' });
  });

  it.each(['event', 'answer'] as const)(
    "SW055 with TeleCheck's code, told by the %s, shows the text of the law with its reference",
    async (declinesBy) => {
      await trustly.behave({ declinesBy });
      const payment = await declined({ passPhrase: 'tckerror', account: 1 });
      await reaches(payment, { kind: 'adverse-action', attempt: 2 });
      expect(JSON.stringify(await stateOf(payment))).toMatch(/Please reference \S+ when you call\./);
      expect(await page.accountsOf(payment.payer)).toEqual([]);
    },
  );

  it('SW057 of an account that is forgotten since: no login brings it back, and another is offered', async () => {
    await trustly.behave({ captureEnds: 'SW057' });
    const payment = await declined(USER);
    await reaches(payment, { kind: 'refresh-needed' });
    const [account] = await page.accountsOf(payment.payer);
    await page.forget(payment.payer, account?.accountId ?? '');
    await trustly.behave();
    expect(await stateOf(payment)).toMatchObject({ kind: 'declined', attempt: 2 });
    expect(await page.refresh(payment.fundingId, BACK)).toBeNull();
    await logIn(payment, USER);
    await reaches(payment, { kind: 'added' });
  });

  it('SW052: the player may try again with the same account', async () => {
    await trustly.behave({ captureEnds: 'SW052' });
    const payment = await declined({});
    await reaches(payment, { kind: 'declined', mayTryAgain: true, attempt: 2 });
    await trustly.behave();
    const [account] = await page.accountsOf(payment.payer);
    await page.pay(payment, { accountId: account?.accountId ?? '', attempt: 2 });
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment, 2)).toHaveLength(1);
  });

  it.each(['event', 'answer', 'error'] as const)(
    'SW021, told by the %s: another account or amount is offered, and this account stays',
    async (declinesBy) => {
      await trustly.behave({ declinesBy });
      const payment = await declined({ passPhrase: 'Balance5' });
      await reaches(payment, { kind: 'declined', mayTryAgain: false });
      expect(await page.accountsOf(payment.payer)).toHaveLength(1);
    },
  );
});

describe('an event', () => {
  it('of another merchant or of an unknown kind changes nothing', async () => {
    const payment = aPayment();
    await page.begin(payment, BACK);
    const transaction = {
      transactionId: '1002',
      transactionType: 1,
      merchantReference: payment.fundingId,
      status: 2,
    };
    const event = eventOf(transaction, { eventType: 'Authorize', splitToken: 'a-token' });
    expect(await tell(bridge.url, { ...event, merchantId: 'another' })).toBe(403);
    expect(await tell(bridge.url, { ...event, eventId: `${event['eventId']}8`, transactionType: '99' })).toBe(
      200,
    );
    expect(await page.accountsOf(payment.payer)).toEqual([]);
    expect(await captures(payment)).toEqual([]);
  });
});
