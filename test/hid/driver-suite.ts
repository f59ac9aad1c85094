/**
 * The driver suite: what a driver of docs/cabinet-hid.md promises, whatever the board hangs on. It knows no test runner
 * and no cable, so that the same scenarios run in process, over a loopback socket, and through node-hid and the kernel.
 */
import { lyingScenarios } from './scenarios/lying.ts';
import { lossScenarios } from './scenarios/loss.ts';
import { noteScenarios } from './scenarios/notes.ts';
import { pluggingScenarios } from './scenarios/plugging.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { transferScenarios } from './scenarios/transfers.ts';

export const driverSuite: readonly Scenario[] = [
  ...pluggingScenarios,
  ...transferScenarios,
  ...lossScenarios,
  ...noteScenarios,
  ...lyingScenarios,
];
