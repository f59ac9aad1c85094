/**
 * Accounts that are put on file without a payment: at a bank, by their numbers, and with the code of a small deposit. Inbox, outbox and
 * rail at a real ledger, against the sandbox.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../bridge/app/settings.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import type { AccountNumbers, AccountOnFile } from '../../bridge/rails/account-page.ts';
import type { AccountDigest } from '../../bridge/platform/secrets/digests.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { debitPayout } from '../support/rails/debited-payout.ts';
import { heardLog } from '../support/rails/heard-log.ts';
import { eventOf, tell as tellEvent } from '../support/rails/on-file-phone.ts';
import { OnFileTrustly } from '../support/rails/on-file-trustly.ts';
import { startOnFile } from '../support/rails/on-file-under-test.ts';

const BACK = {
  done: 'https://casino.example/accounts/returned',
  cancelled: 'https://casino.example/cancelled',
};
const AMOUNT = { minor: 2_500, currency: 'USD' };
const BROWSER = { ...BACK, ip: '192.0.2.1', language: 'en' };
const RAIL = 'trustly-on-file';
const { log, lines } = heardLog();

let site: BridgeSite;
let trustly: OnFileTrustly;
let database: Database;
let bridge: Awaited<ReturnType<typeof startOnFile>>;
let number = 0;
let payer: string;
let reference: string;

beforeAll(async () => {
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileTrustly.start()]);
  database = new Database(site.databaseUrl, { maxConnections: 8, onError: () => undefined });
  const settings = readSettings(site.environment({}));
  bridge = await startOnFile(settings, database, trustly.merchant.url, { log, addsAs: 'Retrieval' });
  trustly.bridgeUrl = bridge.url;
  await new Machines(database).enrol('EGM-A', null, 'tests');
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await bridge.stop();
  await database.end();
  await trustly.stop();
  await site.close();
  expect(disagreements).toEqual([]);
});
beforeEach(async () => {
  await trustly.behave();
  payer = `payer-0123456789-${++number}`;
  reference = `oa-${number}`;
});

/** No two accounts of these tests have the same. */
function newNumbers(changes: Partial<AccountNumbers> = {}): AccountNumbers {
  const accountNumber = String(9_988_776_600_000 + ++number);
  const nameOnAccount = 'Zuzanna Quixote';
  return { nameOnAccount, routingNumber: '124003116', accountNumber, kind: 'savings', ...changes };
}
const tell = async (numbers: AccountNumbers) => bridge.accountPage.tellNumbers(payer, reference, numbers);
const accounts = async () => bridge.accountPage.accountsOf(payer);
const named = async (): Promise<AccountOnFile> => {
  await expect.poll(async () => (await accounts()).map(({ use }) => use)).not.toContain('unnamed');
  const [account] = await accounts();
  if (account === undefined) throw new Error('no account is on file');
  return account;
};

/** One tap on an amount. @returns the reference under which Trustly would be asked for the money. */
async function pay({ accountId }: AccountOnFile): Promise<string> {
  const fundingId = `of-${++number}`;
  await bridge.payPage.pay({ fundingId, asset: 'EGM-A', amount: AMOUNT, payer }, { accountId, attempt: 1 });
  return `${fundingId}.1`;
}
const isOrdered = async (attempt: string) =>
  (await site.sql('SELECT 1 FROM capture_attempts WHERE reference = $1', [attempt])).length === 1;

/** Every row of every table, as somebody who stole a backup has them. */
async function everyRow(): Promise<string> {
  const tables = await site.sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const rows = tables.map(async ({ name }) =>
    JSON.stringify(await site.sql(`SELECT to_jsonb(t) FROM ${name} t`)),
  );
  return (await Promise.all(rows)).join('\n');
}

it('an account that a player puts on file at the bank is the one of the phone that came back, and pays by one tap', async () => {
  await bridge.accountPage.begin(payer, reference);
  const redirect = await trustly.logIn(await bridge.accountPage.login(payer, reference, BACK));
  const query = redirect.search.slice(1);
  const stranger = `payer-0123456789-${++number}`;
  expect(await bridge.payPage.returned(BACK.done, query, stranger)).toMatchObject({ isOfPayer: false });
  expect([await accounts(), await bridge.accountPage.accountsOf(stranger)]).toEqual([[], []]);
  const back = { kind: 'returned', fundingId: null, isAuthorized: true, isOfPayer: true };
  expect(await bridge.payPage.returned(BACK.done, query, payer)).toEqual(back);
  const account = await named();
  expect(account).toMatchObject({ bankName: 'Demo Bank', use: 'pays' });
  expect((await trustly.of(reference)).map(({ type }) => type)).toEqual(['Authorize']);
  await trustly.one(await pay(account));
});

