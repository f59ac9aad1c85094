/** When the demo is to end: Ctrl-C, SIGTERM, a closed terminal, or the end of whoever started it. */
import { readFileSync } from 'node:fs';
import { isAlive } from './process-tree.ts';

const LOOK_EVERY_MS = 500;
/** Two signals within this are one: a terminal and a parent may both pass it on. */
const ONE_SIGNAL_MS = 1_000;

/** Resolves at the first of them; a second Ctrl-C ends this process at once, and the warden ends the rest. */
export async function endAsked(): Promise<void> {
  const starters = whoStartedUs();
  const parent = process.ppid;
  await new Promise<void>((resolve) => {
    let askedAt: number | null = null;
    const ask = (): void => {
      if (askedAt !== null) {
        if (performance.now() - askedAt > ONE_SIGNAL_MS) process.exit(1);
        return;
      }
      askedAt = performance.now();
      clearInterval(looking);
      resolve();
    };
    const looking = setInterval(() => {
      if (process.ppid !== parent || !starters.every(isAlive)) ask();
    }, LOOK_EVERY_MS);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  });
}

/** Our parent; under npm, which puts a shell between, also npm itself where the system tells. */
function whoStartedUs(): number[] {
  const npm = process.env['npm_lifecycle_event'] === undefined ? null : parentOf(process.ppid);
  return npm === null ? [process.ppid] : [process.ppid, npm];
}

function parentOf(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  // "pid (name) state ppid ...", where the name may hold anything, brackets too
  const [, parent] = /.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return parent === undefined ? null : Number(parent);
}
