/** Runs inside the guest: the driver suite through the real node-hid and the kernel's hidraw. */
import { test } from 'node:test';
import { driverSuite } from './driver-suite.ts';
import { hidraw } from './hidraw.ts';
import { busScenarios } from './scenarios/bus.ts';
import { processScenarios } from './scenarios/process.ts';

for (const scenario of [...driverSuite, ...busScenarios, ...processScenarios]) {
  void test(scenario.name, async () => scenario.run(hidraw));
}
