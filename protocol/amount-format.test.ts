import { afterEach, describe, expect, it, vi } from 'vitest';
import { keptFormats, MOST_FORMATS } from './amount-format.ts';
import { formatMinor, formatMoney } from './money.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('amounts for people', () => {
  it('make one format for each currency and language, however many amounts are shown', () => {
    const made = vi.spyOn(Intl, 'NumberFormat');
    for (let minor = 0; minor < 1_000; minor++) {
      expect(formatMoney({ minor, currency: 'QAR' }, 'en')).toContain((minor / 100).toFixed(2));
      expect(formatMinor(BigInt(-minor), 'TND', 'en')).toContain((minor / 1_000).toFixed(3));
      expect(formatMinor(BigInt(minor), 'QAR', 'es')).toContain((minor / 100).toFixed(2).replace('.', ','));
    }
    expect(made).toHaveBeenCalledTimes(3);
  });

  it('keep only so many formats, whatever codes strange boards name', () => {
    const letters = 'A B C D E F G H I J'.split(' ');
    for (const one of letters)
      for (const two of letters) formatMoney({ minor: 1, currency: `X${one}${two}` }, 'en');
    expect(keptFormats()).toBeLessThanOrEqual(MOST_FORMATS);
    expect(formatMoney({ minor: 2000, currency: 'USD' }, 'en')).toBe('$20.00');
  });
});
