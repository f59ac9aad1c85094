/** `npm run test:hid`: the driver suite through node-hid, hidraw and a kernel, without hardware. */
import { CHECKOUT } from '../../tools/checkout.ts';
import { runProgram } from '../../tools/setup-error.ts';
import { runInGuest } from './guest/guest.ts';

const TIMEOUT_MS = 170_000;

await runProgram(async () =>
  runInGuest({
    command: [process.execPath, '--test-reporter=spec', 'test/hid/in-guest.ts'],
    cwd: CHECKOUT,
    timeoutMs: TIMEOUT_MS,
    onLine: (line) => console.log(line),
  }),
);
