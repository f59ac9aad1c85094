/** Where no secret key is given, the embedded case, the bridge makes one beside its database and keeps it. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseSecretKey, type SecretKey } from './secret-key.ts';

export async function openSecretKeyFile(dataDir: string): Promise<SecretKey> {
  const file = join(resolve(dataDir), 'secret.key');
  const found = await readFile(file, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await make(file);
    return readFile(file, 'utf8');
  });
  const key = parseSecretKey(found.trim());
  if (!key) throw new Error(`${file} does not hold 64 hexadecimal digits`);
  return key;
}

/** It gets its name when it is whole; of two processes that are at it, one wins. */
async function make(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(resolve(file, '..'), { recursive: true });
  await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}
