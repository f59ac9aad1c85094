/** What any rail that can pay out must show of it. */
import { expect } from 'vitest';
import type { Payout, TriedPayout } from '../../../bridge/rails/rail.ts';
import type { OrdersUnderTest } from './order-bench.ts';
import { orderScenarios, paidOnce } from './order-conformance.ts';
import { describeScenarios } from './scenario.ts';

export const payoutScenarios = orderScenarios<Payout, TriedPayout>(
  (rail) => rail.payouts,
  [
    [
      'sends nothing new for a player who has taken the consent back, and knows what it has sent',
      async (bench) => {
        const [sent, unsent] = [bench.anOrder(), bench.anOrder()];
        expect(await bench.send(sent, 'lost')).toBe('uncertain');
        expect(await bench.send(unsent, 'failing')).toBe('uncertain');
        bench.under.answerQuestions('failing');
        for (const payout of [sent, unsent])
          expect(await bench.resume({ ...payout, sealedToken: null })).toBe('uncertain');
        bench.under.answerQuestions('well');
        expect(await bench.resume({ ...sent, sealedToken: null })).toBe('done');
        expect(await bench.resume({ ...unsent, sealedToken: null })).toBe('refused');
        paidOnce(bench, sent);
        expect(bench.under.paid(unsent)).toEqual([]);
      },
    ],
  ],
);

export function describePayouts(what: string, open: () => Promise<OrdersUnderTest<Payout>>): void {
  describeScenarios(`${what} pays out: it`, payoutScenarios, open);
}
