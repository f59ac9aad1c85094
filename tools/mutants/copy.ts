/** A copy of the checkout that may be broken. */
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';

/** What is made, fetched or written by tests; the modules are shared. */
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'release', path.join('test', '.output')]);

export async function copyOfCheckout(): Promise<{ directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'topper-mutants-'));
  await cp(CHECKOUT, directory, {
    recursive: true,
    filter: (source) => !LEFT_OUT.has(path.relative(CHECKOUT, source)),
  });
  await symlink(path.join(CHECKOUT, 'node_modules'), path.join(directory, 'node_modules'));
  return { directory, remove: async () => rm(directory, { recursive: true, force: true }) };
}
