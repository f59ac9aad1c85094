/** Runs inside the virtual machine, as a process of `order-to-credit.ts`: the same measurement through hidraw. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hidraw } from '../../hid/hidraw.ts';
import { creditTimes } from './credit-times.ts';
import { SAMPLES_LINE } from './order-to-credit.ts';

const [rounds = '1', samples = '50'] = process.argv.slice(2);
const directory = await mkdtemp(join(tmpdir(), 'bench-'));
const taken = await creditTimes({
  target: hidraw,
  rounds: Number(rounds),
  samples: Number(samples),
  directory,
});
const line = { kiosk: rounded(taken.kiosk), bareAndFsync: rounded(taken.bareAndFsync) };
console.log(`${SAMPLES_LINE}${JSON.stringify(line)}`);

function rounded(times: readonly number[]): number[] {
  return times.map((time) => Math.round(time * 1_000) / 1_000);
}
