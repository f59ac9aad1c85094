import { afterAll, beforeAll, expect, it } from 'vitest';
import { noteRestored, noticeRestore } from '../../bridge/ledger/restored.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';

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

it.each(['DELETE FROM ledger_home', 'TRUNCATE ledger_home'])(
  'and so is one whose rows were put back into tables that stayed, after %s',
  async (emptied) => {
    await noticeRestore(owner);
    // As `pg_restore --data-only` does: the rows of the copy, column by column.
    for (const statement of [
      'CREATE TEMP TABLE copy AS SELECT * FROM ledger_home',
      emptied,
      'INSERT INTO ledger_home (one, home, since, restored_at) SELECT one, home, since, restored_at FROM copy',
      'DROP TABLE copy',
    ])
      await owner.query(statement);
    expect(await noticeRestore(owner)).toBe(true);
    expect(await noticeRestore(owner)).toBe(false);
  },
);

it('maintenance of the tables is no restore, and a restore that an operator reported is not found a second time', async () => {
  await noticeRestore(owner);
  for (const care of ['VACUUM FULL ledger_home', 'VACUUM FREEZE ledger_home', 'REINDEX TABLE ledger_home']) {
    await owner.query(care);
    expect(await noticeRestore(owner)).toBe(false);
  }
  await noteRestored(owner, 'a test');
  expect(await noticeRestore(owner)).toBe(false);
});
