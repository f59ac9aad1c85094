import { expect, test } from 'vitest';
import { readAmount } from './amount-form.ts';

test.each([
  ['35', 3_500],
  ['$35', 3_500],
  [' 35.5 ', 3_550],
  ['1,000.00', 100_000],
  ['1,000', 100_000],
])('reads "%s"', (other, minor) => {
  expect(readAmount({ amount: 'other', other })).toEqual({ minor, currency: 'USD' });
});

test.each([
  ['3,5', 'NOT_AN_AMOUNT'],
  ['35.505', 'NOT_AN_AMOUNT'],
  ['twenty', 'NOT_AN_AMOUNT'],
  ['-20', 'NOT_AN_AMOUNT'],
  ['1e3', 'NOT_AN_AMOUNT'],
  ['', 'NOT_AN_AMOUNT'],
  ['0', 'TOO_SMALL'],
  ['99999', 'TOO_LARGE'],
])('does not guess at "%s"', (other, problem) => {
  expect(readAmount({ amount: 'other', other })).toEqual({ problem });
});

test('an offered amount is taken as it is, none at all is asked for', () => {
  expect(readAmount({ amount: '20.00', other: '35' })).toEqual({ minor: 2_000, currency: 'USD' });
  expect(readAmount({ other: '35' })).toEqual({ problem: 'MISSING' });
});
