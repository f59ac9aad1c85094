/** What an administrator, or a failing machine, does to the site's PostgreSQL. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findServerAccount } from '../../bridge/postgres/server-account.ts';
import { findServerPrograms } from '../../bridge/postgres/server-programs.ts';

const run = promisify(execFile);

/** Stops it without a word to its clients, as a crash does, and starts it again on the same port. */
export async function crashAndRestartPostgres(dataDir: string): Promise<void> {
  const account = await findServerAccount();
  const { pgCtl } = await findServerPrograms(account, () => undefined);
  const cluster = join(dataDir, 'postgres');
  const restart = ['restart', '-D', cluster, '-m', 'immediate', '-w', '-l', join(cluster, 'server.log')];
  const [file = pgCtl, ...args] = [...account.prefix, pgCtl, ...restart];
  await run(file, args, { cwd: '/' });
}
