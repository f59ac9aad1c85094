/** The driver suite in process and over a loopback socket; test/hid runs it through node-hid and the kernel. */
import { describe, expect, it } from 'vitest';
import { driverSuite } from '../hid/driver-suite.ts';
import { inProcess, loopbackSocket } from '../hid/targets.ts';

describe.each([inProcess, loopbackSocket])('the driver, $name:', (target) => {
  it.concurrent.each(driverSuite)('$name', async (scenario) => {
    await expect(scenario.run(target)).resolves.toBeUndefined();
  });
});
