import { expect, it } from 'vitest';
import { minorOf } from './transaction.ts';

const ASKED = { minor: 2_000, currency: 'USD' };

it.each([
  ['the amount that was asked for', { amount: '20.00', currency: 'USD' }, 2_000],
  ['the same without its currency', { amount: '20.00' }, 2_000],
  ['another amount', { amount: '0.99', currency: 'USD' }, 99],
  ['the same number in another currency', { amount: '20.00', currency: 'CAD' }, -1],
  ['no number', { amount: '20,00', currency: 'USD' }, -1],
  ['no amount', {}, null],
])('reads %s', (_what, said, minor) => {
  expect(minorOf({ transactionId: '200', status: 4, ...said }, ASKED)).toBe(minor);
});
