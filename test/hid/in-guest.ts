/** Runs inside the guest: what the cabinet board's driver promises, through the real node-hid and the kernel's hidraw. */
import { test } from 'node:test';
import { driverOn } from '../cabinet-board/board-bench.ts';
import { boardSuite } from '../cabinet-board/board-suite.ts';
import { conformanceSuite } from '../machine/conformance-suite.ts';
import { hidraw } from './hidraw.ts';
import { busScenarios } from './scenarios/bus.ts';
import { processScenarios } from './scenarios/process.ts';

/**
 * This is less than the silence after which the guest is switched off, so that a scenario that hangs is named first.
 */
const timeout = 80_000;

for (const scenario of conformanceSuite(['noteAcceptor', 'attendantKey', 'diagnostics'])) {
  void test(scenario.name, { timeout }, async () => scenario.run(driverOn(hidraw)));
}
for (const scenario of [...boardSuite, ...busScenarios, ...processScenarios]) {
  void test(scenario.name, { timeout }, async () => scenario.run(hidraw));
}
