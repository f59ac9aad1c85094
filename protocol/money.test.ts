import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoney, formatMoney, fromDecimal, toDecimal } from './money.ts';

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
});
