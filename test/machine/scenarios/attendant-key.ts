/** The attendant's key. */
import { equal } from 'node:assert/strict';
import { scenario, type Scenario } from '../scenario.ts';

export const attendantKeyScenarios: readonly Scenario[] = [
  scenario('the attendant’s key is noticed once for each turn', async (bench) => {
    let turns = 0;
    bench.attendantKey.on('turned', () => {
      turns += 1;
    });
    for (let turn = 1; turn <= 2; turn += 1) {
      bench.simulator.act({ action: 'attendantKey', turned: true });
      bench.simulator.act({ action: 'attendantKey', turned: false });
      // An answer comes after everything that the machine told before it.
      await bench.creditMeter.lastTransferId('000042');
      equal(turns, turn);
    }
  }),
];
