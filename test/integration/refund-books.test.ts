/**
 * Refunds that a rail refuses: a person pays them, once, the books say so, and nobody is paid twice without a person
 * hearing of it [money-has-a-home] [exactly-once] [books-agree].
 */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAudit } from '../../bridge/ledger/audit.ts';
import { verifyLedger } from '../../bridge/ledger/ledger-check.ts';
import { noteDone, noteRefused, noteUncertain, takeDue, type TakenRow } from '../../bridge/ledger/outbox.ts';
import { openAlarms } from '../../bridge/ledger/rail-alarms.ts';
import { markCaptured } from '../../bridge/ledger/rail-payments.ts';
import { trialBalance } from '../../bridge/ledger/trial-balance.ts';
import { settleRailAlarm } from '../../bridge/money/settle-alarm.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';

const RAIL = 'pays-first';
const AMOUNT = { minor: 2_000, currency: 'USD' };
const BY = { actor: 'j.doe', reason: 'in cash' };

let site: BridgeSite;
let database: Database;
let owner: Client;
beforeAll(async () => {
  site = await BridgeSite.open();
  database = new Database(site.databaseUrl, { maxConnections: 4, onError: () => undefined });
  owner = new Client({ connectionString: site.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.end();
  await site.close();
});

describe('a refund that the rail refuses', () => {
  let number = 0;
  /** Money was captured for a funding that is declined: the database owes the refund. */
  const owe = async (): Promise<string> => {
    const id = `to-give-back-${++number}`;
    await database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, decline_code, decline_message)
         VALUES ($1, 'EGM-NONE', 'M', $2, $3, 'DECLINED', 'BUSY', '')`,
        [id, AMOUNT.minor, AMOUNT.currency],
      );
      await recordAudit(tx, 'funding.declined', id, { asset: 'EGM-NONE', code: 'BUSY', amount: AMOUNT });
      await markCaptured(tx, { rail: RAIL, paymentId: id, fundingId: id }, AMOUNT, 0);
    });
    return `refund-${id}`;
  };
  const take = async (): Promise<TakenRow> => {
    const taken = await takeDue(database, RAIL, ['refund'], 600_000);
    if (taken === null) throw new Error('no refund is due');
    return taken;
  };
  /** Refused at its second try, while the first one hangs. @returns the first try. */
  const refuse = async (): Promise<TakenRow> => {
    await owe();
    const first = await take();
    await noteUncertain(database, RAIL, first, 'its lease is over', 0);
    await noteRefused(database, RAIL, await take(), 'the account is closed');
    return first;
  };
  const alarmsOf = async (key: string) =>
    (await openAlarms(database)).filter(({ subject }) => subject === key);
  const kindsOf = async (key: string) => (await alarmsOf(key)).map(({ kind }) => kind);
  const endAlarmOf = async (key: string) =>
    settleRailAlarm(database, (await alarmsOf(key))[0]?.alarmId ?? 0, BY);
  const stateOf = async (key: string) =>
    (await site.sql<{ state: string }>('SELECT state FROM outbox WHERE business_key = $1', [key]))[0]?.state;
  const entries = async (key: string) =>
    site.sql(
      `SELECT e.kind, a.name, p.amount_minor::int AS minor FROM book_entries e JOIN postings p USING (entry_id)
       JOIN accounts a USING (account_id) WHERE e.fact = $1 ORDER BY entry_id, line`,
      [key],
    );
  const BY_HAND = [
    { kind: 'hand-refund', name: 'paid-by-hand', minor: -2000 },
    { kind: 'hand-refund', name: 'rail-clearing', minor: 2000 },
  ];

  it('is settled by hand by whoever ends its alarm, once, and is in the books', async () => {
    const { key } = await refuse();
    const [alarm] = await alarmsOf(key);
    expect(alarm?.kind).toBe('REFUND_REFUSED');
    const both = await Promise.allSettled([endAlarmOf(key), endAlarmOf(key)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await stateOf(key)).toBe('SETTLED_BY_HAND');
    expect(await entries(key)).toEqual(BY_HAND);
    expect(await kindsOf(key)).toEqual([]);
    expect((await verifyLedger(database)).disagreements).toEqual([]);
  });

  it('is an alarm where an earlier try is done after all, and a person has paid it', async () => {
    const first = await refuse();
    await endAlarmOf(first.key);
    await noteDone(database, RAIL, first);
    expect(await stateOf(first.key)).toBe('SETTLED_BY_HAND');
    expect(await kindsOf(first.key)).toEqual(['CONFLICT']);
    expect(await entries(first.key)).toEqual(BY_HAND);
  });

  it('is done where an earlier try is done after all, and then no person can pay it', async () => {
    const first = await refuse();
    const [alarm] = await alarmsOf(first.key);
    await noteDone(database, RAIL, first);
    await expect(settleRailAlarm(database, alarm?.alarmId ?? 0, BY)).rejects.toThrow('No open alarm');
    expect(await stateOf(first.key)).toBe('DONE');
    expect(await kindsOf(first.key)).toEqual([]);
  });

  it.each([
    [
      `UPDATE outbox SET state = 'REFUSED', hand_minor = NULL WHERE business_key = 'KEY'`,
      'the trail says SETTLED_BY_HAND',
    ],
    [
      `UPDATE outbox SET state = 'DONE', hand_minor = NULL WHERE business_key = 'KEY'`,
      'the books say 2000 of its hand-refund',
    ],
    [`DELETE FROM outbox WHERE business_key = 'KEY'`, 'the ledger has no hand-refund KEY'],
  ])('is shown not to be as trail and books say, after %s: %s', async (statement, disagreement) => {
    const { key } = await refuse();
    await endAlarmOf(key);
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query(statement.replace('KEY', key));
    const { disagreements } = await verifyLedger(owner);
    await owner.query('ROLLBACK');
    expect(disagreements.join()).toContain(disagreement.replace('KEY', key));
  });

  it('is not booked as one that a person has paid, also by the owner, where nobody has said so', async () => {
    const { key } = await refuse();
    const book = (kind: string, second: string) =>
      owner.query(
        `SELECT book('${kind}', '${key}', 'EGM-NONE', 'USD', 'paid-by-hand', '${second}', -2000, now())`,
      );
    await expect(book('hand-refund', 'rail-clearing')).rejects.toThrow('is not what its fact says');
    await expect(book('hand-pay', 'player-payable')).rejects.toThrow('is not what its fact says');
  });

  it('leaves with the rail what the rail still has, and nothing open with the player', async () => {
    const before = await trialBalance(database);
    await endAlarmOf((await refuse()).key);
    const after = await trialBalance(database);
    const moved = (name: string) => {
      const of = (balances: typeof after) => balances.find(({ account }) => account === name)?.balance ?? 0n;
      return of(after) - of(before);
    };
    expect(['rail-captured', 'rail-clearing', 'paid-by-hand'].map(moved)).toEqual([2_000n, 0n, -2_000n]);
    expect((await verifyLedger(database)).disagreements).toEqual([]);
  });
});
