/** Processor time of a tree of processes, from /proc. */
import { readdir, readFile } from 'node:fs/promises';

/** Linux counts it in hundredths of a second on every machine we run on (sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

export interface ProcessorTime {
  name: string;
  /** User and system time since the process began, in seconds. */
  used: number;
}

/** The process and all its descendants. */
export async function processTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^[0-9]+$/.test(entry)) continue;
    const fields = await statFields(Number(entry));
    if (fields !== null) parents.set(Number(entry), Number(fields[1]));
  }
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

export async function processorSeconds(pids: readonly number[]): Promise<Map<number, ProcessorTime>> {
  const times = new Map<number, ProcessorTime>();
  for (const pid of pids) {
    const fields = await statFields(pid);
    if (fields === null) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const name = /--type=[a-z-]+/.exec(command)?.[0] ?? 'main';
    times.set(pid, { name, used: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND });
  }
  return times;
}

/** What follows the name in /proc/PID/stat, which may itself hold spaces; null when the process has ended. */
async function statFields(pid: number): Promise<string[] | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
