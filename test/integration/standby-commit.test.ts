/** What PostgreSQL says about a commit that its synchronous standby did not confirm [durable-first]. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CommitUnknownError, Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { startStandby, type Standby } from '../support/databases/standby.ts';
import { waitFor } from '../support/wait.ts';

let site: BridgeSite;
let standby: Standby;
let database: Database;
beforeAll(async () => {
  site = await BridgeSite.open();
  await site.sql('CREATE TABLE kept (id text)');
  await site.sql('GRANT SELECT, INSERT ON kept TO PUBLIC');
  standby = await startStandby(site.dataDir, site.ownerUrl);
  database = new Database(site.databaseUrl, { maxConnections: 1, onError: () => undefined });
}, 60_000);
afterAll(async () => {
  await standby.start(); // else the primary's end would wait for it
  await database.end();
  await site.close();
});

async function cancelWaiting(): Promise<void> {
  await waitFor('a commit that waits for the standby', async () => {
    const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
    return (await site.sql(cancel)).length > 0;
  });
}

it('says that it does not know when somebody cancels the wait, and believes the next one that is confirmed', async () => {
  const keep = async (id: string) =>
    database.transaction(async (tx) => tx.query('INSERT INTO kept VALUES ($1)', [id]));
  await keep('both disks');
  await standby.stop();

  const transaction = expect(keep('one disk')).rejects.toThrow(CommitUnknownError);
  await cancelWaiting();
  await transaction;
  const statement = expect(database.query(`INSERT INTO kept VALUES ('one disk, too')`)).rejects.toThrow(
    CommitUnknownError,
  );
  await cancelWaiting();
  await statement;

  const waits = keep('both disks again');
  await standby.start();
  await waits;
  expect(await site.sql('SELECT id FROM kept')).toHaveLength(4);
  await standby.stop();
});
