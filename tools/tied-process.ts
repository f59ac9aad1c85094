/** Children that must not outlive us, on Linux. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A child that dies with us, even when we are killed, but not of the Ctrl-C that is meant for us. Its file descriptor
 * 3 is a pipe to us; its own output is dropped.
 */
export function spawnTied(file: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', file, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
    env,
  });
  child.on('error', () => undefined); // seen as an early end by whoever waits for it
  return child;
}

/** Asks it to end, and waits until it has. */
export async function endTied(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