it('the bank is opened for an account only where this phone has begun it, and not after it was passed', async () => {
  expect(await bridge.accountPage.login(payer, reference, BACK)).toBeNull();
  await bridge.accountPage.begin(payer, reference);
  expect(await bridge.accountPage.login(`${payer}-x`, reference, BACK)).toBeNull();
  const login = await bridge.accountPage.login(payer, reference, BACK);
  expect(login?.data).toMatchObject({
    paymentType: 'Retrieval',
    merchantReference: reference,
    amount: '0.00',
  });
  await trustly.logIn(login);
  // As if some seconds had passed.
  await site.sql(
    `SET session_replication_role = replica; UPDATE bank_logins SET begun_at = begun_at - interval '6 s' WHERE reference = '${reference}'`,
  );
  expect(await bridge.accountPage.login(payer, reference, BACK)).toBeNull();
});

it('an account that was told by its numbers is paid out to, and nothing is ever taken from it', async () => {
  const numbers = newNumbers();
  expect(await tell(numbers)).toBe('on-file');
  const account = await named();
  expect(account).toMatchObject({ lastFour: numbers.accountNumber.slice(-4), use: 'payouts-only' });
  expect(await bridge.payPage.accountsOf(payer)).toEqual([]);
  expect(await isOrdered(await pay(account))).toBe(false);
  const [known] = await site.sql<{ account: AccountDigest }>(
    'SELECT account FROM on_file_accounts WHERE account_id = $1',
    [account.accountId],
  );
  const to = { rail: RAIL, account: known?.account ?? ('' as AccountDigest) };
  const key = await database.transaction(async (tx) =>
    debitPayout(tx, `numbers-${number}`, 'EGM-A', AMOUNT, to),
  );
  const deposit = await trustly.one(key);
  const [authorized] = await trustly.of(reference);
  expect(deposit).toMatchObject({ type: 'Deposit', amount: '25.00' });
  expect(deposit.originalTransactionId).toBe(authorized?.transactionId);
  await trustly.move(deposit.transactionId, 'Completed');
  await expect
    .poll(() => site.sql('SELECT state FROM outbox WHERE business_key = $1', [key]))
    .toEqual([{ state: 'PAID' }]);
});

it('the numbers of an account and its name are in no row and no line, whatever becomes of them [no-personal-data]', async () => {
  const all: AccountNumbers[] = [];
  const say = async (changes: Partial<AccountNumbers> = {}) => {
    all.push(newNumbers(changes));
    reference = `oa-secret-${all.length}`;
    return tell(all.at(-1) ?? newNumbers());
  };
  const told = [await say(), await say({ routingNumber: '124003117' })];
  for (const api of ['lost', 'down', 'garbage', 'unavailable', 'refused'] as const) {
    await trustly.behave({ api, refusedWith: 375 });
    told.push(await say());
  }
  await trustly.behave();
  expect(told).toEqual(['on-file', 'not-on-file', 'on-file', 'asking', 'asking', 'asking', 'not-on-file']);
  const kept = `${await everyRow()}\n${lines.join('\n')}`;
  expect(kept).toContain('oa-secret-1');
  for (const { accountNumber, routingNumber, nameOnAccount } of all)
    for (const secret of [accountNumber, routingNumber, nameOnAccount, 'Quixote'])
      expect(kept).not.toContain(secret);
});

it('numbers are sent once, however often the form is, and whatever was typed the second time', async () => {
  const [first, second] = [newNumbers(), newNumbers()];
  const told = await Promise.all([tell(first), tell(first), tell(second)]);
  expect(told).toContain('on-file');
  expect(await tell(second)).toBe('told-before');
  expect(await trustly.of(reference)).toHaveLength(1);
  const { accountId } = await named();
  expect(await accounts()).toHaveLength(1);
  expect(await bridge.accountPage.numbersTold(payer, reference)).toBe('on-file');
  await bridge.payPage.forget(payer, accountId);
  expect(await bridge.accountPage.numbersTold(payer, reference)).toBeNull();
});

it('numbers whose answer was lost are asked about, and sent no second time', async () => {
  await trustly.behave({ api: 'down' });
  expect(await tell(newNumbers())).toBe('asking');
  await trustly.behave();
  expect(await tell(newNumbers())).toBe('asking');
  expect(await trustly.of(reference)).toEqual([]);
  expect(await bridge.accountPage.numbersTold(`${payer}-x`, reference)).toBeNull();
  await site.sql(
    `SET session_replication_role = replica; UPDATE bank_logins SET begun_at = begun_at - interval '30 s' WHERE reference = '${reference}'`,
  );
  expect(await bridge.accountPage.numbersTold(payer, reference)).toBe('not-on-file');
});

/** Trustly's event of a login, which says neither how the account was told nor whether it is the player's. */
async function tellSilently(of: string): Promise<void> {
  const { transactionId } = await trustly.one(of);
  const authorized = { transactionId, transactionType: 1, merchantReference: of, status: 2 };
  expect(await tellEvent(bridge.url, eventOf(authorized, { eventType: 'Authorize' }))).toBe(200);
}

