/**
 * Money: an integer number of minor units (cents for USD) with its ISO 4217 currency. There is one type for every
 * program. Decimal strings exist only at HTTP edges, and floating point amounts nowhere.
 */
import { Type, type Static } from 'typebox';
import { formatAmount } from './amount-format.ts';
import { currencyDecimals } from './currencies.ts';

/** ISO 4217 alphabetic code. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
export type Currency = Static<typeof Currency>;

/** A non-negative count of minor units. */
export const MinorUnits = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const Money = Type.Object({ minor: MinorUnits, currency: Currency }, { additionalProperties: false });
export type Money = Static<typeof Money>;

export type MoneyErrorCode = 'NOT_AN_AMOUNT' | 'TOO_MANY_DECIMALS' | 'TOO_LARGE' | 'CURRENCY_MISMATCH';

export class MoneyError extends Error {
  readonly code: MoneyErrorCode;

  constructor(code: MoneyErrorCode, message: string) {
    super(message);
    this.name = 'MoneyError';
    this.code = code;
  }
}

/** Sum of two amounts. Throws {@link MoneyError} when the currencies differ or the sum is not exact. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new MoneyError('CURRENCY_MISMATCH', `cannot add ${b.currency} to ${a.currency}`);
  }
  const minor = a.minor + b.minor;
  if (!Number.isSafeInteger(minor)) throw new MoneyError('TOO_LARGE', 'the sum is too large to be exact');
  return { minor, currency: a.currency };
}

/** `{ minor: 2000, currency: 'USD' }` as `"20.00"`: all decimals of the currency, no grouping. */
export function toDecimal(money: Money): `${number}` {
  return minorAsDecimal(BigInt(money.minor), money.currency);
}

/** The same for sums, which may be negative and larger than an amount may be: `-50n` of USD as `"-0.50"`. */
export function minorAsDecimal(minor: bigint, currency: Currency): `${number}` {
  const decimals = currencyDecimals(currency);
  const sign = minor < 0n ? '-' : '';
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0');
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${sign}${digits.slice(0, digits.length - decimals)}${fraction}` as `${number}`;
}

/**
 * Reads a decimal string such as `"20"`, `"20.0"` or `"20.00"`. Exact: no rounding, no exponent, no sign,
 * no white space. Throws {@link MoneyError}.
 */
export function fromDecimal(text: string, currency: Currency): Money {
  const match = /^(0|[1-9][0-9]{0,15})(?:\.([0-9]+))?$/.exec(text);
  if (!match) throw new MoneyError('NOT_AN_AMOUNT', 'an amount is digits with an optional decimal point');
  const decimals = currencyDecimals(currency);
  const fraction = match[2] ?? '';
  if (fraction.length > decimals) {
    throw new MoneyError('TOO_MANY_DECIMALS', `${currency} has ${decimals} decimals`);
  }
  const minor = Number(`${match[1] ?? ''}${fraction.padEnd(decimals, '0')}`);
  if (!Number.isSafeInteger(minor)) throw new MoneyError('TOO_LARGE', 'the amount is too large to be exact');
  return { minor, currency };
}

/** For people: `$20.00` in `en`, with all decimals of the currency. */
export function formatMoney(money: Money, locale: string): string {
  return formatMinor(BigInt(money.minor), money.currency, locale);
}

/** The same for sums, which may be negative and larger than an amount may be. */
export function formatMinor(minor: bigint, currency: Currency, locale: string): string {
  const decimals = currencyDecimals(currency);
  return formatAmount(minorAsDecimal(minor, currency), { locale, currency, decimals, symbol: 'symbol' });
}
