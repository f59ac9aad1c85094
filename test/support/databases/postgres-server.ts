/** What an administrator, or a failing machine, does to the site's PostgreSQL. */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findServerAccount } from '../../../bridge/platform/postgres/server-account.ts';
import { findServerPrograms } from '../../../bridge/platform/postgres/server-programs.ts';

const run = promisify(execFile);

/** Stops it without telling its clients, as a crash does, and starts it again on the same port. */
export async function crashAndRestartPostgres(dataDir: string): Promise<void> {
  await controlServer(dataDir, 'restart', '-m', 'immediate');
}

/** All of its processes are killed at once, as when its machine loses power. */
export async function killServer(dataDir: string): Promise<void> {
  const [postmaster = ''] = (await readFile(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8')).split('\n');
  const { stdout } = await run('pgrep', ['-P', postmaster]);
  for (const pid of [postmaster, ...stdout.trim().split('\n')]) process.kill(Number(pid), 'SIGKILL');
}

/**
 * Starts a server again that was killed, as it was. What it left says its old process id, which may belong to any other
 * process by now: `pg_ctl` would wait for the end of that one.
 */
export async function startKilledServer(dataDir: string): Promise<void> {
  await rm(join(clusterOf(dataDir), 'postmaster.pid'));
  await controlServer(dataDir, 'start', '-o', await optionsOf(dataDir));
}

/** Keeps the server's disk as it is now, under the name. */
export async function keepDisk(dataDir: string, name: string): Promise<void> {
  await whileStopped(dataDir, () => run('cp', ['-a', clusterOf(dataDir), join(dataDir, name)]));
}

/** The server's disk is as it was when it was kept. */
export async function setDiskBack(dataDir: string, name: string): Promise<void> {
  await whileStopped(dataDir, async () => {
    await run('rm', ['-rf', clusterOf(dataDir)]);
    await run('cp', ['-a', join(dataDir, name), clusterOf(dataDir)]);
  });
}

/** Does the work while the server is stopped, and starts it as it was. */
export async function whileStopped(dataDir: string, work: () => Promise<unknown>): Promise<void> {
  const options = await optionsOf(dataDir);
  await controlServer(dataDir, 'stop', '-m', 'fast');
  await work();
  await controlServer(dataDir, 'start', '-o', options);
}

/** The port, for example: unlike a restart, a start keeps none of them. */
async function optionsOf(dataDir: string): Promise<string> {
  const [, ...options] = (await readFile(join(clusterOf(dataDir), 'postmaster.opts'), 'utf8'))
    .trim()
    .split(' ');
  return options.join(' ');
}

/** `pg_ctl` with this command, as the account that the server runs under. Resolves when it is carried out. */
export async function controlServer(dataDir: string, ...command: string[]): Promise<void> {
  const account = await findServerAccount();
  const { pgCtl } = await findServerPrograms(account, () => undefined);
  const log = join(clusterOf(dataDir), 'server.log');
  const all = [...account.prefix, pgCtl, ...command, '-D', clusterOf(dataDir), '-w', '-l', log];
  const [file = pgCtl, ...args] = all;
  await run(file, args, { cwd: '/' });
}

/** The server's data directory. */
export function clusterOf(dataDir: string): string {
  return join(dataDir, 'postgres');
}
