/**
 * A rail takes money back while the refund of it is under way. What goes back to the player is what was captured, less what
 * was taken back, and no more: or a person hears of it [money-has-a-home] [exactly-once] [books-agree].
 */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAudit } from '../../bridge/ledger/audit.ts';
import { verifyLedger } from '../../bridge/ledger/ledger-check.ts';
import { noteDone, noteRefused, noteUncertain, takeDue, type TakenRow } from '../../bridge/ledger/outbox.ts';
import { openAlarms } from '../../bridge/ledger/rail-alarms.ts';
import { lockPayment, markCaptured } from '../../bridge/ledger/rail-payments.ts';
import { takeBack } from '../../bridge/money/reversed-payment.ts';
import { settleRailAlarm } from '../../bridge/money/settle-alarm.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';

const RAIL = 'pays-first';
const dollars = (amount: number) => ({ minor: amount * 100, currency: 'USD' });

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
  const { disagreements } = await verifyLedger(database);
  await owner.end();
  await database.end();
  await site.close();
  expect(disagreements).toEqual([]);
});

let number = 0;

/** A payment of 20.00 whose funding is declined. */
class Payment {
  readonly id = `taken-back-${++number}`;
  readonly refund = `refund-${this.id}`;
  #reversals = 0;
  #taken: TakenRow | null = null;

  async capture(): Promise<void> {
    const amount = dollars(20);
    await database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, decline_code, decline_message)
         VALUES ($1, 'EGM-NONE', 'M', $2, $3, 'DECLINED', 'BUSY', '')`,
        [this.id, amount.minor, amount.currency],
      );
      await recordAudit(tx, 'funding.declined', this.id, { asset: 'EGM-NONE', code: 'BUSY', amount });
      await markCaptured(tx, this.#key, amount, 0);
    });
  }

  async reverse(amount: number): Promise<void> {
    await database.transaction(async (tx) => {
      await lockPayment(tx, RAIL, this.id);
      await takeBack(tx, this.#key, dollars(amount), `${this.id} reversal ${++this.#reversals}`);
    });
  }

  /** The next try. @returns what the rail is asked for; null: nothing. */
  async take(): Promise<number | null> {
    this.#taken = await takeDue(database, RAIL, ['refund'], 600_000);
    return this.#taken && this.#taken.amount.minor / 100;
  }

  async uncertain(): Promise<void> {
    await noteUncertain(database, RAIL, this.#theTry, 'no answer', 0);
  }

  async refused(): Promise<void> {
    await noteRefused(database, RAIL, this.#theTry, 'the account is closed');
  }

  async done(): Promise<void> {
    await noteDone(database, RAIL, this.#theTry);
  }

  async byHand(): Promise<void> {
    const [alarm] = await this.#alarms();
    await settleRailAlarm(database, alarm?.alarmId ?? 0, { actor: 'j.doe', reason: 'in cash' });
  }

  /** What became of it: its refund, what is open for a person, and what a person is asked to pay or has paid. */
  async end() {
    const [row] = await site.sql<{ state: string; amount: number }>(
      'SELECT state, amount_minor::int / 100 AS amount FROM outbox WHERE business_key = $1',
      [this.refund],
    );
    const booked = await site.sql<{ kind: string; amount: number }>(
      `SELECT e.kind, -p.amount_minor::int / 100 AS amount FROM book_entries e JOIN postings p USING (entry_id)
       WHERE e.fact = $1 AND line = 1`,
      [this.refund],
    );
    const alarms = await this.#alarms();
    return {
      refund: row ? `${row.state} ${row.amount}` : null,
      books: booked.map(({ kind, amount }) => `${kind} ${amount}`),
      alarms: alarms.map(({ kind, detail }) =>
        kind === 'REFUND_REFUSED' ? `${kind} ${(detail['amount'] as { minor: number }).minor / 100}` : kind,
      ),
    };
  }

  async #alarms() {
    return (await openAlarms(database)).filter(
      ({ subject, detail }) => subject === this.refund || detail['fundingId'] === this.id,
    );
  }

  get #key() {
    return { rail: RAIL, paymentId: this.id, fundingId: this.id };
  }

  get #theTry(): TakenRow {
    if (this.#taken === null) throw new Error('no try is under way');
    return this.#taken;
  }
}

type Step = (payment: Payment) => Promise<unknown>;
const captured: Step = (payment) => payment.capture();
const reversed =
  (amount: number): Step =>
  (payment) =>
    payment.reverse(amount);
const asked =
  (amount: number | null): Step =>
  async (payment) =>
    expect(await payment.take()).toBe(amount);
const uncertain: Step = (payment) => payment.uncertain();
const refused: Step = (payment) => payment.refused();
const done: Step = (payment) => payment.done();
const byHand: Step = (payment) => payment.byHand();

interface End {
  refund: string | null;
  books: string[];
  alarms: string[];
}

