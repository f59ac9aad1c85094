/**
 * `npm run bench:credit`: what the kiosk adds to the board's own time between order and confirmed credit, in process and
 * through node-hid and hidraw, against a bare write-and-read loop on the same device and one fsync.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '../../tools/checkout.ts';
import { runProgram } from '../../tools/setup-error.ts';
import { runInGuest } from '../hid/guest/guest.ts';
import { hidraw } from '../hid/hidraw.ts';
import type { Target } from '../cabinet-board/board-bench.ts';
import { inProcess } from '../cabinet-board/targets.ts';
import { type CreditTimes, creditTimes } from './credit-times.ts';
import type { Percentiles } from './percentiles.ts';

/** At most so many times what the bare loop and one fsync take, at the median. */
const LIMIT = 1.5;
const GUEST_SILENCE_MS = 600_000;

async function bench(target: Target, perRound: number): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    return report(target.name, await creditTimes(target, perRound, directory));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** @returns 0 when the kiosk is within the limit, else 1. */
function report(name: string, times: CreditTimes): number {
  const rows: [string, keyof CreditTimes][] = [
    ['bare write-and-read', 'bare'],
    ['one fsync', 'fsync'],
    ['bare loop and one fsync', 'bareAndFsync'],
    ['driver', 'driver'],
    ['kiosk: order to confirmed', 'kiosk'],
    ['kiosk: order to result sent', 'kioskToBridge'],
  ];
  console.log(`\nCredit ${name}, milliseconds (${times.kiosk.samples} samples a row)`);
  for (const [label, row] of rows) {
    const { p50, p99 } = times[row];
    console.log(
      `  ${label.padEnd(28)} p50 ${p50.toFixed(3).padStart(8)}   p99 ${p99.toFixed(3).padStart(8)}`,
    );
  }
  const ratio = (of: Percentiles, to: Percentiles): string =>
    `p50 ${(of.p50 / to.p50).toFixed(2).padStart(8)}   p99 ${(of.p99 / to.p99).toFixed(2).padStart(8)}`;
  console.log(`  driver / bare loop           ${ratio(times.driver, times.bare)}`);
  console.log(
    `  kiosk / (bare loop + fsync)  ${ratio(times.kiosk, times.bareAndFsync)}   limit p50 ${LIMIT}`,
  );
  return times.kiosk.p50 <= LIMIT * times.bareAndFsync.p50 ? 0 : 1;
}

await runProgram(async () => {
  if (process.argv.includes('--hidraw')) return bench(hidraw, 100);
  const here = await bench(inProcess, 200);
  const guest = await runInGuest({
    command: [process.execPath, 'test/bench/credit.ts', '--hidraw'],
    cwd: CHECKOUT,
    silenceMs: GUEST_SILENCE_MS,
    onLine: (line) => console.log(line),
  });
  return Math.max(here, guest);
});
