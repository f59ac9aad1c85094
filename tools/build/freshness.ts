/** Whether what was built is still what would be built: by the names, sizes and times of the inputs. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const STAMP = '.built-from';

/** A digest over all inputs that changes when any of them does. Tests do not count. */
export async function fingerprint(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of await filesUnder(path.join(root, input))) {
      const { size, mtimeMs } = await stat(file);
      hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** The fingerprint that `directory` was built from; null when it was not built to the end. */
export async function readStamp(directory: string): Promise<string | null> {
  return readFile(path.join(directory, STAMP), 'utf8').catch(() => null);
}

export async function writeStamp(directory: string, value: string): Promise<void> {
  await writeFile(path.join(directory, STAMP), value);
}

async function filesUnder(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => null);
  if (found === null) return [];
  if (!found.isDirectory()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
