/** When the demo is to end: Ctrl-C, SIGTERM, a closed terminal, or the end of whoever started it. */
import { isAlive } from './process-tree.ts';

const LOOK_EVERY_MS = 500;

/** Resolves at the first of them; a second Ctrl-C ends this process at once, and the warden ends the rest. */
export async function endAsked(): Promise<void> {
  const parent = process.ppid;
  await new Promise<void>((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(1);
      asked = true;
      clearInterval(looking);
      resolve();
    };
    const looking = setInterval(() => {
      if (process.ppid !== parent || !isAlive(parent)) ask();
    }, LOOK_EVERY_MS);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  });
}
