/** The page of a phone's accounts by requests: which code and which phone it is good for, and what of typed numbers is shown. */
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createHttpServer } from '../platform/http/server.ts';
import { createLog } from '../platform/log.ts';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { AccountNumbers, AccountOnFile, AccountPage, NumbersTold } from '../rails/account-page.ts';
import type { PayPage, Returned } from '../rails/pay-page.ts';
import type { CodeReading } from '../rails/rail-pages.ts';
import { Cards } from './cards.ts';
import { Passkeys } from './passkeys.ts';
import { PhoneKeys } from './phone-keys.ts';
import { phoneRoutes } from './phone-routes.ts';

const url = 'https://pay.casino.example';
const usd = (minor: number) => ({ minor, currency: 'USD' });
const keys = new PhoneKeys(new SecretKey(Buffer.alloc(32, 1)));
const CODES: Record<string, CodeReading> = { token: 'live', second: 'live', old: 'expired' };
const [OWNER, OTHER] = [keys.newPayer(), keys.newPayer()];
const ACCOUNT = {
  accountId: 'account-0123456789',
  bankName: 'Demo Bank',
  lastFour: '3254',
  use: 'pays',
} as const;
const LOGIN = {
  kind: 'script',
  script: 'https://trustly.example/trustly.js',
  data: { paymentType: 'Deferred' },
} as const;
const NUMBERS = { holder: 'Dana Q. Demo', routing: '021000021', number: '99887766554', kind: 'savings' };

const nothing = {} as Database;
const unused = async () => {
  throw new Error('not asked for');
};

/** What was asked of the rail. */
class Rail implements AccountPage {
  takesNumbers = true;
  told: NumbersTold = 'on-file';
  accounts: Record<string, AccountOnFile[]> = { [OWNER]: [ACCOUNT] };
  returned: Returned = { kind: 'not-signed' };
  readonly begun = new Set<string>();
  readonly sent = new Map<string, AccountNumbers>();

  accountsOf = async (payer: string) => this.accounts[payer] ?? [];
  begin = async (payer: string, reference: string) => void this.begun.add(`${payer} ${reference}`);
  isAtBank = async (payer: string, reference: string) => this.begun.has(`${payer} ${reference}`);
  login = async (payer: string, reference: string) =>
    this.begun.has(`${payer} ${reference}`) ? LOGIN : null;
  tellCode = async (payer: string, accountId: string) =>
    (this.accounts[payer] ?? []).some((one) => one.accountId === accountId && one.use === 'waits-for-code')
      ? LOGIN
      : null;
  tellNumbers = async (_payer: string, reference: string, numbers: AccountNumbers) => {
    if (this.sent.has(reference)) return this.told === 'asking' ? this.told : 'told-before';
    this.sent.set(reference, numbers);
    return this.told;
  };
  numbersTold = async (_payer: string, reference: string) => (this.sent.has(reference) ? this.told : null);
}

async function pages(rail: Rail, passkeys: 'no' | 'only' = 'no', log = createLog('silent')) {
  const app = createHttpServer(log, null, []);
  const payPage = { returned: async () => rail.returned } as Partial<PayPage> as PayPage;
  const database = { query: async () => ({ rows: [] }) } as unknown as Database;
  await app.register(
    phoneRoutes(
      {
        pages: { payPage, accountPage: rail, readCode: (_asset, token) => CODES[token] ?? 'not ours' },
        keys,
        passkeys: new Passkeys({ database, keys, rail: 'rail' }, { url, passkeys }),
        cards: new Cards({ database: nothing, keys, carded: { at: async () => null } }, false),
        machines: { oneOnFloor: unused },
        excluded: { at: async () => null },
        logins: { refused: () => 0 },
        casino: null,
      },
      { url, remembers: true, minAmount: usd(100), maxAmount: usd(100_000) },
      null,
    ),
  );
  const cookie = (payer: string) => `__Host-topper-phone=${keys.cookieOf(payer)}~en`;
  return {
    get: async (path: string, payer: string) => app.inject({ url: path, headers: { cookie: cookie(payer) } }),
    postJson: async (path: string, payer: string, payload: string) =>
      app.inject({
        method: 'POST',
        url: path,
        headers: { cookie: cookie(payer), origin: url, 'content-type': 'application/json' },
        payload,
      }),
    post: async (path: string, payer: string, form: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: path,
        headers: {
          cookie: cookie(payer),
          origin: url,
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams(form).toString(),
      }),
  };
}
const ticketOf = (body: string) => /name="ticket" value="([^"]+)"/.exec(body)?.[1] ?? '';

