/**
 * The books under the money: every credit is in them once, as it was, and nothing else is, whoever writes [books-agree]
 * [exactly-once].
 */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAudit } from '../../bridge/ledger/audit.ts';
import { insertOrdered } from '../../bridge/ledger/fundings.ts';
import { verifyLedger } from '../../bridge/ledger/ledger-check.ts';
import { lockUsage } from '../../bridge/ledger/limits.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import { bookLost } from '../../bridge/ledger/recovered.ts';
import { markCredited, markDebited, markRefused } from '../../bridge/ledger/transfer-end.ts';
import { reconcile } from '../../bridge/ledger/reconciliation.ts';
import { trialBalance } from '../../bridge/ledger/trial-balance.ts';
import { endPayout } from '../../bridge/money/payout-end.ts';
import { Database, type Queryable, type Transaction } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import type { Money } from '../../protocol/money.ts';
import { aFunding, BridgeSite, MERCHANT, TestTpas } from '../support/bridge/bridge-site.ts';
import { debitPayout, knowAccount, orderPayout, sent } from '../support/rails/debited-payout.ts';
import { MINIMAL } from '../support/rails/minimal-rail.ts';
import { Random } from '../support/seeded-random.ts';

const ASSETS = ['EGM-1', 'EGM-2', 'EGM-3'] as const;
const BOARD = { serial: 'VC-1', memoryId: '00000001' };
const ACCOUNT = new Digests(Buffer.alloc(32)).account('a payer');
const TO = { rail: MINIMAL, account: ACCOUNT };
const DAY = '2026-05-01';
/** One more posting of the greatest amount still goes into eight bytes. */
const MOST_OF_AN_ACCOUNT = 2n ** 63n - 2n ** 53n;

let site: BridgeSite;
let database: Database;
let owner: Client;
beforeAll(async () => {
  site = await BridgeSite.open();
  database = new Database(site.databaseUrl, { maxConnections: 4, onError: () => undefined });
  owner = new Client({ connectionString: site.ownerUrl });
  await owner.connect();
  await knowAccount(database, ACCOUNT, 'a token');
  for (const asset of [...ASSETS, 'EGM-OUT']) await new Machines(database).enrol(asset, null, 'tests');
});
afterAll(async () => {
  await owner.end();
  await database.end();
  await site.close();
});

let fundings = 0;

/** An order as the bridge writes it. @returns its transfer. */
async function order(tx: Transaction, asset: string, amount: Money): Promise<string> {
  const fundingId = `funding-${++fundings}`;
  const account = ACCOUNT;
  await lockUsage(tx, account, DAY, amount.currency);
  const funding = { fundingId, asset, merchantId: MERCHANT, amount, account, requestDigest: 'digest' };
  const { transferId } = await insertOrdered(tx, funding, BOARD, {
    windowMs: 60_000,
    gamingDay: DAY,
    sendTo: null,
  });
  return transferId;
}

/** An order for money to leave the machine. @returns its transfer. */
async function orderOut(tx: Queryable, asset: string, amount: Money): Promise<string> {
  return orderPayout(tx, `payout-${++fundings}`, asset, amount, TO);
}

async function credit(asset: string, amount: Money, credited: Money = amount): Promise<string> {
  return database.transaction(async (tx) => {
    const transferId = await order(tx, asset, amount);
    await markCredited(tx, await sent(tx, transferId), credited);
    return transferId;
  });
}

const usd = (minor: number): Money => ({ minor, currency: 'USD' });

async function booked(transferId: string): Promise<unknown[]> {
  return site.sql(
    `SELECT a.name, a.asset, p.amount_minor::int AS minor, a.currency
     FROM book_entries e JOIN postings p USING (entry_id) JOIN accounts a USING (account_id)
     WHERE e.fact = $1 ORDER BY e.entry_id, p.line`,
    [transferId],
  );
}

/** Statements in one transaction of the ledger's owner. @returns what the database says to its commit. */
async function refusal(...statements: readonly string[]): Promise<string> {
  await owner.query('BEGIN');
  try {
    for (const statement of statements) await owner.query(statement);
    await owner.query('COMMIT');
    return 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await owner.query('ROLLBACK');
  }
}

