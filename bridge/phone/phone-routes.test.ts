/** What a browser is shown where the ledger is away or the casino has a brand. The rest: test/integration/phone-pages.test.ts. */
import { afterEach, expect, it, vi } from 'vitest';
import { createHttpServer } from '../platform/http/server.ts';
import { createLog } from '../platform/log.ts';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import type { MachineOnFloor } from '../ledger/machines.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { AccountPage } from '../rails/account-page.ts';
import type { PayPage } from '../rails/pay-page.ts';
import type { CodeReading } from '../rails/rail-pages.ts';
import { Cards } from './cards.ts';
import { Passkeys } from './passkeys.ts';
import { PhoneKeys } from './phone-keys.ts';
import { phoneRoutes } from './phone-routes.ts';

const url = 'https://pay.casino.example';
const usd = (minor: number) => ({ minor, currency: 'USD' });
const COLOURS = {
  ground: '#102030',
  text: '#ffffff',
  quiet: '#dddddd',
  accent: '#ffcc00',
  onAccent: '#000000',
  care: '#ff8800',
};
const keys = new PhoneKeys(new SecretKey(Buffer.alloc(32, 1)));

const CODES: Record<string, CodeReading> = { token: 'live', second: 'live', old: 'expired' };

const away = async () => {
  throw new Error('the ledger is away');
};
const AWAY: PayPage = {
  begin: away,
  refresh: away,
  pay: away,
  paymentOf: away,
  accountsOf: away,
  forget: away,
  stateOf: away,
  returned: away,
};

const NO_ACCOUNTS: AccountPage = {
  takesNumbers: false,
  accountsOf: away,
  begin: away,
  isAtBank: away,
  login: away,
  tellCode: away,
  tellNumbers: away,
  numbersTold: away,
};

/** Nothing is asked of it where there are no passkeys. */
const UNUSED = new Proxy({} as Database, {
  get() {
    throw new Error('the ledger is away');
  },
});

afterEach(() => {
  vi.useRealTimers();
});

const CABINET = {
  connection: 'ready',
  currency: 'USD',
  conditions: [],
  maxTransfer: 100_000,
  denomination: 1,
};
const MACHINE = { asset: 'EGM-1', enabled: true, link: { version: '1', cabinet: CABINET } };
const NOTHING_BEGUN: PayPage = { ...AWAY, paymentOf: async () => null, accountsOf: async () => [] };

async function pages(payPage: PayPage, casino: string | null = null) {
  const app = createHttpServer(createLog('silent'), null, []);
  const ports = {
    pages: {
      payPage,
      accountPage: NO_ACCOUNTS,
      readCode: (_asset: string, token: string) => CODES[token] ?? ('not ours' as const),
    },
    keys,
    passkeys: new Passkeys({ database: UNUSED, keys, rail: 'rail' }, { url, passkeys: 'no' }),
    cards: new Cards({ database: UNUSED, keys, carded: { at: async () => null } }, false),
    excluded: { at: async () => null },
    machines: { oneOnFloor: async () => MACHINE as unknown as MachineOnFloor },
    logins: { refused: () => 0 },
    casino,
  };
  const settings = { url, remembers: true, minAmount: usd(100), maxAmount: usd(100_000) };
  await app.register(phoneRoutes(ports, settings, casino === null ? null : COLOURS));
  return app;
}

it('a player who may have paid is never told to pay again, and is shown the way to the payment [where-the-money-is]', async () => {
  const app = await pages(AWAY);
  const payer = keys.newPayer();
  const fundingId = keys.fundingIdOf(payer, 'EGM-1', 'token');
  const cookie = `__Host-topper-phone=${keys.cookieOf(payer)}~en`;
  const payload = new URLSearchParams({
    ticket: keys.ticketFor(payer, fundingId, Date.now() + 60_000),
    from: 'account-0123456789',
    amount: '20.00',
    own: '',
  }).toString();
  const type = 'application/x-www-form-urlencoded';
  const sent = await app.inject({
    method: 'POST',
    url: '/EGM-1/token',
    headers: { cookie, origin: url, 'content-type': type },
    payload,
  });
  expect(sent.statusCode).toBe(500);
  expect(sent.body).toContain('do not pay again');
  expect(sent.body).toContain('href="/EGM-1/token/payment"');
  expect(sent.body).not.toContain('ledger');
  const looked = await app.inject({ url: '/EGM-1/token/payment', headers: { cookie } });
  expect([looked.statusCode, looked.headers['refresh']]).toEqual([500, '5']);
  await app.close();
});

