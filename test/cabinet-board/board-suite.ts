/**
 * What the driver of docs/cabinet-hid.md promises besides what every machine promises (test/machine/): whatever reports
 * reach it, and whichever do not. It knows no cable, so that the same scenarios run on every way to plug a board in.
 */
import type { BoardScenario } from './board-scenario.ts';
import { escrowScenarios } from './scenarios/escrow.ts';
import { reportLossScenarios } from './scenarios/loss.ts';
import { lyingScenarios } from './scenarios/lying.ts';

export const boardSuite: readonly BoardScenario[] = [
  ...reportLossScenarios,
  ...escrowScenarios,
  ...lyingScenarios,
];
