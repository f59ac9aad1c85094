import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** What the journal may need at once: to fold its write-ahead log in, and to go on. */
const ROOM = Buffer.alloc(1024 * 1024);

/** Whether a directory has room for that much: writes that much and removes it again. */
export function hasRoom(directory: string): boolean {
  const probe = path.join(directory, 'room.probe');
  try {
    const handle = openSync(probe, 'w', 0o600);
    try {
      writeSync(handle, ROOM);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return true;
  } catch {
    return false; // full, read-only or failing: not now
  } finally {
    removeQuietly(probe);
  }
}

/** A read-only disk has nothing to remove, and the failure needs no report. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // it is overwritten the next time
  }
}