it('lists the accounts of the phone that asks, whoever has taken a picture of the code', async () => {
  const { get } = await pages(new Rail());
  expect((await get('/EGM-1/token/accounts', OWNER)).body).toContain('Demo Bank ••3254');
  const another = await get('/EGM-1/token/accounts', OTHER);
  expect(another.body).not.toContain('3254');
  expect(another.body).toContain('No account is on file on this phone.');
});

it('adds an account only by a code that is alive; what is on file is shown by an old one too', async () => {
  const { get } = await pages(new Rail());
  const old = await get('/EGM-1/old/accounts', OWNER);
  expect([old.statusCode, old.body.includes('Demo Bank ••3254'), ticketOf(old.body)]).toEqual([
    200,
    true,
    '',
  ]);
  expect((await get('/EGM-1/old/accounts/numbers', OWNER)).statusCode).toBe(410);
  expect((await get('/EGM-1/made-up/accounts', OWNER)).statusCode).toBe(404);
});

it('sends a phone to its bank once by a code, however often the form is sent, and no other phone', async () => {
  const rail = new Rail();
  const { get, post } = await pages(rail);
  const ticket = ticketOf((await get('/EGM-1/token/accounts', OWNER)).body);
  const sent = async (payer: string, path = '/EGM-1/token/accounts') =>
    (await post(path, payer, { ticket })).statusCode;
  expect([await sent(OWNER), await sent(OWNER), rail.begun.size]).toEqual([303, 303, 1]);
  expect([await sent(OTHER), await sent(OWNER, '/EGM-1/second/accounts'), rail.begun.size]).toEqual([
    403, 403, 1,
  ]);
  expect((await get('/EGM-1/token/accounts/bank', OWNER)).body).toContain('data-login');
  expect((await get('/EGM-1/token/accounts/bank', OTHER)).headers.location).toBe('/EGM-1/token/accounts');
});

it('leads back from the bank only the browser that was sent there, and waits for nobody else', async () => {
  const rail = new Rail();
  rail.accounts = {};
  const { get, post } = await pages(rail);
  const accounts = '/EGM-1/token/accounts';
  await post(accounts, OWNER, { ticket: ticketOf((await get(accounts, OWNER)).body) });
  const back = { kind: 'returned', fundingId: null, isAuthorized: true } as const;
  rail.returned = { ...back, isOfPayer: true };
  const { location } = (await get(`${accounts}/returned?x`, OWNER)).headers;
  const waits = async (payer: string) => (await get(String(location), payer)).headers['refresh'];
  expect([location, await waits(OWNER), await waits(OTHER)]).toEqual([
    `${accounts}?from=bank`,
    '2',
    undefined,
  ]);
  rail.returned = { ...back, isOfPayer: false };
  expect((await get(`${accounts}/returned?x`, OTHER)).body).toContain('Not added');
});

it('adds nothing on a phone whose accounts nothing opens', async () => {
  const { get } = await pages(new Rail(), 'only');
  const { body } = await get('/EGM-1/token/accounts', OWNER);
  expect([body.includes('••3254'), ticketOf(body)]).toEqual([true, '']);
  expect((await get('/EGM-1/token/accounts/numbers', OWNER)).headers.location).toBe('/EGM-1/token/accounts');
});

it('says of an account that waits for its code what to do and when, and opens the rail for it', async () => {
  const rail = new Rail();
  rail.accounts = { [OWNER]: [{ ...ACCOUNT, use: 'waits-for-code' }] };
  const { get, post } = await pages(rail);
  const { body } = await get('/EGM-1/old/accounts', OWNER);
  expect(body).toContain('code of three letters');
  const address = /action="([^"]+\/code\/[^"]+)"/.exec(body)?.[1] ?? '';
  const ticket = ticketOf(body);
  expect((await post(address, OWNER, { ticket })).body).toContain('data-login');
  expect((await post(address, OTHER, { ticket })).statusCode).toBe(403);
  expect((await post(address, OWNER, { ticket: 'made up' })).statusCode).toBe(403);
  // A link that somebody is brought to open writes nothing, and asks the rail nothing.
  expect((await get(address, OWNER)).statusCode).toBe(404);
});

