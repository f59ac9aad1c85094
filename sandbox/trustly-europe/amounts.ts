/** Amounts on this API: text with the decimals of the currency, here integers of its smallest unit. */
import { ApiError } from './api-error.ts';

/** The currencies that Trustly settles in. On this API HUF has no decimals. */
const DECIMALS = {
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
} as const;
export type Currency = keyof typeof DECIMALS;
export const CURRENCIES = Object.keys(DECIMALS) as Currency[];

export function isCurrency(text: string | null): text is Currency {
  return text !== null && Object.hasOwn(DECIMALS, text);
}

/** @throws {ApiError} 622 */
export function readCurrency(text: string | null): Currency {
  if (!isCurrency(text)) throw new ApiError(622, `Currency is ${text ?? 'not given'}`);
  return text;
}

/** @throws {ApiError} 615: not above zero, or not with exactly the decimals of the currency */
export function readAmount(name: string, text: string | null, currency: Currency): number {
  const decimals = DECIMALS[currency];
  const pattern = decimals === 0 ? /^(0|[1-9][0-9]{0,11})()$/ : /^(0|[1-9][0-9]{0,11})\.([0-9]{2})$/;
  const match = pattern.exec(text ?? '');
  const minor = Number(`${match?.[1] ?? ''}${match?.[2] ?? ''}`);
  if (match === null || minor === 0) {
    throw new ApiError(
      615,
      `${name} is ${text ?? 'not given'}, and must be above 0 with ${decimals} decimals`,
    );
  }
  return minor;
}

/** `-50` of SEK as `"-0.50"`, 100 of HUF as `"100"`. */
export function amountText(minor: number, currency: Currency): string {
  const decimals = DECIMALS[currency];
  const sign = minor < 0 ? '-' : '';
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
