/**
 * Amounts as Trustly's API has them: texts with a point, in the ten currencies that its checkout pays in. HUF is without decimals
 * there, though it has two (ISO 4217), so that only whole forints can be asked for.
 */
import { fromDecimal, MoneyError, toDecimal, type Money } from '../../../protocol/money.ts';

const API_DECIMALS = {
  BGN: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HUF: 0,
  NOK: 2,
  PLN: 2,
  RON: 2,
  SEK: 2,
} as const satisfies Record<string, 0 | 2>;
export type EuropeCurrency = keyof typeof API_DECIMALS;

export const EUROPE_CURRENCIES = Object.keys(API_DECIMALS) as readonly EuropeCurrency[];

export function isEuropeCurrency(currency: string): currency is EuropeCurrency {
  return Object.hasOwn(API_DECIMALS, currency);
}

/** @throws {MoneyError} for nothing, another currency, and a part of a forint. */
export function apiAmount({ minor, currency }: Money): string {
  const decimals = decimalsOf(currency);
  if (minor === 0) throw new MoneyError('NOT_AN_AMOUNT', 'an amount must be more than nothing');
  const text = toDecimal({ minor, currency });
  if (decimals === 2) return text;
  const [whole = '', fraction = ''] = text.split('.');
  if (/[1-9]/.test(fraction)) throw new MoneyError('TOO_MANY_DECIMALS', `${currency} is paid in whole units`);
  return whole;
}

/** `11` is as good as `11.00`: a confirmation of a payout may come so. @throws {MoneyError} */
export function moneyOf(text: string, currency: string): Money {
  const decimals = decimalsOf(currency);
  const money = fromDecimal(text, currency);
  if (decimals === 0 && money.minor % 100 !== 0)
    throw new MoneyError('TOO_MANY_DECIMALS', `${currency} is paid in whole units`);
  return money;
}

/**
 * Of an account at Trustly, which counts more finely than it pays: `-3.01`, `5.00000000000000000000`.
 * @returns null for what is not a whole number of minor units.
 */
export function signedMinorOf(text: string, currency: string): bigint | null {
  const match = /^(-?)([0-9]{1,15}(?:\.[0-9]{1,2})?)0*$/.exec(/\./.test(text) ? text : `${text}.0`);
  if (!match || !isEuropeCurrency(currency)) return null;
  const minor = BigInt(fromDecimal((match[2] ?? '').replace(/^0+(?=[0-9])/, ''), currency).minor);
  return match[1] === '-' ? -minor : minor;
}

function decimalsOf(currency: string): 0 | 2 {
  if (!isEuropeCurrency(currency))
    throw new MoneyError('CURRENCY_MISMATCH', `${currency} is not a currency of this rail`);
  return API_DECIMALS[currency];
}
