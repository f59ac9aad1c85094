/** Why Electron's single-instance lock was refused; it only says that it was. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

/**
 * Null where a process that lives holds the lock of this data directory; otherwise why there is no lock, as one sentence.
 * On POSIX Chromium's lock is a symbolic link to HOST-PID; elsewhere it needs no disk.
 */
export function whyNoLock(directory: string): string | null {
  if (process.platform === 'win32') return null;
  const holder = holderOf(path.join(directory, 'SingletonLock'));
  if (holder === null) return `${directory} takes no lock: it is full, read-only or failing`;
  const [, host, pid] = /^(.*)-(\d+)$/.exec(holder) ?? [];
  if (host === hostname() && isAlive(Number(pid))) return null;
  return `the lock in ${directory} was left behind by ${holder}, which does not run here`;
}

function holderOf(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
