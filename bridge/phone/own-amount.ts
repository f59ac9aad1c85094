/** An amount as a player writes it. */
import { fromDecimal, MoneyError, type Money } from '../../protocol/money.ts';

/** The amounts that are offered, in whole units of the currency. */
const OFFERED = ['20', '50', '100'];

export interface AmountBounds {
  readonly minAmount: Money;
  readonly maxAmount: Money;
}

export function offeredAmounts(bounds: AmountBounds): readonly Money[] {
  return OFFERED.map((text) => amountWithin(text, bounds)).filter((amount) => amount !== null);
}

/** @param text with a point or a comma before the decimals, and perhaps a dollar sign. @returns null: none within the bounds. */
export function amountWithin(text: string, { minAmount, maxAmount }: AmountBounds): Money | null {
  const plain = text
    .trim()
    .replace(/^\$\s*/, '')
    .replace(/,(?=[0-9]{1,2}$)/, '.');
  try {
    const amount = fromDecimal(plain, minAmount.currency);
    return amount.minor >= minAmount.minor && amount.minor <= maxAmount.minor ? amount : null;
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}