describe('a part of the money of a refund that the rail takes back', () => {
  it.each<[string, Step[], End]>([
    [
      'before its capture is heard of',
      [reversed(5), captured, asked(15), done],
      { refund: 'DONE 15', books: ['refund 15'], alarms: [] },
    ],
    [
      'before the first try',
      [captured, reversed(5), asked(15), done],
      { refund: 'DONE 15', books: ['refund 15'], alarms: [] },
    ],
    [
      'before the first try, in two parts',
      [captured, reversed(5), reversed(7), asked(8), done],
      { refund: 'DONE 8', books: ['refund 8'], alarms: [] },
    ],
    [
      'while it is being tried, is not asked for anew: a person hears of it',
      [captured, asked(20), reversed(5), uncertain, asked(20), done],
      { refund: 'DONE 20', books: ['refund 20'], alarms: ['REVERSED'] },
    ],
    [
      'while it is being tried, is not asked of a person when it is refused',
      [captured, asked(20), reversed(5), refused],
      { refund: 'REFUSED 20', books: [], alarms: ['REVERSED', 'REFUND_REFUSED 15'] },
    ],
    [
      'after it was refused, is not asked of a person',
      [captured, asked(20), refused, reversed(5)],
      { refund: 'REFUSED 20', books: [], alarms: ['REFUND_REFUSED 15'] },
    ],
    [
      'after it was refused, is not booked as paid by a person',
      [captured, asked(20), refused, reversed(5), byHand],
      { refund: 'SETTLED_BY_HAND 20', books: ['hand-refund 15'], alarms: [] },
    ],
    [
      'after it was refused, and it was done after all: a person hears of it',
      [captured, asked(20), uncertain, asked(20), refused, reversed(5), done],
      { refund: 'DONE 20', books: ['refund 20'], alarms: ['REVERSED'] },
    ],
    [
      'after it is done: a person hears of it',
      [captured, asked(20), done, reversed(5)],
      { refund: 'DONE 20', books: ['refund 20'], alarms: ['REVERSED'] },
    ],
    [
      'after a person has paid it: a person hears of it',
      [captured, asked(20), refused, byHand, reversed(5)],
      { refund: 'SETTLED_BY_HAND 20', books: ['hand-refund 20'], alarms: ['REVERSED'] },
    ],
  ])('%s', async (_what, steps, end) => {
    const payment = new Payment();
    for (const step of steps) await step(payment);
    expect(await payment.end()).toEqual(end);
  });
});

describe('all of the money of a refund that the rail takes back, in parts,', () => {
  const all = [reversed(5), reversed(15)];

  it.each<[string, Step[], End]>([
    [
      'before its capture is heard of',
      [...all, captured, asked(null)],
      { refund: null, books: [], alarms: [] },
    ],
    [
      'before the first try',
      [captured, ...all, asked(null)],
      { refund: 'WITHDRAWN 15', books: [], alarms: [] },
    ],
    [
      'in part before its capture is heard of',
      [reversed(5), captured, reversed(15), asked(null)],
      { refund: 'WITHDRAWN 15', books: [], alarms: [] },
    ],
    [
      'while it is being tried: a person hears of it, and has nothing to pay when it is refused',
      [captured, asked(20), ...all, refused],
      { refund: 'WITHDRAWN 20', books: [], alarms: ['REVERSED', 'REVERSED'] },
    ],
    [
      'after it was refused: a person has nothing to pay any more',
      [captured, asked(20), refused, ...all],
      { refund: 'WITHDRAWN 20', books: [], alarms: [] },
    ],
    [
      'after it was refused, and it was done after all: a person hears of it',
      [captured, asked(20), uncertain, asked(20), refused, ...all, done],
      { refund: 'WITHDRAWN 20', books: [], alarms: ['CONFLICT'] },
    ],
    [
      'and more than was captured: a person hears of it',
      [captured, ...all, reversed(1)],
      { refund: 'WITHDRAWN 15', books: [], alarms: ['REVERSED'] },
    ],
    [
      'and more than was captured, before its capture is heard of: a person hears of it',
      [...all, reversed(1), captured],
      { refund: null, books: [], alarms: ['REVERSED'] },
    ],
  ])('%s', async (_what, steps, end) => {
    const payment = new Payment();
    for (const step of steps) await step(payment);
    expect(await payment.end()).toEqual(end);
  });
});

it('is asked for what is still owed, or a person hears of it, when a try begins in the same moment', async () => {
  for (let round = 0; round < 10; round++) {
    const payment = new Payment();
    await payment.capture();
    const [asks] = await Promise.all([payment.take(), payment.reverse(5)]);
    const taken = asks ?? (await payment.take());
    expect({ taken, alarms: (await payment.end()).alarms }).toEqual(
      taken === 15 ? { taken, alarms: [] } : { taken: 20, alarms: ['REVERSED'] },
    );
    await payment.done();
  }
});
