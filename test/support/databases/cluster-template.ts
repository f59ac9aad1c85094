/**
 * A PostgreSQL cluster with the bridge's tables, made once for a whole run of tests. A copy of it is there long before
 * `initdb` and the migrations would be through.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '../../../bridge/ledger/schema/migrate.ts';
import { Database } from '../../../bridge/platform/postgres/database.ts';
import { EMBEDDED_SERVICE_ROLE, startEmbeddedPostgres } from '../../../bridge/platform/postgres/embedded.ts';

/** Tells the tests where it is. */
const VARIABLE = 'TOPPER_TEST_CLUSTER';

/** For all processes that this one starts from now on. @returns what removes it. */
export async function provideCluster(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'topper-cluster-'));
  const server = await startEmbeddedPostgres(directory, () => undefined);
  await makeTables(server.ownerUrl);
  await server.stop();
  process.env[VARIABLE] = directory;
  return async () => rm(directory, { recursive: true });
}

/** What a server under this data directory starts with; without a template it makes its own. */
export async function copyCluster(dataDir: string): Promise<void> {
  const template = process.env[VARIABLE];
  // PostgreSQL runs as another account, whose the copy stays.
  if (template !== undefined) await promisify(execFile)('cp', ['-a', `${template}/.`, dataDir]);
}

/** Does nothing where they are there. */
export async function makeTables(ownerUrl: string): Promise<void> {
  const owner = new Database(ownerUrl, { maxConnections: 1, onError: () => undefined });
  try {
    await migrate(owner, EMBEDDED_SERVICE_ROLE);
  } finally {
    await owner.end();
  }
}
