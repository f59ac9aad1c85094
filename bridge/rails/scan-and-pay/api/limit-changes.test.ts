import { describe, expect, it } from 'vitest';
import { fromDecimal, toDecimal } from '../../../../protocol/money.ts';
import type { OwnLimit } from '../../../ledger/player-limits.ts';
import { decideLimitChange, NO_OWN_LIMIT } from '../../../protection/change-policy.ts';
import { LIMIT_TABLE } from './limit-changes.ts';

const HOUR = 3_600_000;
const RULES = { ceilingMinor: 100_000, coolingOffMs: 24 * HOUR };
const NOW = new Date('2026-05-01T12:00:00Z');
const AN_HOUR_AGO = new Date(NOW.getTime() - HOUR);
const minor = (decimal: string): number => fromDecimal(decimal, 'USD').minor;
const decimal = (amount: number | null): string =>
  amount === null ? 'none, the ceiling,' : toDecimal({ minor: amount, currency: 'USD' });

const own = { minor: minor('500.00'), pending: null, raisedAt: null };
const pending = { minor: minor('800.00'), at: new Date(AN_HOUR_AGO.getTime() + RULES.coolingOffMs) };
const STANDS: Record<string, OwnLimit> = {
  none: NO_OWN_LIMIT,
  any: own,
  '500.00': own,
  '500.00, 800.00 waits': { ...own, pending, raisedAt: AN_HOUR_AGO },
  '500.00, a raise was taken back': { ...own, raisedAt: AN_HOUR_AGO },
};

/** The amount as the table writes it. */
function answerTo(before: OwnLimit, asked: string): string {
  const decision = decideLimitChange(before, asked === 'removal' ? null : minor(asked), NOW, RULES);
  switch (decision.kind) {
    case 'above-ceiling':
      return '422 ABOVE_CEILING';
    case 'cooling-off':
      expect(decision.until).toEqual(pending.at);
      return '409 COOLING_OFF';
    case 'unchanged':
      return `200: nothing changes${decision.own.pending ? `, and ${decimal(decision.own.pending.minor)} keeps its time` : ''}`;
    case 'changed': {
      const waits = decision.own.pending;
      if (waits) {
        expect(waits.at).toEqual(new Date(NOW.getTime() + RULES.coolingOffMs));
        return `200: ${decimal(waits.minor)} waits for the cooling-off period`;
      }
      const more = before.pending ? ', and nothing waits any more' : '';
      return `200: ${decimal(decision.own.minor)} at once${more}`;
    }
  }
}

describe("a change of a player's limit, as the API document tells of it,", () => {
  it.each(LIMIT_TABLE)('from $stands to $asked: $answer', ({ stands, asked, answer }) => {
    expect(answerTo(STANDS[stands] ?? NO_OWN_LIMIT, asked)).toBe(answer);
  });

  it('is tried from each way in which it can stand', () => {
    expect(new Set(LIMIT_TABLE.map(({ stands }) => stands))).toEqual(new Set(Object.keys(STANDS)));
  });
});
