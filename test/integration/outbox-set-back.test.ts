/** A ledger that is an older copy of itself, put back while its server runs: what may have left is asked about [exactly-once]. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Machines } from '../../bridge/ledger/machines.ts';
import { noticeRestore } from '../../bridge/ledger/restored.ts';
import { OutboxWorker } from '../../bridge/outbox/outbox-worker.ts';
import { createLog } from '../../bridge/platform/log.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import type { RailOutcome } from '../../bridge/rails/rail.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { debitPayout, knowAccount } from '../support/rails/debited-payout.ts';
import { MINIMAL } from '../support/rails/minimal-rail.ts';

const ACCOUNT = new Digests(Buffer.alloc(32)).account('a player');
const AMOUNT = { minor: 2_000, currency: 'USD' };

let site: BridgeSite;
let admin: Client;
let number = 0;
let ledger: string;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  site = await BridgeSite.open();
  admin = new Client({ connectionString: site.ownerUrl });
  await admin.connect();
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(async () => {
  await admin.end();
  await site.close();
});

const open = (): Database => {
  const url = new URL(site.ownerUrl);
  url.pathname = `/${ledger}`;
  return new Database(url.href, { maxConnections: 2, onError: () => undefined });
};

/** A ledger of its own, on which a bridge has started, with a payout that was never tried. */
async function aLedger(): Promise<void> {
  ledger = `ledger${++number}`;
  await admin.query(`CREATE DATABASE ${ledger}`);
  await site.migrate(ledger);
  const database = open();
  await noticeRestore(database);
  await new Machines(database).enrol('EGM-COPY', null, 'tests');
  const to = await knowAccount(database, ACCOUNT, 'a token');
  await database.transaction(async (tx) => debitPayout(tx, 'in-the-copy', 'EGM-COPY', AMOUNT, to));
  await database.end();
}

/** The real worker. @returns how it asks its rail for the payout, first. */
async function askedHow(): Promise<'send' | 'resume'> {
  const database = open();
  const log = createLog('silent');
  return new Promise((resolve) => {
    const asked = (how: 'send' | 'resume') => async (): Promise<RailOutcome> => {
      resolve(how);
      return { kind: 'done' };
    };
    const payouts = { send: asked('send'), resume: asked('resume') };
    const times = { tryMs: 5_000, leaseMs: 10_000, backOff: { firstMs: 10, longestMs: 10 }, pollMs: 20 };
    const worker = new OutboxWorker(
      { database, rail: { name: MINIMAL, refunds: null, payouts }, log },
      times,
    );
    worker.start();
    stops.push(
      () => database.end(),
      () => worker.stop(),
    );
  });
}

it('is sent, where the ledger is the one in which it was written', async () => {
  await aLedger();
  expect(await askedHow()).toBe('send');
});

it('is asked about first, in a copy of the database that takes its place', async () => {
  await aLedger();
  await admin.query(`CREATE DATABASE copy TEMPLATE ${ledger}`);
  await admin.query(`ALTER DATABASE ${ledger} RENAME TO ${ledger}_before`);
  await admin.query(`ALTER DATABASE copy RENAME TO ${ledger}`);
  expect(await askedHow()).toBe('resume');
});

it.each([
  [
    'tables that are made anew',
    [
      'CREATE TABLE anew (LIKE ledger_home INCLUDING ALL)',
      'INSERT INTO anew SELECT * FROM ledger_home',
      'DROP TABLE ledger_home',
      'ALTER TABLE anew RENAME TO ledger_home',
    ],
  ],
  [
    'tables that stay',
    [
      'CREATE TABLE copy AS SELECT * FROM ledger_home',
      'TRUNCATE ledger_home',
      'INSERT INTO ledger_home (one, home, since, restored_at) SELECT one, home, since, restored_at FROM copy',
      'DROP TABLE copy',
    ],
  ],
  [
    'the one table of what is owed',
    [
      'CREATE TABLE copy AS TABLE outbox',
      'BEGIN',
      'SET LOCAL session_replication_role = replica',
      'DELETE FROM outbox',
      'INSERT INTO outbox SELECT * FROM copy',
      'COMMIT',
      'DROP TABLE copy',
    ],
  ],
])('is asked about first, where a copy is put back into %s while the server runs', async (_what, restore) => {
  await aLedger();
  const database = open();
  for (const statement of restore) await database.query(statement);
  await database.end();
  expect(await askedHow()).toBe('resume');
});
