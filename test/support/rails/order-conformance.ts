/** What any rail must show of what it does once for each business key: of its refunds and of its payouts. */
import { expect } from 'vitest';
import type { DoneOnce, Rail } from '../../../bridge/rails/rail.ts';
import type { Money } from '../../../protocol/money.ts';
import { OrderBench, type OrdersUnderTest } from './order-bench.ts';
import type { Scenario } from './scenario.ts';

type OrderScenario<Asked extends Tried, Tried> = readonly [
  name: string,
  run: (bench: OrderBench<Asked, Tried>) => Promise<void>,
];

/** @param ordersOf the refunds of a rail, or its payouts. */
export function orderScenarios<Asked extends Tried & { readonly amount: Money }, Tried>(
  ordersOf: (rail: Rail) => DoneOnce<Asked, Tried> | null,
  further: readonly OrderScenario<Asked, Tried>[] = [],
): readonly Scenario<OrdersUnderTest<Asked>>[] {
  const everyRail: readonly OrderScenario<Asked, Tried>[] = [
    [
      'pays the whole amount, in each of its currencies',
      async (bench) => {
        for (const currency of bench.under.currencies) {
          const order = bench.under.anOrder(currency);
          expect(order.amount.currency).toBe(currency);
          expect(await bench.send(order), currency).toBe('done');
          paidOnce(bench, order);
        }
      },
    ],
    [
      'pays once under one key, where the answer was lost and the process was started anew [exactly-once]',
      async (bench) => {
        const order = bench.anOrder();
        expect(await bench.send(order, 'lost')).toBe('uncertain');
        expect(await bench.resume(order)).toBe('done');
        expect(await bench.resume(order)).toBe('done');
        paidOnce(bench, order);
      },
    ],
    [
      'pays when it is asked again, where its service failed at first',
      async (bench) => {
        const order = bench.anOrder();
        expect(await bench.send(order, 'failing')).toBe('uncertain');
        expect(bench.under.paid(order)).toEqual([]);
        expect(await bench.resume(order)).toBe('done');
        paidOnce(bench, order);
      },
    ],
    [
      'says that it refuses where it has paid nothing',
      async (bench) => {
        const order = bench.anOrder();
        expect(await bench.send(order, 'refuses')).toBe('refused');
        expect(bench.under.paid(order)).toEqual([]);
      },
    ],
    [
      'never says that it refuses what it has paid, whatever its service does afterwards [exactly-once]',
      async (bench) => {
        const order = bench.anOrder();
        expect(await bench.send(order, 'lost')).toBe('uncertain');
        for (const service of ['refuses', 'failing', 'lost'] as const)
          expect(await bench.resume(order, service), service).not.toBe('refused');
        expect(await bench.resume(order)).toBe('done');
        paidOnce(bench, order);
      },
    ],
    [
      'ends with its signal where its service is silent, and does not know what became of it',
      async (bench) => {
        const order = bench.anOrder();
        expect(await bench.giveUp('send', order)).toBe('uncertain');
        expect(await bench.giveUp('resume', order)).toBe('uncertain');
        expect(await bench.resume(order)).toBe('done');
        paidOnce(bench, order);
      },
    ],
    [
      'takes a question that fails neither for a yes nor for a no',
      async (bench) => {
        for (const service of ['lost', 'failing'] as const) {
          const order = bench.anOrder();
          expect(await bench.send(order, service)).toBe('uncertain');
          bench.under.answerQuestions('failing');
          const isPaid = (await bench.resume(order)) === 'done';
          expect(isPaid && bench.under.paid(order).length === 0).toBe(false);
          expect(await bench.resume(order, 'refuses')).not.toBe('refused');
          bench.under.answerQuestions('well');
          expect(await bench.resume(order)).toBe('done');
          paidOnce(bench, order);
        }
      },
    ],
    [
      'says no secret in an outcome, an error or its log [secrets-kept]',
      async (bench) => {
        const order = bench.anOrder();
        for (const service of ['refuses', 'failing', 'lost'] as const) {
          await bench.send(order, service);
          await bench.resume(order, service);
        }
        await bench.giveUp('resume', order);
        bench.under.answerQuestions('failing');
        await bench.resume(order, 'refuses');
        const { said } = bench;
        expect(said).not.toBe('');
        for (const secret of bench.under.secretsOf(order)) expect(said).not.toContain(secret);
      },
    ],
  ];
  return [...everyRail, ...further].map(([name, run]) => ({
    name,
    run: async (under) => run(new OrderBench(under, ordersOf)),
  }));
}

export function paidOnce<Asked extends Tried & { readonly amount: Money }, Tried>(
  { under }: OrderBench<Asked, Tried>,
  order: Asked,
): void {
  expect(under.paid(order)).toEqual([order.amount]);
}
