/** Formats of amounts for people. Making one takes a hundred times as long as using it, so each is made once and kept. */

export interface AmountFormat {
  readonly locale: string;
  /** ISO 4217 alphabetic code. */
  readonly currency: string;
  readonly decimals: number;
  readonly symbol: 'symbol' | 'narrowSymbol';
}

/** Far more than a property has currencies and languages. A strange board may name any code, so there is an end to it. */
export const MOST_FORMATS = 64;

const kept = new Map<string, Intl.NumberFormat>();

/** @param amount decimal digits, `-50.00`: a number would not be exact. */
export function formatAmount(amount: `${number}`, format: AmountFormat): string {
  return formatOf(format).format(amount);
}

export function keptFormats(): number {
  return kept.size;
}

function formatOf({ locale, currency, decimals, symbol }: AmountFormat): Intl.NumberFormat {
  const key = `${locale} ${currency} ${decimals} ${symbol}`;
  const known = kept.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: symbol,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  if (kept.size >= MOST_FORMATS) kept.clear();
  kept.set(key, made);
  return made;
}
