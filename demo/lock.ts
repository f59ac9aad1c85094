/** One demo per state directory: a local socket that only one process at a time can listen on. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Held until the server is closed or its process ends. @returns null when another process holds it. */
export async function takeLock(directory: string): Promise<Server | null> {
  const address = addressOf(directory);
  const lock = createServer((caller) => caller.destroy());
  for (;;) {
    try {
      lock.listen(address);
      await once(lock, 'listening');
      return lock;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (await answers(address)) return null;
      await rm(address, { force: true }); // left by a holder that was killed
    }
  }
}

/** Short, as the paths of local sockets have to be, whatever the length of the directory's. */
function addressOf(directory: string): string {
  const name = `topper-demo-${createHash('sha256').update(path.resolve(directory)).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), `${name}.lock`);
}

async function answers(address: string): Promise<boolean> {
  const call = connect(address);
  try {
    await once(call, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    call.destroy();
  }
}
