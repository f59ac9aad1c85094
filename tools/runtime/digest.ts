/** One hash for everything that lies in a directory: names and contents. */
import { createHash } from 'node:crypto';
import { open, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';

/** @returns SHA-256 in hexadecimal; another one when any file is changed, missing, added or renamed. */
export async function digestOf(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ file: path.join(entry.parentPath, entry.name), isLink: entry.isSymbolicLink() }));
  const lines = await Promise.all(
    files.map(async ({ file, isLink }) => {
      const content = isLink ? `link to ${await readlink(file)}` : await hashOf(file);
      return `${path.relative(directory, file).split(path.sep).join('/')}\0${content}\n`;
    }),
  );
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
