/** Why Electron's single-instance lock was refused; it only says that it was. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

/**
 * Whether a process that lives holds the lock of this data directory, rather than a directory that takes no lock. On
 * POSIX Chromium's lock is a symbolic link to HOST-PID; elsewhere it needs no disk.
 */
export function lockIsHeld(directory: string): boolean {
  if (process.platform === 'win32') return true;
  let holder: string;
  try {
    holder = readlinkSync(path.join(directory, 'SingletonLock'));
  } catch {
    return false;
  }
  const [, host, pid] = /^(.*)-(\d+)$/.exec(holder) ?? [];
  return host === hostname() && isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
