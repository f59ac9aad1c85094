import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountText, CURRENCIES, readAmount, readCurrency } from './amounts.ts';

test('what is written is what is read, in every currency', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e13 - 1 }), fc.constantFrom(...CURRENCIES), (minor, currency) => {
      fc.pre(currency !== 'HUF' || minor < 1e12);
      expect(readAmount('Amount', amountText(minor, currency), currency)).toBe(minor);
    }),
  );
});

test.each([
  ['20.00', 'SEK', 2_000],
  ['0.01', 'EUR', 1],
  ['100', 'HUF', 100],
] as const)('%s %s is read', (text, currency, minor) => {
  expect(readAmount('Amount', text, currency)).toBe(minor);
});

test.each([
  ['20', 'SEK'],
  ['20.0', 'SEK'],
  ['20.000', 'SEK'],
  ['20,00', 'SEK'],
  ['-20.00', 'SEK'],
  ['0.00', 'SEK'],
  ['020.00', 'SEK'],
  ['1e3', 'SEK'],
  [' 20.00', 'SEK'],
  ['', 'SEK'],
  [null, 'SEK'],
  ['100.00', 'HUF'],
  ['0', 'HUF'],
] as const)('%s %s is error 615', (text, currency) => {
  expect(() => readAmount('Amount', text, currency)).toThrow('ERROR_INVALID_AMOUNT');
});

test('a currency that Trustly does not have is error 622', () => {
  expect(readCurrency('NOK')).toBe('NOK');
  for (const text of ['USD', 'sek', '', null, 'toString']) {
    expect(() => readCurrency(text)).toThrow('ERROR_INVALID_CURRENCY_CODE');
  }
});

test('less than nothing is written with its sign', () => {
  expect([amountText(-50, 'SEK'), amountText(-5, 'HUF'), amountText(0, 'EUR')]).toEqual([
    '-0.50',
    '-5',
    '0.00',
  ]);
});
