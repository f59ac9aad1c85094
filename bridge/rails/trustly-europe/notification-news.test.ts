import { randomBytes } from 'node:crypto';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import { Digests } from '../../platform/secrets/digests.ts';
import { SecretKey } from '../../platform/secrets/secret-key.ts';
import { RailEvent } from '../rail-event.ts';
import { NEWS, newsOf, type EuropeOrder } from './notification-news.ts';
import type { EuropeNotification } from './notification.ts';

const digests = new Digests(randomBytes(32));
const accountTokens = new AccountTokens(new SecretKey(randomBytes(32)));
const NOW = 1_700_000_030_000;
const ports = { digests, accountTokens, today: () => '2026-11-29', now: () => NOW };
const HUNDRED = { minor: 10_000, currency: 'SEK' };
const orders: Readonly<Record<EuropeOrder['kind'], EuropeOrder>> = {
  deposit: {
    kind: 'deposit',
    fundingId: 'f-0123456789abcdef',
    asset: 'EGM-1',
    account: digests.account('trustly-europe 1'),
    endUserId: 'e-1',
    orderedAtMs: 1_700_000_000_000,
    isSecond: false,
  },
  payout: { kind: 'payout', key: 'payout-1' },
  'select-account': { kind: 'select-account', endUserId: 'e-1', orderedAtMs: 1_700_000_000_000 },
  withdrawal: { kind: 'withdrawal' },
};
const told = { id: '4876513450', orderId: '87654567', messageId: 'm-1' };
const every: readonly EuropeNotification[] = [
  ...(['pending', 'credit', 'debit', 'payoutconfirmation', 'payoutfailed', 'payoutdowngraded'] as const).map(
    (method) => ({ method, ...told, amount: HUNDRED, atMs: NOW - 1_000 }),
  ),
  { method: 'cancel', ...told },
  { method: 'kyc-abort', ...told },
  { method: 'kyc', ...told, born: '1990-01-31', person: { country: 'SE', number: 'SE19900131-1234' } },
  { method: 'account', ...told, accountId: '1234567890', isVerified: true },
];

describe('a notification', () => {
  it('is of the table for every order that there is, and says what the table says', () => {
    expect(every.map(({ method }) => method).toSorted()).toEqual(Object.keys(NEWS).toSorted());
    for (const notification of every) {
      for (const [kind, order] of [...Object.entries(orders), ['none', null] as const]) {
        const { event, answer } = newsOf(notification, order, ports);
        const row = NEWS[notification.method][kind as keyof (typeof NEWS)['credit']];
        expect({ event: event.kind, answer }, `${notification.method} of ${kind}`).toEqual(row);
        expect(Value.Errors(RailEvent, event)).toEqual([]);
      }
    }
  });

  it('moves money only where it is a credit', () => {
    const moving = Object.entries(NEWS).filter(([, rows]) =>
      Object.values(rows).some(({ event }) => event === 'captured' || event === 'payout-returned'),
    );
    expect(moving.map(([method]) => method)).toEqual(['credit']);
  });

  it('that is a credit after a payout says that the payout failed', () => {
    const credit = { method: 'credit' as const, ...told, amount: HUNDRED, atMs: null };
    expect(newsOf(credit, orders.payout, ports)).toEqual({
      event: { kind: 'payout-returned', key: 'payout-1', amount: HUNDRED },
      answer: 'OK',
    });
  });

  it('of an account says what payouts need, sealed, once the account is verified', () => {
    const account = { method: 'account' as const, ...told, accountId: '1234567890', isVerified: true };
    const { event } = newsOf(account, orders['select-account'], ports);
    if (event.kind !== 'account-known') throw new Error(event.kind);
    expect(JSON.stringify(event)).not.toContain('1234567890');
    expect(JSON.parse(accountTokens.open('trustly-europe', event.account, event.sealedToken))).toEqual({
      accountId: '1234567890',
      endUserId: 'e-1',
    });
    expect(newsOf({ ...account, isVerified: false }, orders.deposit, ports).event.kind).toBe('noted');
  });

  const person = { country: 'SE', number: 'SE19790131-1234' };
  it.each([
    ['2008-11-29', 'ADULT'],
    ['2008-11-30', 'UNDERAGE'],
    ['2027-01-01', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('of a player born on %s says %s, and who it is by a digest', (born, age) => {
    const { event } = newsOf({ method: 'kyc', ...told, born, person }, orders.deposit, ports);
    expect(event).toMatchObject({ age, person: digests.person('SE', '7901311234') });
    expect(JSON.stringify(event)).not.toContain('790131');
  });

  it.each([
    ['who is not named', null],
    ['whose number is none of the country', { country: 'FI', number: '131052308T' }],
  ])('of a player %s says that it could not be found out [excluded-stays-out]', (_what, who) => {
    const kyc = { method: 'kyc' as const, ...told, born: '1979-01-31', person: who };
    const { event } = newsOf(kyc, orders.deposit, ports);
    expect(event).toMatchObject({ age: 'UNKNOWN' });
    expect(event).not.toHaveProperty('person');
  });

  it.each([
    ['a second ago, as Trustly says', 30_000, 1_000, 1_000],
    ['by a clock that is ahead of ours', 30_000, -5_000, 0],
    ['at a time that is not told: since it was ordered', 30_000, null, 30_000],
    ['just now, for an order that is a quarter of an hour old', 900_000, 0, 300_000],
    ['an hour ago, and told only now', 3_600_000 + 30_000, 3_600_000, 3_600_000],
  ])('of money that came %s says how late it is', (_what, orderedMs, toldMs, ageMs) => {
    const atMs = toldMs === null ? null : NOW - toldMs;
    const order = { ...orders.deposit, orderedAtMs: NOW - orderedMs } as EuropeOrder;
    const credit = { method: 'credit' as const, ...told, amount: HUNDRED, atMs };
    expect(newsOf(credit, order, ports).event).toMatchObject({ kind: 'captured', ageMs });
  });

  it('of money for a second order of one payment, and for none that is known, is captured and goes back [money-has-a-home]', () => {
    const credit = { method: 'credit' as const, ...told, amount: HUNDRED, atMs: NOW };
    const second = { ...orders.deposit, fundingId: 'second-87654567', isSecond: true } as EuropeOrder;
    expect(newsOf(credit, second, ports).event).toMatchObject({
      kind: 'captured',
      fundingId: 'second-87654567',
      turnedDown: 'This was paid a second time, and goes back.',
    });
    expect(newsOf(credit, null, ports)).toMatchObject({
      event: { kind: 'captured', paymentId: '87654567', fundingId: 'unknown-87654567', amount: HUNDRED },
      answer: 'OK',
    });
  });

  it('that nobody knows is noted', () => {
    expect(newsOf({ method: 'unknown', id: '1', name: 'foo' }, null, ports)).toEqual({
      event: { kind: 'noted', about: 'foo, which is not known' },
      answer: 'OK',
    });
  });
});
