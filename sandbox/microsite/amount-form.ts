/** The amount a player chose or wrote, as money or as what is wrong with it. */
import { fromDecimal, MoneyError, type Money } from '../../protocol/money.ts';
import { checkAmount, type AmountProblem } from '../checkout.ts';

const CURRENCY = 'USD';

/** People write "$35", "35" and "1,000.00"; a comma as decimal point is not guessed at. */
export function readAmount(form: { amount?: string; other?: string }): Money | { problem: AmountProblem } {
  if (form.amount === undefined) return { problem: 'MISSING' };
  const written = form.amount === 'other' ? (form.other ?? '') : form.amount;
  const text = written
    .trim()
    .replace(/^\$\s*/, '')
    .replace(/(?<=^[0-9]{1,3}),(?=[0-9]{3}(?:\.|$))/, '');
  try {
    return checkAmount(fromDecimal(text, CURRENCY));
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    return { problem: error.code === 'TOO_LARGE' ? 'TOO_LARGE' : 'NOT_AN_AMOUNT' };
  }
}
