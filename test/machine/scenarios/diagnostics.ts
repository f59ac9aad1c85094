/** What a machine finds out about itself. */
import { deepEqual } from 'node:assert/strict';
import { scenario, type Scenario } from '../scenario.ts';

export const diagnosticsScenarios: readonly Scenario[] = [
  scenario('the self test tells which part has failed', async (bench) => {
    deepEqual(await bench.diagnostics.selfTest(), []);
    bench.simulator.act({ action: 'acceptor', state: 'JAMMED' });
    deepEqual(await bench.diagnostics.selfTest(), ['ACCEPTOR']);
  }),
];
