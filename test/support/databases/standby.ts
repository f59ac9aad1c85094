/** A second PostgreSQL server that follows the site's own and confirms each of its commits (a synchronous standby). */
import { execFile } from 'node:child_process';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { serverOptions } from '../../../bridge/platform/postgres/embedded.ts';
import { freePorts } from '../../../demo/free-ports.ts';
import { waitFor } from '../wait.ts';
import { clusterOf, controlServer, whileStopped } from './postgres-server.ts';

const run = promisify(execFile);

export interface Standby {
  readonly port: number;
  /** Its server is away: the primary's commits wait from now on. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** It takes the primary's place. Resolves when it takes writes. */
  promote(): Promise<void>;
}

/**
 * Copies the stopped server's disk and starts both. From then on a commit of the primary is confirmed when it is on both
 * disks.
 * @param ownerUrl of the primary.
 */
export async function startStandby(dataDir: string, ownerUrl: string): Promise<Standby> {
  const root = join(dataDir, 'standby');
  const [port = 0] = await freePorts(1);
  const primary = new URL(ownerUrl);
  await whileStopped(dataDir, async () => {
    await mkdir(root);
    await run('cp', ['-a', clusterOf(dataDir), clusterOf(root)]);
    const conninfo = `host=127.0.0.1 port=${primary.port} user=${primary.username} password=${primary.password}`;
    await appendFile(join(clusterOf(root), 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
    await writeFile(join(clusterOf(root), 'standby.signal'), '');
    await run('chown', ['--reference', clusterOf(dataDir), join(clusterOf(root), 'standby.signal')]);
  });
  const start = async () => {
    await controlServer(root, 'start', '-o', serverOptions(port));
    await waitFor('the standby to confirm commits', async () => {
      const sync = await query(ownerUrl, `SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`);
      return sync.length === 1;
    });
  };
  await query(ownerUrl, `ALTER SYSTEM SET synchronous_standby_names = '*'`);
  await query(ownerUrl, 'SELECT pg_reload_conf()');
  await start();
  return {
    port,
    start,
    stop: () => controlServer(root, 'stop', '-m', 'immediate'),
    promote: () => controlServer(root, 'promote'),
  };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
