/** A real pgbouncer before a PostgreSQL, from Debian. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureDebianPackages } from '../../../tools/debian.ts';

export interface Pgbouncer {
  /** The URL of the same database, through pgbouncer. */
  readonly url: string;
  stop(): Promise<void>;
}

/** It does not run as root. */
const NOBODY = 65_534;

/** @param options lines for its configuration. */
export async function startPgbouncer(databaseUrl: string, options: readonly string[]): Promise<Pgbouncer> {
  await ensureDebianPackages([['pgbouncer']]);
  const server = new URL(databaseUrl);
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'topper-pgbouncer-'));
  const file = join(directory, 'pgbouncer.ini');
  const { username, password } = server;
  const configuration = [
    '[databases]',
    `* = host=${server.hostname} port=${server.port} user=${username} password=${decodeURIComponent(password)}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1`,
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    ...options,
  ];
  await writeFile(file, configuration.join('\n'), { mode: 0o600 });
  const asNobody = process.getuid?.() === 0;
  if (asNobody) for (const path of [directory, file]) await chown(path, NOBODY, NOBODY);
  const child = spawn('/usr/sbin/pgbouncer', [file], {
    stdio: 'ignore',
    ...(asNobody && { uid: NOBODY, gid: NOBODY }),
  });
  const exited = once(child, 'exit');
  await listening(port, () => child.exitCode !== null);
  server.port = String(port);
  return {
    url: server.href,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      await rm(directory, { recursive: true });
    },
  };
}

async function listening(port: number, ended: () => boolean): Promise<void> {
  while (!(await answers(port))) {
    if (ended()) throw new Error('pgbouncer ended before it listened');
    await pause(20);
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const event = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return event;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
