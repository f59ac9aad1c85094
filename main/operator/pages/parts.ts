/** What pages are made of: facts with a mood, and values as a technician writes them. */
import type {
  OperatorFact,
  OperatorMood,
  OperatorPage,
  OperatorPageName,
} from '../../../preload/operator.ts';
import { formatMoney, type Money } from '../../../protocol/money.ts';

export const fact = (label: string, value: string, mood: OperatorMood = 'plain'): OperatorFact => ({
  label,
  value,
  mood,
});

export const NONE = '–';

export const money = (amount: Money | null): string => (amount === null ? NONE : formatMoney(amount, 'en'));

const clockTime = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** `2026-11-21 18:04:55` in the machine's own time zone. @param at milliseconds since 1970. */
export const time = (at: number): string => clockTime.format(at);

/** A page with nothing but facts, unless `more` says so. */
export function pageWith(
  name: OperatorPageName,
  facts: OperatorFact[],
  more: Partial<Pick<OperatorPage, 'table' | 'pattern' | 'commands'>> = {},
): OperatorPage {
  return { name, facts, table: null, pattern: null, commands: [], ...more };
}
