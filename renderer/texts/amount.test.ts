import { describe, expect, it } from 'vitest';
import { amountText, noteText } from './amount.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });

describe('amounts on the glass', () => {
  it('have all their decimals, in the way of the language', () => {
    expect(amountText(usd(2000), 'en')).toBe('$20.00');
    expect(amountText(usd(123_456), 'en')).toBe('$1,234.56');
    expect(amountText(usd(2000), 'es')).toBe('$20.00');
    expect(amountText(usd(2000), 'zh-Hans')).toBe('$20.00');
    expect(amountText(usd(2000), 'fil')).toBe('$20.00');
    expect(amountText(usd(2000), 'vi').replaceAll('\u00A0', ' ')).toBe('20,00 $');
    expect(amountText({ minor: 2000, currency: 'JPY' }, 'en')).toBe('¥2,000');
  });

  it('show a note by its face', () => {
    expect(noteText(usd(2000), 'en')).toBe('$20');
    expect(noteText(usd(50), 'en')).toBe('$0.50');
  });
});
