/** A machine that is lost over a transfer: credited once or not at all [exactly-once] [confirmed-only]. */
import { deepEqual, equal } from 'node:assert/strict';
import type { TransferStatus } from '../../../hardware/machine/credit-meter.ts';
import type { TransferStep } from '../../../simulators/hands.ts';
import type { MachineBench } from '../machine-bench.ts';
import { amount, scenario, type Scenario } from '../scenario.ts';

/** Orders a credit, takes the machine away while it is at it and gives it back. @returns what the machine says then. */
async function askedAfter(bench: MachineBench, loss: () => Promise<void>): Promise<TransferStatus> {
  const transferId = bench.nextId();
  const order = bench.creditMeter
    .transfer({ transferId, amount, lifetimeMs: 10_000 })
    .catch((error: unknown) => error);
  await loss();
  const result = await order;
  if (result instanceof Error) equal('code' in result && result.code, 'NO_ANSWER');
  await bench.untilReady();
  return bench.creditMeter.query(transferId, null);
}

const afterCutAt: readonly [TransferStep, TransferStatus][] = [
  ['received', { outcome: 'unknown' }],
  ['recorded', { outcome: 'refused', reason: 'EXPIRED' }],
  ['credited', { outcome: 'credited', amount }],
  ['completed', { outcome: 'credited', amount }],
  ['answered', { outcome: 'credited', amount }],
];

export const lossScenarios: readonly Scenario[] = [
  ...afterCutAt.map(([step, status]) =>
    scenario(
      `a power cut at the step "${step}" leaves ${status.outcome} as the one answer`,
      async (bench) => {
        bench.simulator.act({ action: 'powerCutAt', step });
        const answer = await askedAfter(bench, async () => {
          await bench.untilFault('ABSENT');
          bench.simulator.act({ action: 'power', on: true });
        });
        deepEqual(answer, status);
        const { credits, cashlessIn } = bench.simulator.state.meters;
        equal(credits, status.outcome === 'credited' ? amount.minor : 0);
        equal(cashlessIn, credits);
      },
    ),
  ),

  scenario(
    'a cable pulled over a pending credit does not stop it, and the machine tells afterwards',
    async (bench) => {
      bench.simulator.act({ action: 'delayNextCredit', ms: 300 });
      const answer = await askedAfter(bench, async () => {
        await bench.untilSimulator('the begin', (state) => state.transfers[0]?.outcome === 'pending');
        bench.simulator.act({ action: 'cable', plugged: false });
        await bench.untilFault('ABSENT');
        await bench.untilSimulator('the credit', (state) => state.transfers[0]?.outcome === 'credited');
        bench.simulator.act({ action: 'cable', plugged: true });
      });
      deepEqual(answer, { outcome: 'credited', amount });
    },
  ),
];
