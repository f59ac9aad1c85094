/** On what a run was measured. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { capture } from '../../tools/command.ts';
import { CHECKOUT } from '../../tools/checkout.ts';

const LOOK_MS = 500;

export interface Machine {
  readonly description: string;
  /** Programs that run or wait for a core (the load average of a minute). */
  readonly load: number;
}

export function thisMachine(): Machine {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const description = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${memory}, ${process.platform}, Node ${process.version}`;
  return { description, load: loadavg()[0] ?? 0 };
}

/** How much of all cores is in use in this moment, from 0 to 1. While nothing is measured, that is other programs. */
export async function processorInUse(): Promise<number> {
  const before = await ticks();
  await pause(LOOK_MS);
  const after = await ticks();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

/** Hundredths of a second that all cores had so far, and those in which they had nothing to do. */
async function ticks(): Promise<{ idle: number; all: number }> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, ...rest] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const interrupts = rest.slice(0, 3).reduce((sum, part) => sum + part, 0);
  return { idle: idle + waiting, all: user + nice + system + idle + waiting + interrupts };
}

/** Of the checkout, with a plus where files are changed. */
export async function commit(): Promise<string> {
  const { stdout } = await capture('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: CHECKOUT });
  const changed = await capture('git', ['status', '--porcelain', '--untracked-files=no'], { cwd: CHECKOUT });
  return stdout.trim() + (changed.stdout.trim() === '' ? '' : '+');
}
