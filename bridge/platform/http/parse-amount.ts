/** A decimal amount of a request as {@link Money}. */
import { fromDecimal, MoneyError, type Money } from '../../../protocol/money.ts';
import { ApiError } from './error-answer.ts';

/** @throws {ApiError} MALFORMED, when it has more decimals than the currency. */
export function parseAmount(decimal: string, currency: string): Money {
  try {
    return fromDecimal(decimal, currency);
  } catch (cause) {
    if (cause instanceof MoneyError) throw new ApiError(400, 'MALFORMED', cause.message);
    throw cause;
  }
}
