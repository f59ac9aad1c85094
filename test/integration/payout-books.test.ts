/**
 * Payouts in the books: what left a machine is the player's until the rail, or a person, has paid it, and every difference
 * has a name [books-agree] [exactly-once].
 */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../bridge/ledger/ledger-check.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import {
  ALARM_AFTER_TRIES,
  noteDone,
  noteRefused,
  noteUncertain,
  takeDue,
  type TakenRow,
} from '../../bridge/ledger/outbox.ts';
import { lockPayout, markPaid, markReturned } from '../../bridge/ledger/payouts.ts';
import { bookLost } from '../../bridge/ledger/recovered.ts';
import { markSettledByHand } from '../../bridge/ledger/settled-by-hand.ts';
import { trialBalance } from '../../bridge/ledger/trial-balance.ts';
import { endPayout } from '../../bridge/money/payout-end.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { BridgeSite, MERCHANT } from '../support/bridge/bridge-site.ts';
import { debitPayout, knowAccount } from '../support/rails/debited-payout.ts';
import { MINIMAL } from '../support/rails/minimal-rail.ts';

const TO = { rail: MINIMAL, account: new Digests(Buffer.alloc(32)).account('a player') };
const AMOUNT = { minor: 2_000, currency: 'USD' };

let site: BridgeSite;
let database: Database;
let owner: Client;
beforeAll(async () => {
  site = await BridgeSite.open();
  database = new Database(site.databaseUrl, { maxConnections: 4, onError: () => undefined });
  owner = new Client({ connectionString: site.ownerUrl });
  await owner.connect();
  await knowAccount(database, TO.account, 'a token');
  await new Machines(database).enrol('EGM-PAYS', null, 'tests');
});
afterAll(async () => {
  await owner.end();
  await database.end();
  await site.close();
});

