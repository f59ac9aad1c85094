/** What any rail that pays first must show of its refunds. */
import type { Refund } from '../../../bridge/rails/rail.ts';
import type { OrdersUnderTest } from './order-bench.ts';
import { orderScenarios } from './order-conformance.ts';
import { describeScenarios } from './scenario.ts';

export const refundScenarios = orderScenarios<Refund, Refund>((rail) => rail.refunds);

export function describeRefunds(what: string, open: () => Promise<OrdersUnderTest<Refund>>): void {
  describeScenarios(`${what} gives back: it`, refundScenarios, open);
}
