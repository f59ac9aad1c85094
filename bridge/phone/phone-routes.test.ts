/** What a browser is shown where the ledger is away or the casino has a brand. The rest: test/integration/phone-pages.test.ts. */
import { afterEach, expect, it, vi } from 'vitest';
import { createHttpServer } from '../platform/http/server.ts';
import { createLog } from '../platform/log.ts';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import type { PayPage } from '../rails/pay-page.ts';
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

const away = async () => {
  throw new Error('the ledger is away');
};
const AWAY: PayPage = {
  begin: away,
  verify: away,
  refresh: away,
  pay: away,
  paymentOf: away,
  accountsOf: away,
  forget: away,
  stateOf: away,
  returned: away,
};

afterEach(() => {
  vi.useRealTimers();
});

async function pages(payPage: PayPage, casino: string | null = null) {
  const app = createHttpServer(createLog('silent'), null, []);
  const ports = {
    pages: { payPage, readCode: () => 'live' as const },
    keys,
    machines: { oneOnFloor: away },
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
  const app = await pages({ ...AWAY, paymentOf: async () => null });
  const answers: string[] = [];
  for (let asked = 0; asked < 301; asked++) {
    const { statusCode, headers } = await app.inject({ url: '/EGM-1/token/payment' });
    answers.push(`${statusCode} ${String(headers['refresh'])}`);
  }
  expect(new Set(answers.slice(0, 300))).toEqual(new Set(['303 undefined']));
  expect(answers[300]).toBe('429 5');
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
