import { afterAll, beforeAll, expect, it } from 'vitest';
import { noticeRestore } from '../../bridge/ledger/restored.ts';
import { Database } from '../../bridge/postgres/database.ts';
import { BridgeSite } from '../support/bridge-site.ts';

let site: BridgeSite;
let owner: Database;
beforeAll(async () => {
  site = await BridgeSite.open();
  owner = new Database(site.ownerUrl, { maxConnections: 1, onError: () => undefined });
});
afterAll(async () => {
  await owner.end();
  await site.close();
});

it('a ledger that was restored into the same database is recognised, once', async () => {
  expect(await noticeRestore(owner)).toBe(false);
  expect(await noticeRestore(owner)).toBe(false);
  // As `pg_restore --clean` does: the table anew, with the rows of the copy.
  for (const statement of [
    'CREATE TABLE anew (LIKE ledger_home INCLUDING ALL)',
    'INSERT INTO anew SELECT * FROM ledger_home',
    'DROP TABLE ledger_home',
    'ALTER TABLE anew RENAME TO ledger_home',
  ])
    await owner.query(statement);
  expect(await noticeRestore(owner)).toBe(true);
  expect(await noticeRestore(owner)).toBe(false);
});
