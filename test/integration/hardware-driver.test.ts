/** The driver of the cabinet board in process and over a loopback socket; test/hid runs it through node-hid and the kernel. */
import { describe, expect, it } from 'vitest';
import { driverOn } from '../cabinet-board/board-bench.ts';
import { boardSuite } from '../cabinet-board/board-suite.ts';
import { inProcess, loopbackSocket } from '../cabinet-board/targets.ts';
import { conformanceSuite } from '../machine/conformance-suite.ts';

describe.each([inProcess, loopbackSocket])('the cabinet board, $name:', (target) => {
  describe('what every machine promises:', () => {
    const suite = conformanceSuite(['noteAcceptor', 'attendantKey', 'diagnostics']);
    it.concurrent.each(suite)('$name', async (scenario) => {
      await expect(scenario.run(driverOn(target))).resolves.toBeUndefined();
    });
  });

  describe('what its reports may do:', () => {
    it.concurrent.each(boardSuite)('$name', async (scenario) => {
      await expect(scenario.run(target)).resolves.toBeUndefined();
    });
  });
});
