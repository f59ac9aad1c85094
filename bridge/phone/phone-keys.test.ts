import { expect, it } from 'vitest';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import { PhoneKeys } from './phone-keys.ts';

const keys = new PhoneKeys(new SecretKey(Buffer.alloc(32, 1)));
const others = new PhoneKeys(new SecretKey(Buffer.alloc(32, 2)));

it('a phone is known by its cookie, and by none that was made up or changed', () => {
  const payer = keys.newPayer();
  const cookie = keys.cookieOf(payer);
  expect(keys.payerOf(cookie)).toBe(payer);
  expect(cookie).not.toContain(payer);
  const changed = (cookie.startsWith('A') ? 'B' : 'A') + cookie.slice(1);
  for (const wrong of ['', 'A', changed, `${cookie}AAAA`, payer, others.cookieOf(payer)])
    expect(keys.payerOf(wrong), wrong).toBeNull();
});

it('one code on one phone is one payment [exactly-once]', () => {
  const [payer, other] = [keys.newPayer(), keys.newPayer()];
  const id = keys.fundingIdOf(payer, 'EGM-1', 'token');
  expect(id).toMatch(/^of-[0-9a-f]{32}$/);
  expect(keys.fundingIdOf(payer, 'EGM-1', 'token')).toBe(id);
  for (const [who, asset, token] of [
    [other, 'EGM-1', 'token'],
    [payer, 'EGM-2', 'token'],
    [payer, 'EGM-1', 'another'],
  ] as const)
    expect(keys.fundingIdOf(who, asset, token)).not.toBe(id);
});

it('a form is good for the phone that it was given to, for one thing, for a while', () => {
  const [payer, other] = [keys.newPayer(), keys.newPayer()];
  const ticket = keys.ticketFor(payer, 'of-1', 1_000);
  expect(keys.isTicketFor(payer, 'of-1', ticket, 999)).toBe(true);
  expect(keys.isTicketFor(payer, 'of-1', ticket, 1_000)).toBe(false);
  expect(keys.isTicketFor(payer, 'of-2', ticket, 999)).toBe(false);
  expect(keys.isTicketFor(other, 'of-1', ticket, 999)).toBe(false);
  expect(others.isTicketFor(payer, 'of-1', ticket, 999)).toBe(false);
  for (const wrong of ['', 'A', keys.cookieOf(payer)])
    expect(keys.isTicketFor(payer, 'of-1', wrong, 999)).toBe(false);
});

it('each process of the property knows the phones of the others, and nobody without the secret key does [secrets-kept]', async () => {
  const kept = new Map<string, Buffer>();
  const keep = async (name: string, fresh: Buffer) =>
    kept.get(name) ?? kept.set(name, fresh).get(name) ?? fresh;
  const secretKey = new SecretKey(Buffer.alloc(32, 3));
  const [one, other] = [await PhoneKeys.open(secretKey, keep), await PhoneKeys.open(secretKey, keep)];
  const payer = one.newPayer();
  expect(other.payerOf(one.cookieOf(payer))).toBe(payer);
  expect(other.fundingIdOf(payer, 'EGM-1', 'token')).toBe(one.fundingIdOf(payer, 'EGM-1', 'token'));
  await expect(PhoneKeys.open(new SecretKey(Buffer.alloc(32, 4)), keep)).rejects.toThrow('phones');
});
