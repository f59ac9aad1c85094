/** Reports that go missing, come late or come twice: credited once [exactly-once] [confirmed-only]. */
import { deepEqual, equal } from 'node:assert/strict';
import { decodeMessage } from '../../../hardware/drivers/cabinet-board/codec.ts';
import type { Behaviour } from '../../../simulators/cabinet-board/behaviour.ts';
import { delayed, duplicating } from '../../../simulators/cabinet-board/behaviours.ts';
import { systemClock } from '../../../hardware/clock.ts';
import { amount } from '../../machine/scenario.ts';
import { boardScenario, type BoardScenario } from '../board-scenario.ts';

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

const creditedOnce = (name: string, behaviour: () => Behaviour, delayMs = 0): BoardScenario =>
  boardScenario(name, async (bench) => {
    bench.cabinet.behave(behaviour());
    bench.cabinet.act({ action: 'delayNextCredit', ms: delayMs });
    const order = { transferId: bench.nextId(), amount, lifetimeMs: 10_000 };
    deepEqual(await bench.creditMeter.transfer(order), { outcome: 'credited', amount });
    equal(bench.cabinet.state.meters.credits, amount.minor);
  });

export const reportLossScenarios: readonly BoardScenario[] = [
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
];
