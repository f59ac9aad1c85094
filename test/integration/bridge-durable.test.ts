/** What the bridge asks of PostgreSQL before it believes a commit [durable-first]. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

const SETTING = `SELECT current_setting('synchronous_commit') AS setting`;

it.each([
  { role: 'off', used: 'on' },
  { role: 'on', used: 'on' },
  { role: 'remote_apply', used: 'remote_apply' },
])('with synchronous_commit $role for everybody, its commits are $used', async ({ role, used }) => {
  await site.sql(`ALTER ROLE ALL SET synchronous_commit = ${role}`);
  const database = new Database(site.databaseUrl, { maxConnections: 2, onError: () => undefined });
  try {
    expect((await database.query(SETTING)).rows).toEqual([{ setting: used }]);
    await database.transaction(async (tx) => {
      expect((await tx.query(SETTING)).rows).toEqual([{ setting: used }]);
    });
  } finally {
    await database.end();
    await site.sql('ALTER ROLE ALL RESET synchronous_commit');
  }
});