it('sends the numbers of an account on once by a code, whatever is typed the second time', async () => {
  const rail = new Rail();
  const { get, post } = await pages(rail);
  const path = '/EGM-1/token/accounts/numbers';
  const ticket = ticketOf((await get(path, OWNER)).body);
  const first = await post(path, OWNER, { ...NUMBERS, ticket });
  const second = await post(path, OWNER, { ...NUMBERS, number: '11223344', ticket });
  const accounts = '/EGM-1/token/accounts';
  expect([first.headers.location, second.headers.location]).toEqual([
    `${accounts}?from=numbers`,
    `${accounts}?from=told-before`,
  ]);
  const { body } = await get(`${accounts}?from=told-before`, OWNER);
  expect(body).toContain('this one was not sent');
  expect(body).not.toContain('The account is on file.');
  expect([...rail.sent.values()].map(({ accountNumber }) => accountNumber)).toEqual([NUMBERS.number]);
  expect((await post(path, OTHER, { ...NUMBERS, ticket })).statusCode).toBe(403);
});

it.each([
  ['holder', { holder: ' ' }],
  ['routing', { routing: '021000022' }],
  ['number', { number: '998877665544332211' }],
  ['kind', { kind: 'business' }],
])('shows no number that was typed, also where the %s is wrong [no-personal-data]', async (_field, wrong) => {
  const rail = new Rail();
  const { get, post } = await pages(rail);
  const path = '/EGM-1/token/accounts/numbers';
  const form = await get(path, OWNER);
  expect(form.body.match(/autocomplete="off"/g)?.length).toBe(4);
  const { statusCode, body } = await post(path, OWNER, { ...NUMBERS, ...wrong, ticket: ticketOf(form.body) });
  expect([statusCode, rail.sent.size]).toEqual([400, 0]);
  for (const typed of Object.values({ ...NUMBERS, ...wrong }))
    if (typed.trim() !== '' && typed !== 'savings') expect(body).not.toContain(typed);
});

it('says what became of numbers whose answer was lost, and never to send them again', async () => {
  const rail = new Rail();
  const { get, post } = await pages(rail);
  const path = '/EGM-1/token/accounts/numbers';
  const ticket = ticketOf((await get(path, OWNER)).body);
  rail.told = 'asking';
  const sent = await post(path, OWNER, { ...NUMBERS, ticket });
  const asking = await get(String(sent.headers.location), OWNER);
  expect([asking.headers['refresh'], ticketOf(asking.body)]).toEqual(['2', '']);
  expect(asking.body).toContain('Do not send it again');
  rail.told = 'not-on-file';
  expect((await get(String(sent.headers.location), OWNER)).body).toContain('The account is not on file');
});

it('reads no body but that of a form, and nothing of it is in the answer or in the log [no-personal-data]', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const { postJson } = await pages(new Rail(), 'no', log);
  for (const body of ['{"number": 55443322110 Secretname', '"Secretname 55443322110"']) {
    const answer = await postJson('/EGM-1/token/accounts/numbers', OWNER, body);
    expect(answer.statusCode).toBe(404);
    expect(`${answer.body}\n${lines.join('\n')}`).not.toMatch(/Secretname|55443322110/);
  }
});

it('knows no numbers where the casino has not switched them on', async () => {
  const rail = new Rail();
  rail.takesNumbers = false;
  const { get, post } = await pages(rail);
  const list = await get('/EGM-1/token/accounts', OWNER);
  expect(list.body).not.toContain('/numbers');
  const path = '/EGM-1/token/accounts/numbers';
  expect((await get(path, OWNER)).statusCode).toBe(404);
  expect((await post(path, OWNER, { ...NUMBERS, ticket: ticketOf(list.body) })).statusCode).toBe(404);
  expect(rail.sent.size).toBe(0);
});
