/** Credits of many machines that go into the books together [exactly-once] [durable-first] [books-agree]. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FullCredit } from '../../bridge/ledger/full-credits.ts';
import { insertOrdered } from '../../bridge/ledger/fundings.ts';
import { sentTransfer, type KnownTransfer } from '../../bridge/ledger/known-transfers.ts';
import { lockUsage } from '../../bridge/ledger/limits.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import { FullCredits } from '../../bridge/money/full-credits.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { BridgeSite, MERCHANT } from '../support/bridge/bridge-site.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';

const ASSETS = ['EGM-1', 'EGM-2', 'EGM-3', 'EGM-4', 'EGM-5'] as const;
const BOARD = { serial: 'VC-1', memoryId: '00000001' };
const AMOUNT = { minor: 2000, currency: 'USD' };
const ACCOUNT = new Digests(Buffer.alloc(32)).account('a payer');
const DAY = '2026-05-01';

let site: BridgeSite;
let wire: TcpProxy;
let database: Database;
let credits: FullCredits;
/** Of the ledger's owner. */
let somebody: Client;
let fundings = 0;
beforeAll(async () => {
  site = await BridgeSite.open();
  const url = new URL(site.databaseUrl);
  wire = await startTcpProxy(Number(url.port));
  url.port = String(wire.port);
  database = new Database(url.href, { maxConnections: 6, onError: () => undefined });
  somebody = new Client({ connectionString: site.ownerUrl });
  await somebody.connect();
  for (const asset of ASSETS) await new Machines(database).enrol(asset, null, 'tests');
});
beforeEach(() => {
  credits = new FullCredits(database);
});
afterEach(async () => {
  await somebody.query('ROLLBACK');
  expect(await site.disagreements()).toEqual([]);
});
afterAll(async () => {
  await somebody.end();
  await database.end();
  await wire.stop();
  await site.close();
});

/** An order that has left. */
async function sent(asset: string): Promise<KnownTransfer> {
  const fundingId = `funding-${++fundings}`;
  const transferId = await database.transaction(async (tx) => {
    await lockUsage(tx, ACCOUNT, DAY, AMOUNT.currency);
    const funding = {
      fundingId,
      asset,
      merchantId: MERCHANT,
      amount: AMOUNT,
      account: ACCOUNT,
      requestDigest: 'd',
    };
    const ordered = await insertOrdered(tx, funding, BOARD, {
      windowMs: 60_000,
      gamingDay: DAY,
      sendTo: null,
    });
    await tx.query(`UPDATE transfers SET status = 'SENT', sent_at = now() WHERE transfer_id = $1`, [
      ordered.transferId,
    ]);
    await tx.query(`INSERT INTO audit (event, subject, detail) VALUES ('transfer.sent', $1, '{}')`, [
      ordered.transferId,
    ]);
    return ordered.transferId;
  });
  return sentTransfer(asset, { transferId, fundingId, amount: AMOUNT, board: BOARD, lifetimeMs: 60_000 });
}

const allSent = async () => Promise.all(ASSETS.map(sent));

/** Told in one moment: the first two go alone, the others together. */
const tellAll = (transfers: readonly KnownTransfer[], by: FullCredits) =>
  transfers.map(async (transfer) => by.credit(transfer));
const creditAll = async (transfers: readonly KnownTransfer[], by = credits) =>
  Promise.allSettled(tellAll(transfers, by));

/** Resolves when the first two are made, and the others wait for the account of EGM-4 in the middle of their commit. */
async function tellAndWait(transfers: readonly KnownTransfer[]) {
  await somebody.query('BEGIN');
  await somebody.query(`SELECT 1 FROM accounts WHERE asset = 'EGM-4' FOR UPDATE`);
  const each = tellAll(transfers, credits);
  const told = Promise.allSettled(each);
  await Promise.all(each.slice(0, 2));
  await isWaiting();
  return { told };
}

const outcomes = (told: readonly PromiseSettledResult<FullCredit>[]) =>
  told.map((one) => (one.status === 'rejected' ? 'rejected' : one.value.isCredited));

async function standing(transfers: readonly KnownTransfer[]): Promise<string[]> {
  const rows = await site.sql<{ id: string; is: string }>(
    `SELECT transfer_id AS id, status || ' ' || (SELECT count(*) FROM book_entries WHERE fact = transfer_id) AS "is" FROM transfers`,
  );
  return transfers.map(({ transferId }) => rows.find(({ id }) => id === transferId)?.is ?? 'is not there');
}

