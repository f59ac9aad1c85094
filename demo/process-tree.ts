/**
 * A program of the demo with everything it started, as one thing to end: a process group where there are groups, the
 * tree of taskkill on Windows. The program must have been spawned `detached`, which makes it a group's leader.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const onWindows = process.platform === 'win32';

/** Whether any process of the tree is left. On Windows only the leader can be asked. */
export function treeIsAlive(pid: number): boolean {
  return canSignal(onWindows ? pid : -pid);
}

/** Whether the process exists. */
export function isAlive(pid: number): boolean {
  return canSignal(pid);
}

/** Asks the program to end; what it started is its own to end. On Windows nothing can be asked: it is ended. */
export async function askToEnd(pid: number): Promise<void> {
  if (onWindows) await endTree(pid);
  else signal(pid, 'SIGTERM');
}

/** Ends the whole tree at once; nothing where nothing is left. */
export async function endTree(pid: number): Promise<void> {
  if (!onWindows) {
    signal(-pid, 'SIGKILL');
    return;
  }
  const killer = spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  await once(killer, 'close');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