it('too many pages at once are told to wait, and the one of a payment comes back by itself', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const app = await pages(NOTHING_BEGUN);
  const asked = async (url: string) => {
    const { statusCode, headers } = await app.inject({ url });
    return `${statusCode} ${String(headers['refresh'])}`;
  };
  const flood = async (url: string, most: number) => {
    const answers: string[] = [];
    while (answers.length <= most) answers.push(await asked(url));
    return [...new Set(answers)];
  };
  expect(await flood('/EGM-1/made-up/payment', 300)).toEqual(['303 undefined', '429 5']);
  expect(await asked('/')).toBe('429 undefined');
  expect(await asked('/-/style.css')).toBe('200 undefined');
  // Whoever has a code of ours is at a machine: nobody else at the same address takes its place.
  expect(await flood('/EGM-1/token/payment', 30)).toEqual(['303 undefined', '429 5']);
  expect(await asked('/EGM-1/second')).toBe('200 undefined');
  expect(await asked('/EGM-1/old')).toBe('410 undefined');
  await app.close();
});

it('a page that a wrong amount brings back lives no longer than the first one', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const app = await pages(NOTHING_BEGUN);
  const first = await app.inject({ url: '/EGM-1/token' });
  const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
  const ticketOf = (body: string) => /name="ticket" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const send = async (ticket: string) =>
    app.inject({
      method: 'POST',
      url: '/EGM-1/token',
      headers: { cookie, origin: url, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ticket, from: 'bank', amount: 'own', own: 'much' }).toString(),
    });
  vi.advanceTimersByTime(299_000);
  const again = await send(ticketOf(first.body));
  expect(again.statusCode).toBe(400);
  vi.advanceTimersByTime(2_000);
  expect((await send(ticketOf(again.body))).statusCode).toBe(403);
  await app.close();
});

it('who comes back from the bank in another browser is not asked to pay again [where-the-money-is]', async () => {
  const payer = keys.newPayer();
  const fundingId = keys.fundingIdOf(payer, 'EGM-1', 'token');
  const returned = async (_base: string, query: string) =>
    ({ kind: 'returned', fundingId, isAuthorized: query === 'yes', isOfPayer: true }) as const;
  const app = await pages({ ...NOTHING_BEGUN, returned });
  const backAs = async (from: string, query: string) => {
    const headers = { cookie: `__Host-topper-phone=${keys.cookieOf(from)}~es` };
    return (await app.inject({ url: `/EGM-1/token/returned?${query}`, headers })).headers.location;
  };
  expect(await backAs(payer, 'yes')).toBe('/EGM-1/token/payment?from=bank');
  const elsewhere = String(await backAs(keys.newPayer(), 'yes'));
  expect(elsewhere).toBe('/EGM-1/token/elsewhere');
  expect(await backAs(keys.newPayer(), 'no')).toBe('/EGM-1/token/payment?from=cancelled');
  const { statusCode, body } = await app.inject({ url: elsewhere });
  expect([statusCode, body.includes('<form')]).toEqual([200, false]);
  expect(body).toContain('Do not pay again');
  await app.close();
});

it('whatever is asked for, and by whatever method, is refused with a page and its policy', async () => {
  const app = await pages(AWAY);
  for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'POST'] as const)
    for (const path of ['/', '/EGM-1/token', '/-/style.css', '/floor/machines']) {
      const { statusCode, headers } = await app.inject({ method, url: path });
      expect([method, path, statusCode, headers['content-type']]).toEqual([
        method,
        path,
        403,
        'text/html; charset=utf-8',
      ]);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
  await app.close();
});

it('the pages have the name and the colours of the casino', async () => {
  const app = await pages(AWAY, 'Copper <Canyon>');
  const { body } = await app.inject({ url: '/' });
  expect(body).toContain('<header>Copper &#60;Canyon&#62;</header>');
  const style = await app.inject({ url: '/-/style.css' });
  expect(style.body).toContain('--accent: #ffcc00; --on-accent: #000000;');
  expect(style.body).toContain('header { color: #ffffff; background: #102030; }');
  await app.close();
});