describe('a credit', () => {
  it('is one entry, with as much on the account of the machine as on that of the rail', async () => {
    expect(await booked(await credit('EGM-1', usd(2000), usd(1500)))).toEqual([
      { name: 'machine-in', asset: 'EGM-1', minor: -1500, currency: 'USD' },
      { name: 'rail-clearing', asset: 'EGM-1', minor: 1500, currency: 'USD' },
    ]);
  });

  it('that did not follow is no entry', async () => {
    const transferId = await database.transaction(async (tx) => order(tx, 'EGM-1', usd(2000)));
    expect(await booked(transferId)).toEqual([]);
    await database.transaction(async (tx) => markRefused(tx, transferId, 'MACHINE_REFUSED', 'no'));
    expect(await booked(transferId)).toEqual([]);
  });

  it('that the ledger had lost is booked when it learns of it, and once', async () => {
    const lost = {
      asset: 'EGM-1',
      merchantId: MERCHANT,
      transferId: '999999-0000000001',
      fundingId: 'lost-1',
      requested: usd(700),
      board: BOARD,
      outcome: { outcome: 'credited', amount: usd(700) },
    } as const;
    const learn = async () => database.transaction(async (tx) => bookLost(tx, lost, { from: 'journal' }));
    const transferId = (await learn()) ?? '';
    expect(await learn()).toBeNull();
    expect(await booked(transferId)).toHaveLength(2);
  });

  it('and its entry are both there or neither, with the connection killed before the commit', async () => {
    let transferId = '';
    const killed = database.transaction(async (tx) => {
      transferId = await order(tx, 'EGM-1', usd(900));
      await markCredited(tx, await sent(tx, transferId), usd(900));
      await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(killed).rejects.toThrow('recorded nothing');
    expect(transferId).not.toBe('');
    expect(await booked(transferId)).toEqual([]);
    expect(await site.sql('SELECT 1 FROM transfers WHERE transfer_id = $1', [transferId])).toEqual([]);
  });
});

describe('a credit that is said to be of a day that is over', () => {
  it('is booked on the day on which it is heard of: no day that is over changes [books-agree]', async () => {
    const over = { day: '2020-01-01', from: new Date('2020-01-01'), until: new Date('2020-01-02') };
    const before = await reconcile(database, over, 'USD');
    const noon = new Date('2020-01-01T12:00Z');
    let said = new Date(0);
    await database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, recovered)
         VALUES ('of 2020', 'EGM-1', '${MERCHANT}', 900, 'USD', 'ACCEPTED', true)`,
      );
      await tx.query(
        `INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, status, credited_minor, answer_by,
           sent_at, settled_at, board_serial, board_memory, recovered)
         VALUES ('000000-0099999999', 'of 2020', 'EGM-1', 900, 'USD', 'CREDITED', 900, now(), now(), $1, 'VC-1', '00000001', true)`,
        [noon],
      );
      await recordAudit(tx, 'transfer.recovered', '000000-0099999999', {
        fundingId: 'of 2020',
        outcome: { outcome: 'credited', amount: usd(900) },
      });
      const { rows } = await tx.query<{ now: Date }>('SELECT clock_timestamp() AS now');
      said = rows[0]?.now ?? said;
    });
    expect(await reconcile(database, over, 'USD')).toEqual(before);
    const times = `SELECT moved_at AS moved, booked_at >= $1 AS "isAfter" FROM book_entries WHERE fact = '000000-0099999999'`;
    // Nor does a transaction that was begun on the day before and held open come into it.
    expect(await site.sql(times, [said])).toEqual([{ moved: noon, isAfter: true }]);
    expect((await verifyLedger(database)).disagreements).toEqual([]);
  });
});

describe('an account that is full', () => {
  it('refuses what it cannot hold, says so, and nothing of it is kept [books-agree]', async () => {
    await credit('EGM-1', usd(100));
    const transferId = await database.transaction(async (tx) => order(tx, 'EGM-1', usd(2000)));
    const state = async () => ({
      accounts: await site.sql<{ name: string; minor: string }>(
        `SELECT name, postings, balance_minor::text AS minor FROM accounts WHERE asset = 'EGM-1' AND currency = 'USD'`,
      ),
      transfer: await site.sql('SELECT status FROM transfers WHERE transfer_id = $1', [transferId]),
      trail: await site.sql('SELECT event FROM audit WHERE subject = $1', [transferId]),
      booked: await booked(transferId),
    });
    const become = (minor: bigint) => `SET LOCAL session_replication_role = replica;
      UPDATE accounts SET balance_minor = ${minor} WHERE (name, asset, currency) = ('machine-in', 'EGM-1', 'USD')`;
    const was = (await state()).accounts.find(({ name }) => name === 'machine-in')?.minor ?? '';
    expect(await refusal(become(-MOST_OF_AN_ACCOUNT))).toBe('nothing');
    const before = await state();
    const refused = database.transaction(async (tx) =>
      markCredited(tx, await sent(tx, transferId), usd(2000)),
    );
    await expect(refused).rejects.toMatchObject({
      name: 'NothingRecordedError',
      cause: { message: 'the account machine-in of EGM-1 cannot hold more in USD' },
    });
    expect(await state()).toEqual(before);
    expect(await refusal(become(BigInt(was)))).toBe('nothing');
  });
});

describe('a debit', () => {
  it('is one entry, with as much on the account of the machine as the player is owed', async () => {
    const transferId = await database.transaction(async (tx) => {
      const ordered = await orderOut(tx, 'EGM-1', usd(2000));
      await markDebited(tx, await sent(tx, ordered), usd(1500));
      return ordered;
    });
    expect(await booked(transferId)).toEqual([
      { name: 'machine-out', asset: 'EGM-1', minor: 1500, currency: 'USD' },
      { name: 'player-payable', asset: 'EGM-1', minor: -1500, currency: 'USD' },
    ]);
  });

  it('is not ordered as a credit', async () => {
    await database.transaction(async (tx) => orderOut(tx, 'EGM-OUT', usd(2000)));
    const bridge = await site.bridge();
    const kiosk = await site.kiosk(bridge, 'EGM-OUT');
    const funding = aFunding('EGM-OUT');
    const answer = (await TestTpas.signIn(bridge.url)).fund(funding);
    const order = await kiosk.next('transfer.order');
    expect(order.fundingId).toBe(funding.fundingId);
    kiosk.send({
      type: 'transfer.result',
      transferId: order.transferId,
      result: { outcome: 'refused', reason: 'BUSY' },
    });
    expect((await answer).body.status).toBe('FAILED');
    await site.clear();
  });
});

describe('the database refuses, at the commit and also to its owner, an entry', () => {
  const entry = (kind: string, fact: string, lines = 2) =>
    `INSERT INTO book_entries (kind, fact, lines) VALUES ('${kind}', '${fact}', ${lines})`;
  const posting = (line: number, account: string, minor: number, currency = 'USD') =>
    `INSERT INTO postings (entry_id, line, account_id, amount_minor)
     SELECT max(entry_id), ${line}, open_account('${account}', 'EGM-2', '${currency}'), ${minor} FROM book_entries`;
  /** Of the rows that an entry is about, the one whose credit is not in the books. */
  const unbooked = `SET LOCAL session_replication_role = replica;
    INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, status, credited_minor, answer_by, sent_at,
      settled_at, board_serial, board_memory)
    VALUES ('000002-0000000001', 'f', 'EGM-2', 2000, 'USD', 'CREDITED', 2000, now(), now(), now(), 'VC-1', '00000001');
    SET LOCAL session_replication_role = origin`;
  const OF_IT = entry('credit', '000002-0000000001');
  const WHOLE = [OF_IT, posting(1, 'machine-in', -2000), posting(2, 'rail-clearing', 2000)] as const;

  it('but not one that is whole', async () => {
    expect(await refusal(unbooked, ...WHOLE, 'SET CONSTRAINTS ALL IMMEDIATE', 'ROLLBACK')).toBe('nothing');
  });

  it.each([
    [
      'that does not sum to zero',
      [OF_IT, posting(1, 'machine-in', -2000), posting(2, 'rail-clearing', 1999)],
      'does not sum to zero',
    ],
    [
      'that sums to zero only over two currencies',
      [OF_IT, posting(1, 'machine-in', -2000), posting(2, 'rail-clearing', 2000, 'JPY')],
      'does not sum to zero',
    ],
    ['of one posting', [entry('credit', '000002-0000000001', 1)], 'violates check constraint'],
    ['that lacks a posting', [OF_IT, posting(1, 'machine-in', -2000)], 'does not have its 2 postings'],
    ['without postings', [OF_IT], 'does not have its 2 postings'],
    [
      'of more than was credited',
      [OF_IT, posting(1, 'machine-in', -2001), posting(2, 'rail-clearing', 2001)],
      'is not what its fact says',
    ],
    [
      'that has its sides exchanged',
      [OF_IT, posting(1, 'machine-in', 2000), posting(2, 'rail-clearing', -2000)],
      'is not what its fact says',
    ],
    ['of a transfer that is none', [entry('credit', 'none'), ...WHOLE.slice(1)], 'is not what its fact says'],
    [
      'of a capture that no rail told of',
      [entry('capture', 'rail p-0'), posting(1, 'rail-captured', 2000), posting(2, 'rail-clearing', -2000)],
      'is not what its fact says',
    ],
    ['of more than any amount', [OF_IT, posting(1, 'machine-in', -(2 ** 53))], 'is no amount of money'],
    ['a second time', [...WHOLE, OF_IT], 'duplicate key'],
    ['with a further posting', [...WHOLE, posting(3, 'machine-in', 1)], 'has all its postings'],
    ['of another kind', [entry('gift', '000002-0000000001')], 'violates check constraint'],
    ['on another account', [OF_IT, posting(1, 'pocket', -2000)], 'violates check constraint'],
  ])('%s', async (_what, statements, why) => {
    expect(await refusal(unbooked, ...statements)).toContain(why);
  });

  it.each([
    'UPDATE book_entries SET fact = fact',
    'DELETE FROM book_entries',
    'TRUNCATE book_entries CASCADE',
    'UPDATE postings SET amount_minor = 1',
    'DELETE FROM postings',
    'TRUNCATE postings',
    'UPDATE accounts SET balance_minor = 0',
    'DELETE FROM accounts',
    'TRUNCATE accounts CASCADE',
  ])('changed by %s', async (statement) => {
    await credit('EGM-1', usd(100));
    expect(await refusal(statement)).toContain('rows are never changed');
  });
});

describe('random movements, on four connections at once, some undone and some killed', () => {
  it('sum to zero, and are what the transfers, the trail and the balances say', async () => {
    await Promise.all([1, 2, 3, 4].map(async (seed) => moveAtRandom(new Random(seed), 60)));

    const accounts = await site.sql<{ name: string; asset: string; currency: string; balance: string }>(
      'SELECT name, asset, currency, balance_minor AS balance FROM accounts ORDER BY asset, currency, name',
    );
    const transfers = await site.sql<{ asset: string; currency: string; credited: string; debited: string }>(
      `SELECT asset, currency, sum(credited_minor) AS credited, sum(debited_minor) AS debited FROM transfers
       WHERE status IN ('CREDITED', 'DEBITED') GROUP BY asset, currency ORDER BY asset, currency`,
    );
    expect(transfers).toHaveLength(ASSETS.length * 2);
    expect(accounts).toEqual(
      transfers.flatMap(({ asset, currency, credited, debited }) => [
        { name: 'machine-in', asset, currency, balance: `-${credited}` },
        { name: 'machine-out', asset, currency, balance: debited },
        { name: 'player-payable', asset, currency, balance: `-${debited}` },
        { name: 'rail-clearing', asset, currency, balance: credited },
      ]),
    );
    const balances = await trialBalance(database);
    for (const currency of ['JPY', 'USD']) {
      const of = balances.filter((account) => account.currency === currency);
      expect(of.map(({ account }) => account)).toEqual([
        'machine-in',
        'machine-out',
        'player-payable',
        'rail-clearing',
      ]);
      expect(of.reduce((sum, { balance }) => sum + balance, 0n)).toBe(0n);
    }
    expect((await verifyLedger(database)).disagreements).toEqual([]);
    expect((await verifyLedger(database, 7)).disagreements).toEqual([]);
  });
});

describe('payouts of a machine that has paid out nothing before', () => {
  it('are booked with many at once: none waits for another in a circle', async () => {
    const many = new Database(site.databaseUrl, { maxConnections: 8, onError: () => undefined });
    const pay = async (key: string) =>
      many.transaction(async (tx) =>
        endPayout(tx, { rail: MINIMAL, key, amount: usd(100), to: 'PAID' }, `paid ${key}`),
      );
    try {
      for (let machine = 1; machine <= 10; machine += 1) {
        const asset = `EGM-NEW-${machine}`;
        await new Machines(database).enrol(asset, null, 'tests');
        const keys: string[] = [];
        for (let n = 0; n < 16; n += 1) {
          const payoutId = `at-once-${machine}-${n}`;
          keys.push(await database.transaction(async (tx) => debitPayout(tx, payoutId, asset, usd(100), TO)));
        }
        await database.query(`UPDATE outbox SET tries = 1 WHERE business_key = ANY ($1)`, [keys]);
        await Promise.all(keys.map(pay));
        expect(
          await site.sql(`SELECT fact FROM book_entries WHERE kind = 'payout' AND fact = ANY ($1)`, [keys]),
        ).toHaveLength(16);
      }
    } finally {
      await many.end();
    }
  });
});

describe('a payment of a rail that pays first', () => {
  const funding = (id: string) =>
    `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, decline_code, decline_message)
     VALUES ('${id}', 'EGM-NONE', 'M', 2000, 'USD', 'DECLINED', 'BUSY', '')`;
  const payment = (id: string, captured: string, reversed: number) =>
    `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, captured_minor, reversed_minor)
     VALUES ('pays-first', '${id}', '${id}', 'USD', ${captured}, ${reversed})`;
  const entries = async (id: string) =>
    site.sql(
      `SELECT e.kind, a.name, p.amount_minor::int AS minor FROM book_entries e JOIN postings p USING (entry_id)
       JOIN accounts a USING (account_id) WHERE e.fact LIKE '%' || $1 || '%' AND line = 1 ORDER BY entry_id`,
      [id],
    );

  it('that is refunded leaves nothing with the rail', async () => {
    await database.transaction(async (tx) => {
      await tx.query(funding('refunded'));
      await tx.query(payment('refunded', '2000', 0));
    });
    await database.query(`UPDATE outbox SET tries = 1 WHERE funding_id = 'refunded'`);
    await database.query(`UPDATE outbox SET state = 'DONE', ended_at = now() WHERE funding_id = 'refunded'`);
    expect(await entries('refunded')).toEqual([
      { kind: 'capture', name: 'rail-captured', minor: 2000 },
      { kind: 'refund', name: 'rail-captured', minor: -2000 },
    ]);
  });

  it('that is taken back in parts has an entry for each, also for what is heard of before the capture', async () => {
    await database.query(payment('in parts 7', 'NULL', 300));
    expect(await entries('in parts 7')).toEqual([]);
    await database.transaction(async (tx) => {
      await tx.query(funding('in parts 7'));
      await tx.query(`UPDATE rail_payments SET captured_minor = 2000 WHERE payment_id = 'in parts 7'`);
    });
    await database.query(`UPDATE rail_payments SET reversed_minor = 2000 WHERE payment_id = 'in parts 7'`);
    expect(await entries('in parts 7')).toEqual([
      { kind: 'capture', name: 'rail-captured', minor: 2000 },
      { kind: 'reversal', name: 'rail-captured', minor: -300 },
      { kind: 'reversal', name: 'rail-captured', minor: -1700 },
    ]);
    expect((await verifyLedger(database)).disagreements.join()).not.toContain('books');
  });

  it.each([
    ['UPDATE rail_payments SET captured_minor = 1999', 'what was captured is not what the books say'],
    [
      'UPDATE rail_payments SET reversed_minor = reversed_minor + 1',
      'what was reversed is not what the books say',
    ],
    [`UPDATE outbox SET state = 'REFUSED' WHERE state = 'DONE'`, 'is REFUSED, the books say 2000 of it'],
    ['DELETE FROM rail_payments', 'the ledger has no capture pays-first'],
    [`DELETE FROM outbox WHERE kind = 'refund'`, 'the ledger has no refund refund-refunded'],
  ])('is shown not to be as the books say, after %s', async (statement, disagreement) => {
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query(statement);
    const { disagreements } = await verifyLedger(owner);
    await owner.query('ROLLBACK');
    expect(disagreements.join()).toContain(disagreement);
  });
});

async function moveAtRandom(random: Random, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    const asset = random.pick(...ASSETS);
    const amount = { minor: 1 + random.integer(5_000), currency: random.pick('USD', 'JPY') };
    const part = { ...amount, minor: 1 + random.integer(amount.minor) };
    const end = random.pick('credited', 'debited', 'refused', 'lost and credited', 'lost and refused');
    const fate = random.pick('kept', 'kept', 'kept', 'undone', 'killed');
    const moved = database.transaction(async (tx) => {
      if (end === 'credited') await markCredited(tx, await sent(tx, await order(tx, asset, amount)), part);
      else if (end === 'debited')
        await markDebited(tx, await sent(tx, await orderOut(tx, asset, amount)), part);
      else if (end === 'refused')
        await markRefused(tx, await order(tx, asset, amount), 'MACHINE_REFUSED', 'no');
      else
        await bookLost(
          tx,
          {
            asset,
            merchantId: MERCHANT,
            transferId: '999999-0000000001',
            fundingId: `lost-${++fundings}-of-many`,
            requested: amount,
            board: BOARD,
            outcome:
              end === 'lost and credited'
                ? { outcome: 'credited', amount: part }
                : { outcome: 'refused', reason: 'BUSY' },
          },
          { from: 'journal' },
        );
      if (fate === 'killed') await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
      if (fate === 'undone') throw new Error('undone');
    });
    if (fate === 'kept') await moved;
    else await expect(moved).rejects.toThrow(fate === 'undone' ? 'undone' : 'recorded nothing');
  }
}
