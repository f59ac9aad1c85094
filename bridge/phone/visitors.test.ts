import fastify from 'fastify';
import { expect, it } from 'vitest';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import { PhoneKeys } from './phone-keys.ts';
import { Visitors } from './visitors.ts';

const keys = new PhoneKeys(new SecretKey(Buffer.alloc(32, 1)));

async function cookieFrom(url: string, remembers: boolean, cookie = ''): Promise<string> {
  const visitors = new Visitors(keys, { url, remembers });
  const app = fastify();
  app.get('/', async (request, reply) => visitors.known(request, reply));
  const { headers } = await app.inject({ url: '/', headers: { cookie } });
  return String(headers['set-cookie']);
}

it('the cookie is of this host alone, sent by https only, out of reach of scripts, and read when the bank sends the browser back', async () => {
  const cookie = await cookieFrom('https://pay.casino.example', true);
  expect(cookie).toMatch(/^__Host-topper-phone=[A-Za-z0-9_-]+~en; Max-Age=34560000; Path=\//);
  for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie.split('; ')).toContain(part);
  expect(cookie).not.toContain('Domain');
});

it('the cookie ends with the browser where the casino remembers no phones', async () => {
  expect(await cookieFrom('https://pay.casino.example', false)).not.toMatch(/max-age|expires/i);
});

it('a phone keeps its key, and one that was made up is not taken', async () => {
  const payerIn = (cookie: string) => keys.payerOf(/=([A-Za-z0-9_-]+)~/.exec(cookie)?.[1] ?? '');
  const first = await cookieFrom('https://pay.casino.example', true);
  const [pair = ''] = first.split(';');
  const again = await cookieFrom('https://pay.casino.example', true, pair);
  expect(payerIn(first)).not.toBeNull();
  expect(payerIn(again)).toBe(payerIn(first));
  const made = await cookieFrom(
    'https://pay.casino.example',
    true,
    '__Host-topper-phone=made-up-by-somebody~en',
  );
  expect(payerIn(made)).not.toBe(payerIn(first));
});
