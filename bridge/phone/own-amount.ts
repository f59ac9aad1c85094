/** An amount as a player writes it. */
import { fromDecimal, MoneyError, type Money } from '../../protocol/money.ts';

/** The amounts that are offered, in whole units of the currency: about as much in each. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  CZK: ['500', '1000', '2000'],
  DKK: ['100', '200', '500'],
  HUF: ['5000', '10000', '20000'],
  NOK: ['100', '200', '500'],
  PLN: ['50', '100', '200'],
  RON: ['50', '100', '200'],
  SEK: ['100', '200', '500'],
};
const OFFERED_OTHERWISE = ['20', '50', '100'];

export interface AmountBounds {
  readonly minAmount: Money;
  readonly maxAmount: Money;
}

export function offeredAmounts(bounds: AmountBounds): readonly Money[] {
  const offered = OFFERED[bounds.minAmount.currency] ?? OFFERED_OTHERWISE;
  return offered.map((text) => amountWithin(text, bounds)).filter((amount) => amount !== null);
}

/** @param text with a point or a comma before the decimals, and perhaps the sign of a currency before or after it. @returns null: none within the bounds. */
export function amountWithin(text: string, { minAmount, maxAmount }: AmountBounds): Money | null {
  const plain = text
    .trim()
    .replace(/^(?:\p{Sc}|kr)\s*/iu, '')
    .replace(/\s*(?:\p{Sc}|kr|kč|ft|zł|lei|лв)\.?$/iu, '')
    .replace(/,(?=[0-9]{1,2}$)/, '.');
  try {
    const amount = fromDecimal(plain, minAmount.currency);
    return amount.minor >= minAmount.minor && amount.minor <= maxAmount.minor ? amount : null;
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}