describe('a payout', () => {
  let number = 0;
  const owe = async () => {
    const key = await database.transaction(async (tx) =>
      debitPayout(tx, `to-pay-${++number}`, 'EGM-PAYS', AMOUNT, TO),
    );
    return { kind: 'payout', key } as const;
  };
  /** One more try at it is under way. */
  const take = async (key: string): Promise<TakenRow> => {
    for (;;) {
      const taken = await takeDue(database, MINIMAL, ['payout'], 600_000);
      if (taken === null) throw new Error(`${key} is not due`);
      if (taken.key === key) return taken;
    }
  };
  /** Its first try is under way. */
  const order = async () => {
    const owed = await owe();
    await take(owed.key);
    return owed;
  };
  const paid = async (key: string) =>
    database.transaction(async (tx) => {
      const payout = await lockPayout(tx, MINIMAL, key);
      if (payout) await markPaid(tx, payout);
    });
  const returned = async (key: string) =>
    database.transaction(async (tx) => {
      const payout = await lockPayout(tx, MINIMAL, key);
      if (payout) await markReturned(tx, payout);
    });
  const byHand = async (key: string) =>
    database.transaction(async (tx) => markSettledByHand(tx, key, { actor: 'j.doe', reason: 'in cash' }));
  const entries = async (key: string) =>
    site.sql(
      `SELECT e.kind, a.name, p.amount_minor::int AS minor FROM book_entries e JOIN postings p USING (entry_id)
       JOIN accounts a USING (account_id) WHERE e.fact = $1 AND a.name <> 'player-payable' ORDER BY entry_id`,
      [key],
    );
  const PAID = { kind: 'payout', name: 'rail-paid-out', minor: -2000 };
  const CAME_BACK = { kind: 'return', name: 'rail-paid-out', minor: 2000 };
  const BY_HAND = { kind: 'hand-pay', name: 'paid-by-hand', minor: -2000 };

  it("is the player's until the rail tells that it was paid, and again when it comes back", async () => {
    const { kind, key } = await order();
    await noteDone(database, MINIMAL, { kind, key });
    expect(await entries(key)).toEqual([]);
    await paid(key);
    await paid(key);
    expect(await entries(key)).toEqual([PAID]);
    await returned(key);
    expect(await entries(key)).toEqual([PAID, CAME_BACK]);
    expect(await byHand(key)).toBe(true);
    expect(await byHand(key)).toBe(false);
    expect(await entries(key)).toEqual([PAID, CAME_BACK, BY_HAND]);
  });

  it('that was never ordered, the rail can neither have paid nor sent back: a person is told, and it is ordered', async () => {
    const { key } = await owe();
    await told(key, 'PAID', '1');
    await told(key, 'RETURNED', '2');
    expect(await alarms(key)).toEqual(['CONFLICT', 'CONFLICT']);
    expect(await entries(key)).toEqual([]);
    expect((await take(key)).tries).toBe(1);
  });

  it('that comes back without having been paid was never paid out', async () => {
    const { key } = await order();
    await returned(key);
    expect(await byHand(key)).toBe(true);
    expect(await entries(key)).toEqual([BY_HAND]);
  });

  const alarms = async (key: string) =>
    (
      await site.sql<{ kind: string }>(
        `SELECT kind FROM rail_alarms WHERE (subject = $1 OR detail->>'key' = $1) AND ended_at IS NULL
         ORDER BY alarm_id`,
        [key],
      )
    ).map(({ kind }) => kind);
  /** The rail tells it, in a notification of its own. */
  const told = async (key: string, to: 'PAID' | 'RETURNED', id: string) =>
    database.transaction(async (tx) =>
      endPayout(tx, { rail: MINIMAL, key, amount: AMOUNT, to }, `${key} ${id}`),
    );

  it('that was refused and paid by hand is an alarm where an earlier try, answered late, was taken', async () => {
    const { key } = await owe();
    const first = await take(key);
    await noteUncertain(database, MINIMAL, first, 'its lease is over', 0);
    await noteRefused(database, MINIMAL, await take(key), 'the account is closed');
    expect(await alarms(key)).toEqual(['PAYOUT_REFUSED']);
    expect(await byHand(key)).toBe(true);
    await noteDone(database, MINIMAL, first);
    expect(await alarms(key)).toEqual(['PAYOUT_REFUSED', 'CONFLICT']);
    expect(await entries(key)).toEqual([BY_HAND]);
  });

  it.each([
    ['that waits for a person', [], []],
    ['that a person has paid', [byHand], [BY_HAND]],
  ])(
    'that came back, %s, is an alarm where a try is taken of which the rail may not have told yet',
    async (_what, ends, books) => {
      const { key } = await owe();
      await noteUncertain(database, MINIMAL, await take(key), 'no answer', 0);
      const second = await take(key);
      await told(key, 'RETURNED', 'of the first try');
      for (const end of ends) await end(key);
      await noteDone(database, MINIMAL, second);
      expect(await alarms(key)).toEqual(['PAYOUT_RETURNED', 'CONFLICT']);
      expect(await entries(key)).toEqual(books);
    },
  );

  it('whose older try is refused while a newer one is under way asks no person to pay', async () => {
    const { key } = await owe();
    const first = await take(key);
    await noteUncertain(database, MINIMAL, first, 'its lease is over', 0);
    const second = await take(key);
    await noteRefused(database, MINIMAL, first, 'the account is closed');
    expect(await alarms(key)).toEqual([]);
    await noteDone(database, MINIMAL, second);
    expect(await alarms(key)).toEqual([]);
  });

  it('is an alarm after many tries, also where no answer was noted, as where the process ends in each', async () => {
    const { key } = await owe();
    for (let tries = 0; tries <= ALARM_AFTER_TRIES; tries++) {
      expect(await alarms(key)).toEqual([]);
      await take(key);
      await database.query('UPDATE outbox SET try_at = now() WHERE business_key = $1', [key]); // its lease is over
    }
    expect(await alarms(key)).toEqual(['PAYOUT_OPEN']);
    await take(key);
  });

  it('that came back before its only try was answered is no contradiction', async () => {
    const { key } = await owe();
    const only = await take(key);
    await told(key, 'RETURNED', 'of the only try');
    await noteDone(database, MINIMAL, only);
    expect(await alarms(key)).toEqual(['PAYOUT_RETURNED']);
    expect(await byHand(key)).toBe(true);
    await noteDone(database, MINIMAL, only);
    expect(await alarms(key)).toEqual(['PAYOUT_RETURNED']);
  });

  it.each([
    ['came back', [], [PAID, CAME_BACK]],
    ['came back and was paid by hand', [byHand], [PAID, CAME_BACK, BY_HAND]],
  ])(
    'that was paid and %s is an alarm where the rail tells anew that it paid it',
    async (_what, ends, books) => {
      const { key } = await order();
      await told(key, 'PAID', '1');
      await told(key, 'RETURNED', '2');
      for (const end of ends) await end(key);
      await told(key, 'PAID', '3');
      expect(await alarms(key)).toEqual(['PAYOUT_RETURNED', 'CONFLICT']);
      expect(await entries(key)).toEqual(books);
    },
  );

  it('is an alarm again where a person has ended the one before', async () => {
    const { key } = await order();
    for (const [to, id] of [
      ['PAID', '1'],
      ['RETURNED', '2'],
      ['PAID', '3'],
    ] as const)
      await told(key, to, id);
    const ended = async () =>
      site.sql(
        `UPDATE rail_alarms SET ended_at = now(), ended_by = 'j.doe', reason = 'asked' WHERE kind = 'CONFLICT' AND ended_at IS NULL`,
      );
    await ended();
    expect(await alarms(key)).toEqual(['PAYOUT_RETURNED']);
    await told(key, 'PAID', '4');
    expect(await alarms(key)).toEqual(['PAYOUT_RETURNED', 'CONFLICT']);
    expect(await byHand(key)).toBe(true);
    for (const again of [1, 2]) {
      await ended();
      await told(key, 'PAID', `after that, ${again}`);
      expect(await alarms(key)).toEqual(['PAYOUT_RETURNED', 'CONFLICT']);
    }
  });

  it('that came back and was paid by hand is an alarm where the rail tells after that that it paid it', async () => {
    const { key } = await order();
    await told(key, 'RETURNED', '1');
    expect(await byHand(key)).toBe(true);
    await told(key, 'PAID', '2');
    expect(await alarms(key)).toEqual(['PAYOUT_RETURNED', 'CONFLICT']);
  });

  it.each([
    [`UPDATE outbox SET amount_minor = 1999 WHERE business_key = 'KEY'`, 'and that is not what is paid out'],
    [`UPDATE outbox SET amount_minor = 1999 WHERE business_key = 'KEY'`, 'the books say 2000 of its payout'],
    [
      `UPDATE outbox SET state = 'PAYING', paid_at = NULL, told_paid = 0 WHERE business_key = 'KEY'`,
      'the trail says PAID',
    ],
    [
      `UPDATE outbox SET state = 'SETTLED_BY_HAND', returned_at = now(), hand_minor = 2000 WHERE business_key = 'KEY'`,
      'nothing of its hand-pay',
    ],
    [`DELETE FROM outbox WHERE business_key = 'KEY'`, 'the ledger has no payout KEY'],
    [`DELETE FROM outbox WHERE business_key = 'KEY'`, 'is DEBITED, and that is not what is paid out for it'],
    [`DELETE FROM outbox WHERE business_key = 'KEY'`, 'the ledger has no payout for to-pay-'],
  ])('is shown not to be as trail and books say, after %s: %s', async (statement, disagreement) => {
    const { key } = await order();
    await paid(key);
    expect((await verifyLedger(owner)).disagreements).toEqual([]);
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query(statement.replace('KEY', key));
    const { disagreements } = await verifyLedger(owner);
    await owner.query('ROLLBACK');
    expect(disagreements.join()).toContain(disagreement.replace('KEY', key));
  });

  it.each([
    ['that the rail did not tell of', '', 'payout', 'is not what its fact says'],
    ['that a person did not make', '', 'hand-pay', 'is not what its fact says'],
    ['that has not come back', 'paid', 'return', 'is not what its fact says'],
    ['a second time', 'paid', 'payout', 'duplicate key'],
  ])('is not booked as one %s, also by the owner', async (_what, before, kind, why) => {
    const { key } = await order();
    if (before === 'paid') await paid(key);
    const sides =
      kind === 'hand-pay' ? ['paid-by-hand', 'player-payable'] : ['player-payable', 'rail-paid-out'];
    const minor = kind === 'payout' ? 2000 : -2000;
    const book = `SELECT book('${kind}', '${key}', 'EGM-PAYS', 'USD', '${sides[0]}', '${sides[1]}', ${minor}, now())`;
    await expect(owner.query(book)).rejects.toThrow(why);
  });

  it('leaves the books in agreement: what the rail holds is what the machines took, but for what has a name', async () => {
    await database.transaction(async (tx) =>
      bookLost(
        tx,
        {
          asset: 'EGM-PAYS',
          merchantId: MERCHANT,
          transferId: '999999-0000000001',
          fundingId: 'a-credit',
          requested: AMOUNT,
          board: { serial: 'VC-1', memoryId: '00000001' },
          outcome: { outcome: 'credited', amount: AMOUNT },
        },
        { from: 'journal' },
      ),
    );
    for (const ends of [[], [paid], [paid, returned], [returned, byHand]]) {
      const { key } = await order();
      for (const end of ends) await end(key);
    }
    const balances = await trialBalance(database);
    const of = (name: string) =>
      balances.find(({ account, currency }) => account === name && currency === 'USD')?.balance ?? 0n;
    const rail = of('rail-captured') + of('rail-paid-out');
    const machines = -of('machine-in') - of('machine-out');
    const named = of('rail-clearing') + of('player-payable') + of('paid-by-hand');
    expect(rail).toBe(machines - named);
    const [owed] = await site.sql<{ minor: string }>(
      `SELECT -sum(amount_minor) AS minor FROM outbox WHERE kind = 'payout' AND currency = 'USD'
       AND state NOT IN ('PAID', 'SETTLED_BY_HAND')`,
    );
    expect(of('player-payable')).toBe(BigInt(owed?.minor ?? '0'));
    expect((await verifyLedger(database)).disagreements).toEqual([]);
  });
});
