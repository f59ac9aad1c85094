/**
 * Reports that go missing or come twice, boards that are lost over a transfer: credited once or not at all
 * [exactly-once] [confirmed-only].
 */
import { deepEqual, equal } from 'node:assert/strict';
import { decodeMessage } from '../../../hardware/drivers/cabinet-board/codec.ts';
import type { TransferStatus } from '../../../hardware/machine/credit-meter.ts';
import type { Behaviour } from '../../../simulators/cabinet-board/behaviour.ts';
import { delayed, duplicating } from '../../../simulators/cabinet-board/behaviours.ts';
import type { TransferStep } from '../../../simulators/cabinet-board/control.ts';
import { systemClock } from '../../../hardware/clock.ts';
import type { Bench } from '../bench.ts';
import { amount, scenario, type Scenario } from './scenario.ts';

/** Loses the first `count` messages of that name in that direction. */
function losingFirst(
  direction: keyof Pick<Behaviour, 'fromKiosk' | 'toKiosk'>,
  name: string,
  count = 1,
): Behaviour {
  let left = count;
  return {
    [direction](report: Uint8Array, next: (report: Uint8Array) => void): void {
      if (left > 0 && decodeMessage(report).name === name) left -= 1;
      else next(report);
    },
  };
}

const creditedOnce = (name: string, behaviour: () => Behaviour, delayMs = 0): Scenario =>
  scenario(name, async (bench) => {
    bench.cabinet.behave(behaviour());
    bench.cabinet.act({ action: 'delayNextCredit', ms: delayMs });
    const order = { transferId: bench.nextId(), amount, lifetimeMs: 10_000 };
    deepEqual(await bench.driver.creditMeter.transfer(order), { outcome: 'credited', amount });
    equal(bench.cabinet.state.meters.credits, amount.minor);
  });

/** Orders a credit, takes the board away while it is at it and gives it back. @returns what the board says then. */
async function askedAfter(bench: Bench, loss: () => Promise<void>): Promise<TransferStatus> {
  const transferId = bench.nextId();
  const order = bench.driver.creditMeter
    .transfer({ transferId, amount, lifetimeMs: 10_000 })
    .catch((error: unknown) => error);
  await loss();
  const result = await order;
  if (result instanceof Error) equal('code' in result && result.code, 'NO_ANSWER');
  await bench.untilReady();
  return bench.driver.creditMeter.query(transferId, null);
}

const afterCutAt: readonly [TransferStep, TransferStatus][] = [
  ['received', { outcome: 'unknown' }],
  ['recorded', { outcome: 'refused', reason: 'EXPIRED' }],
  ['credited', { outcome: 'credited', amount }],
  ['completed', { outcome: 'credited', amount }],
  ['answered', { outcome: 'credited', amount }],
];

export const lossScenarios: readonly Scenario[] = [
  creditedOnce('a begin that was lost is credited once', () => losingFirst('fromKiosk', 'TRANSFER_BEGIN')),
  creditedOnce('a begin lost three times is credited once', () =>
    losingFirst('fromKiosk', 'TRANSFER_BEGIN', 3),
  ),
  creditedOnce('an answer that was lost is asked for, and credited once', () =>
    losingFirst('toKiosk', 'TRANSFER_BEGIN'),
  ),
  creditedOnce(
    'answers to questions may be lost as well',
    () => losingFirst('toKiosk', 'TRANSFER_QUERY', 2),
    200,
  ),
  creditedOnce('a notice of the end may be lost', () => losingFirst('toKiosk', 'TRANSFER'), 200),
  creditedOnce('reports that all come twice credit once', () => duplicating(() => true)),
  creditedOnce('slow reports credit once', () => delayed(60, systemClock)),
  creditedOnce('reports slower than the patience of the driver credit once', () => delayed(200, systemClock)),

  ...afterCutAt.map(([step, status]) =>
    scenario(
      `a power cut at the step "${step}" leaves ${status.outcome} as the one answer`,
      async (bench) => {
        bench.cabinet.act({ action: 'powerCutAt', step });
        const answer = await askedAfter(bench, async () => {
          await bench.untilFault('ABSENT');
          bench.cabinet.act({ action: 'power', on: true });
        });
        deepEqual(answer, status);
        const { credits, cashlessIn } = bench.cabinet.state.meters;
        equal(credits, status.outcome === 'credited' ? amount.minor : 0);
        equal(cashlessIn, credits);
      },
    ),
  ),

  scenario(
    'a cable pulled over a pending credit does not stop it, and the board tells afterwards',
    async (bench) => {
      bench.cabinet.act({ action: 'delayNextCredit', ms: 300 });
      const answer = await askedAfter(bench, async () => {
        await bench.untilCabinet('the begin', ({ state }) => state.transfers[0]?.outcome === 'pending');
        bench.cabinet.act({ action: 'cable', plugged: false });
        await bench.untilFault('ABSENT');
        await bench.untilCabinet('the credit', ({ state }) => state.transfers[0]?.outcome === 'credited');
        bench.cabinet.act({ action: 'cable', plugged: true });
      });
      deepEqual(answer, { outcome: 'credited', amount });
    },
  ),
];
