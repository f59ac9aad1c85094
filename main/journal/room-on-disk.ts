import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** What the journal may need at once: to fold its write-ahead log in, and to go on. */
const ROOM = Buffer.alloc(1024 * 1024);

/** Whether a directory takes that much, by giving it that much and taking it away again. */
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

/** On a disk that is read-only there is nothing to remove, and nothing to say. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // it is overwritten the next time
  }
}
