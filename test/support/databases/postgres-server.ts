/** What an administrator, or a failing machine, does to the site's PostgreSQL. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findServerAccount } from '../../../bridge/platform/postgres/server-account.ts';
import { findServerPrograms } from '../../../bridge/platform/postgres/server-programs.ts';

const run = promisify(execFile);

/** Stops it without a word to its clients, as a crash does, and starts it again on the same port. */
export async function crashAndRestartPostgres(dataDir: string): Promise<void> {
  await control(dataDir, 'restart', '-m', 'immediate');
}

/** Keeps the server's disk as it is now, under the name. */
export async function keepDisk(dataDir: string, name: string): Promise<void> {
  await whileStopped(dataDir, () => run('cp', ['-a', cluster(dataDir), join(dataDir, name)]));
}

/** The server's disk is as it was when it was kept. */
export async function setDiskBack(dataDir: string, name: string): Promise<void> {
  await whileStopped(dataDir, async () => {
    await run('rm', ['-rf', cluster(dataDir)]);
    await run('cp', ['-a', join(dataDir, name), cluster(dataDir)]);
  });
}

async function whileStopped(dataDir: string, work: () => Promise<unknown>): Promise<void> {
  // The port, for example: unlike a restart, a start keeps none of these options.
  const [, ...options] = (await readFile(join(cluster(dataDir), 'postmaster.opts'), 'utf8'))
    .trim()
    .split(' ');
  await control(dataDir, 'stop', '-m', 'fast');
  await work();
  await control(dataDir, 'start', '-o', options.join(' '));
}

async function control(dataDir: string, ...command: string[]): Promise<void> {
  const account = await findServerAccount();
  const { pgCtl } = await findServerPrograms(account, () => undefined);
  const log = join(cluster(dataDir), 'server.log');
  const all = [...account.prefix, pgCtl, ...command, '-D', cluster(dataDir), '-w', '-l', log];
  const [file = pgCtl, ...args] = all;
  await run(file, args, { cwd: '/' });
}

function cluster(dataDir: string): string {
  return join(dataDir, 'postgres');
}
