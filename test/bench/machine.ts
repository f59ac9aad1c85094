/** On what a run was measured. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { capture } from '../../tools/command.ts';
import { CHECKOUT } from '../../tools/checkout.ts';

/** More than this many waiting programs for each core when the run begins: the figures are those of a busy machine. */
const BUSY = 0.5;

export interface Machine {
  readonly description: string;
  /** Programs that ran or waited for a core when the run began (the load average of a minute). */
  readonly load: number;
  readonly busy: boolean;
}

export function thisMachine(): Machine {
  const load = loadavg()[0] ?? 0;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const description = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${memory}, ${process.platform}, Node ${process.version}`;
  return { description, load, busy: load > BUSY * availableParallelism() };
}

/** Of the checkout, with a plus where files are changed. */
export async function commit(): Promise<string> {
  const { stdout } = await capture('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: CHECKOUT });
  const changed = await capture('git', ['status', '--porcelain', '--untracked-files=no'], { cwd: CHECKOUT });
  return stdout.trim() + (changed.stdout.trim() === '' ? '' : '+');
}
