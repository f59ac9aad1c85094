import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MoneyError } from '../../../protocol/money.ts';
import { apiAmount, EUROPE_CURRENCIES, moneyOf, signedMinorOf } from './amounts.ts';

const anyCurrency = fc.constantFrom(...EUROPE_CURRENCIES);

describe('an amount of the API', () => {
  it.each([
    [10_300, 'SEK', '103.00'],
    [1, 'EUR', '0.01'],
    [10_000, 'HUF', '100'],
    [12_345_600, 'HUF', '123456'],
  ] as const)('of %i %s is %s', (minor, currency, text) => {
    expect(apiAmount({ minor, currency })).toBe(text);
    expect(moneyOf(text, currency)).toEqual({ minor, currency });
  });

  it('comes back as it was sent, in every currency', () => {
    fc.assert(
      fc.property(anyCurrency, fc.integer({ min: 1, max: 9_999_999_999 }), (currency, units) => {
        const money = { minor: currency === 'HUF' ? units * 100 : units, currency };
        const text = apiAmount(money);
        expect(text).toMatch(currency === 'HUF' ? /^[0-9]+$/ : /^[0-9]+\.[0-9]{2}$/);
        expect(moneyOf(text, currency)).toEqual(money);
        expect(signedMinorOf(text, currency)).toBe(BigInt(money.minor));
        expect(signedMinorOf(`-${text}`, currency)).toBe(-BigInt(money.minor));
      }),
    );
  });

  it('is never a part of a forint', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 99 }), (whole, part) => {
        const minor = whole * 100 + part;
        expect(() => apiAmount({ minor, currency: 'HUF' })).toThrow(MoneyError);
        expect(() => moneyOf(`${whole}.${String(part).padStart(2, '0')}`, 'HUF')).toThrow(MoneyError);
      }),
    );
  });

  it('may come without decimals', () => {
    expect(moneyOf('11', 'EUR')).toEqual({ minor: 1_100, currency: 'EUR' });
    expect(moneyOf('100.00', 'HUF')).toEqual({ minor: 10_000, currency: 'HUF' });
  });

  it.each(['', '-1.00', '1,00', '1e2', ' 1.00', '1.001', '1.', '.5', '1 000.00', 'NaN', '0x10'])(
    'is not read from "%s"',
    (text) => {
      expect(() => moneyOf(text, 'EUR')).toThrow(MoneyError);
    },
  );

  it('is more than nothing, in a currency of this rail', () => {
    expect(() => apiAmount({ minor: 0, currency: 'SEK' })).toThrow(MoneyError);
    expect(() => apiAmount({ minor: 100, currency: 'USD' })).toThrow('not a currency of this rail');
    expect(() => moneyOf('1.00', 'HRK')).toThrow('not a currency of this rail');
  });
});

describe('an amount of the account at Trustly', () => {
  it.each([
    ['5.00000000000000000000', 'EUR', 500n],
    ['-3.01', 'SEK', -301n],
    ['0', 'SEK', 0n],
    ['-100', 'HUF', -10_000n],
    ['1403.64', 'SEK', 140_364n],
    ['0.50', 'EUR', 50n],
    ['-0.00731', 'EUR', null],
    ['1e3', 'EUR', null],
    ['1.00', 'USD', null],
  ])('%s %s is %s minor units', (text, currency, minor) => {
    expect(signedMinorOf(text, currency)).toBe(minor);
  });
});