/** Resolves when a statement waits for a lock. */
async function isWaiting(): Promise<void> {
  await expect
    .poll(async () => site.sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`))
    .toHaveLength(1);
}

const five = <T>(value: T): T[] => ASSETS.map(() => value);

describe('credits that are told at the same time', () => {
  it('are each in the books once, two of them by two statements and the others by one', async () => {
    const transfers = await allSent();
    const before = wire.sent;
    const told = await creditAll(transfers);
    expect(wire.sent - before).toBe(3);
    expect(outcomes(told)).toEqual(five(true));
    expect(await standing(transfers)).toEqual(five('CREDITED 1'));
    expect(outcomes(await creditAll(transfers))).toEqual(five(false));
    expect(await standing(transfers)).toEqual(five('CREDITED 1'));
  });

  it('are not held up by one at which somebody else is at work: that one goes the long way', async () => {
    const transfers = await allSent();
    await somebody.query('BEGIN');
    await somebody.query('SELECT 1 FROM transfers WHERE transfer_id = $1 FOR UPDATE', [
      transfers[3]?.transferId,
    ]);
    expect(outcomes(await creditAll(transfers))).toEqual([true, true, true, false, true]);
    await somebody.query('COMMIT');
    expect(outcomes(await creditAll(transfers))).toEqual([false, false, false, true, false]);
  });

  it('are not undone by one that the database refuses', async () => {
    await creditAll(await allSent());
    const transfers = await allSent();
    const full = (minor: string) =>
      site.sql(`SET session_replication_role = replica;
        UPDATE accounts SET balance_minor = ${minor} WHERE (name, asset) = ('machine-in', 'EGM-4')`);
    const [{ minor } = { minor: '' }] = await site.sql<{ minor: string }>(
      `SELECT balance_minor::text AS minor FROM accounts WHERE (name, asset) = ('machine-in', 'EGM-4')`,
    );
    await full(String(-(2n ** 63n - 2n ** 53n)));
    const told = await creditAll(transfers);
    await full(minor);
    expect(outcomes(told)).toEqual([true, true, true, 'rejected', true]);
    expect(told[3]).toMatchObject({
      reason: { message: 'the account machine-in of EGM-4 cannot hold more in USD' },
    });
    expect(await standing(transfers)).toEqual([
      'CREDITED 1',
      'CREDITED 1',
      'CREDITED 1',
      'SENT 0',
      'CREDITED 1',
    ]);
    expect(outcomes(await creditAll(transfers))[3]).toBe(true);
  });

  it('and are not confirmed, were made or not: told again, none is made twice', async () => {
    const transfers = await allSent();
    const { told } = await tellAndWait(transfers);
    wire.cut();
    expect(outcomes(await told)).toEqual([true, true, 'rejected', 'rejected', 'rejected']);
    wire.mend();
    await somebody.query('COMMIT');
    await expect.poll(async () => standing(transfers)).toEqual(five('CREDITED 1'));
    expect(outcomes(await creditAll(transfers))).toEqual(five(false));
    expect(await standing(transfers)).toEqual(five('CREDITED 1'));
  });

  it('with the server process killed in between, are all made when they are told again', async () => {
    const transfers = await allSent();
    const { told } = await tellAndWait(transfers);
    await site.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
    expect(outcomes(await told)).toEqual([true, true, 'rejected', 'rejected', 'rejected']);
    await somebody.query('COMMIT');
    expect(await standing(transfers)).toEqual(['CREDITED 1', 'CREDITED 1', 'SENT 0', 'SENT 0', 'SENT 0']);
    expect(outcomes(await creditAll(transfers))).toEqual([false, false, true, true, true]);
    expect(await standing(transfers)).toEqual(five('CREDITED 1'));
  });

  it('to two processes, in another order, are made by one of them', async () => {
    const transfers = await allSent();
    const other = new FullCredits(database);
    const [here, there] = await Promise.all([
      creditAll(transfers),
      creditAll(transfers.toReversed(), other).then((told) => told.toReversed()),
    ]);
    expect(
      outcomes(here).map((made, n) => [made, outcomes(there)[n]].filter((one) => one === true).length),
    ).toEqual(five(1));
    expect(await standing(transfers)).toEqual(five('CREDITED 1'));
  });
});
