import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoney, formatMinor, formatMoney, fromDecimal, minorAsDecimal, toDecimal } from './money.ts';

describe('money', () => {
  it('reads a decimal string into minor units of the currency', () => {
    expect(fromDecimal('20', 'USD')).toEqual({ minor: 2000, currency: 'USD' });
    expect(fromDecimal('20.5', 'USD')).toEqual({ minor: 2050, currency: 'USD' });
    expect(fromDecimal('0.01', 'USD')).toEqual({ minor: 1, currency: 'USD' });
    expect(fromDecimal('20', 'JPY')).toEqual({ minor: 20, currency: 'JPY' });
  });

  it.each(['', '-1', '+1', '1e3', ' 1', '1 ', '01', '.5', '5.', '1,000.00', '0x10', 'NaN', '１'])(
    'refuses %j, which is no amount',
    (text) => {
      expect(() => fromDecimal(text, 'USD')).toThrow(expect.objectContaining({ code: 'NOT_AN_AMOUNT' }));
    },
  );

  it('refuses more decimals than the currency has, rather than rounding', () => {
    expect(() => fromDecimal('1.001', 'USD')).toThrow(expect.objectContaining({ code: 'TOO_MANY_DECIMALS' }));
    expect(() => fromDecimal('1.0', 'JPY')).toThrow(expect.objectContaining({ code: 'TOO_MANY_DECIMALS' }));
  });

  it('refuses what cannot be held exactly', () => {
    expect(() => fromDecimal('9999999999999999', 'USD')).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE' }),
    );
  });

  it('writes every amount so that reading it gives the same amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (minor, currency) => {
          expect(fromDecimal(toDecimal({ minor, currency }), currency)).toEqual({ minor, currency });
        },
      ),
    );
  });

  it('never adds two currencies', () => {
    expect(addMoney({ minor: 1, currency: 'USD' }, { minor: 2, currency: 'USD' })).toEqual({
      minor: 3,
      currency: 'USD',
    });
    expect(() => addMoney({ minor: 1, currency: 'USD' }, { minor: 1, currency: 'CAD' })).toThrow(
      expect.objectContaining({ code: 'CURRENCY_MISMATCH' }),
    );
  });

  it('shows an amount as the player reads it', () => {
    expect(formatMoney({ minor: 2000, currency: 'USD' }, 'en')).toBe('$20.00');
  });

  it.each([
    ['HUF', '12.34'],
    ['COP', '12.34'],
    ['IDR', '12.34'],
    ['RSD', '12.34'],
    ['ISK', '1234'],
    ['JOD', '1.234'],
    ['CLF', '0.1234'],
  ])('counts %s in the unit of ISO 4217, whatever the runtime would show', (currency, decimal) => {
    expect(toDecimal({ minor: 1234, currency })).toBe(decimal);
    expect(fromDecimal(decimal, currency).minor).toBe(1234);
    expect(formatMoney({ minor: 1234, currency }, 'en').replaceAll(/[^0-9.]/g, '')).toBe(decimal);
  });

  it('shows sums to the last cent, however large, and below zero', () => {
    expect(formatMinor(-18_014_398_509_481_982n, 'USD', 'en')).toBe('-$180,143,985,094,819.82');
    expect(minorAsDecimal(-5n, 'USD')).toBe('-0.05');
  });
});
