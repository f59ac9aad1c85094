/** Amounts for people, in the player's language. */
import type { Locale } from '../../preload/contract.ts';
import { formatAmount } from '../../protocol/amount-format.ts';
import { currencyDecimals } from '../../protocol/currencies.ts';
import { toDecimal, type Money } from '../../protocol/money.ts';
import { INTL_LOCALE } from './texts.ts';

/** `$20.00`: all decimals, because this is about the player's money. */
export function amountText(money: Money, locale: Locale): string {
  return formatted(money, locale, currencyDecimals(money.currency));
}

/** `$20`: a note has a face, and no cents on it unless the face has. */
export function noteText(money: Money, locale: Locale): string {
  const decimals = currencyDecimals(money.currency);
  const whole = money.minor % 10 ** decimals === 0;
  return formatted(money, locale, whole ? 0 : decimals);
}

function formatted(money: Money, locale: Locale, decimals: number): string {
  const { currency } = money;
  return formatAmount(toDecimal(money), {
    locale: INTL_LOCALE[locale],
    currency,
    decimals,
    symbol: 'narrowSymbol',
  });
}
