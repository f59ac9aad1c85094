/** `npm run test:hid`: the driver suite through node-hid, hidraw and a kernel, without hardware. */
import { writeFile } from 'node:fs/promises';
import { CHECKOUT } from '../../tools/checkout.ts';
import { runProgram } from '../../tools/setup-error.ts';
import { COUNTS_VARIABLE } from '../../tools/test/suite.ts';
import { runInGuest } from './guest/guest.ts';

/** No scenario is silent for that long, even on a busy machine. */
const SILENCE_MS = 90_000;

await runProgram(async () => {
  const counts = new Map<string, number>();
  const exitCode = await runInGuest({
    command: [process.execPath, '--test-reporter=spec', 'test/hid/in-guest.ts'],
    cwd: CHECKOUT,
    silenceMs: SILENCE_MS,
    onLine(line) {
      console.log(line);
      const [, name, count] = /^ℹ (pass|fail) (\d+)/.exec(line) ?? [];
      if (name !== undefined) counts.set(name, Number(count));
    },
  });
  const file = process.env[COUNTS_VARIABLE];
  if (file !== undefined) {
    const figures = { numPassedTests: counts.get('pass'), numFailedTests: counts.get('fail') };
    await writeFile(file, JSON.stringify(figures));
  }
  return exitCode;
});