it('an account of a login at the bank pays where the event does not say that it is verified, and the answer does', async () => {
  const fundingId = `of-${++number}`;
  await trustly.behave({ events: 'lost', missingSplitToken: 'accepted' });
  await trustly.logIn(
    await bridge.payPage.begin({ fundingId, asset: 'EGM-A', amount: AMOUNT, payer }, BROWSER),
  );
  await trustly.behave({ missingSplitToken: 'accepted' });
  await tellSilently(fundingId);
  await expect.poll(async () => (await trustly.of(`${fundingId}.1`))[0]?.status).toBe('Completed');
});

describe('an account whose numbers were typed at the bank', () => {
  const typed = () => ({ routingNumber: '124003116', accountNumber: newNumbers().accountNumber });
  const DAY_MS = 86_400_000;

  /** @returns the account that waits. */
  async function typedAtBank(): Promise<AccountOnFile> {
    await bridge.accountPage.begin(payer, reference);
    const login = await bridge.accountPage.login(payer, reference, BACK);
    const redirect = await trustly.logIn(login, { numbers: typed() });
    expect([...redirect.searchParams]).toEqual(
      expect.arrayContaining([
        ['payment.paymentProvider.type', '2'],
        ['payment.account.verified', 'false'],
      ]),
    );
    await bridge.payPage.returned(BACK.done, redirect.search.slice(1), payer);
    return named();
  }
  const depositCode = async () => (await trustly.of(reference))[0]?.depositCode ?? '';
  /** @returns whether the player came through. */
  async function tellCode({ accountId }: AccountOnFile, code: string): Promise<unknown> {
    const login = await bridge.accountPage.tellCode(payer, accountId, `${reference}-${++number}`, BACK);
    expect(login?.data).toMatchObject({ paymentType: 'Verification' });
    expect(login?.data).not.toHaveProperty('authToken');
    const { href, search } = await trustly.logIn(login, { code });
    const to = href.startsWith(BACK.done) ? BACK.done : BACK.cancelled;
    return bridge.payPage.returned(to, search.slice(1), payer);
  }

  it('waits for the code of its deposit, and pays when Trustly says that it is verified', async () => {
    const account = await typedAtBank();
    expect(account.use).toBe('waits-for-code');
    expect(await bridge.payPage.accountsOf(payer)).toEqual([]);
    expect(await isOrdered(await pay(account))).toBe(false);
    const code = await depositCode();
    expect(await tellCode(account, code)).toMatchObject({ isAuthorized: false });
    await trustly.calls.forward(4 * DAY_MS);
    expect(await tellCode(account, '???')).toMatchObject({ isAuthorized: false });
    expect((await named()).use).toBe('waits-for-code');
    expect(await tellCode(account, code)).toMatchObject({ isAuthorized: true });
    expect((await named()).use).toBe('pays');
    expect(await bridge.accountPage.tellCode(payer, account.accountId, `${reference}-x`, BACK)).toBeNull();
    const capture = await pay(account);
    await expect.poll(async () => (await trustly.one(capture)).status).toBe('Completed');
  });

  it('is not verified by an event that does not say it', async () => {
    await trustly.behave({ events: 'lost' });
    await bridge.accountPage.begin(payer, reference);
    const login = await bridge.accountPage.login(payer, reference, BACK);
    const { search } = await trustly.logIn(login, { numbers: typed() });
    await tellSilently(reference);
    await bridge.payPage.returned(BACK.done, search.slice(1), payer);
    const account = await named();
    expect(account.use).toBe('waits-for-code');
    expect(await isOrdered(await pay(account))).toBe(false);
  });

  it('is verified also where the event of it was lost, when the browser comes back', async () => {
    const account = await typedAtBank();
    await trustly.calls.forward(4 * DAY_MS);
    await trustly.behave({ events: 'lost' });
    await tellCode(account, await depositCode());
    expect((await named()).use).toBe('pays');
  });

  it('pays at once where the deposit is instant, and the player has told its code', async () => {
    await trustly.behave({ deposits: 'instant' });
    const fundingId = `of-${++number}`;
    const login = await bridge.payPage.begin({ fundingId, asset: 'EGM-A', amount: AMOUNT, payer }, BROWSER);
    await trustly.logIn(login, { numbers: typed() });
    await expect.poll(async () => (await trustly.of(`${fundingId}.1`))[0]?.status).toBe('Completed');
  });

  it('does not pay what was begun with it, and the page says so', async () => {
    const payment = { fundingId: `of-${++number}`, asset: 'EGM-A', amount: AMOUNT, payer };
    const redirect = await trustly.logIn(await bridge.payPage.begin(payment, BROWSER), { numbers: typed() });
    await bridge.payPage.returned(BACK.done, redirect.search.slice(1), payer);
    await expect.poll(() => bridge.payPage.stateOf(payment.fundingId)).toEqual({ kind: 'waiting-for-code' });
    expect(await trustly.of(`${payment.fundingId}.1`)).toEqual([]);
  });
});
