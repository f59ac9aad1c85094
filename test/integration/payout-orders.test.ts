/**
 * What a rail says of a payout comes in any order. The same facts make the same state, the same books and the same alarms
 * [exactly-once] [books-agree].
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../../bridge/ledger/ledger-check.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import { noteDone, noteUncertain, takeDue, type TakenRow } from '../../bridge/ledger/outbox.ts';
import { endPayout } from '../../bridge/money/payout-end.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { debitPayout, knowAccount } from '../support/rails/debited-payout.ts';
import { MINIMAL } from '../support/rails/minimal-rail.ts';

const TO = { rail: MINIMAL, account: new Digests(Buffer.alloc(32)).account('a player') };
const AMOUNT = { minor: 2_000, currency: 'USD' };

let site: BridgeSite;
let database: Database;
beforeAll(async () => {
  site = await BridgeSite.open();
  database = new Database(site.databaseUrl, { maxConnections: 8, onError: () => undefined });
  await knowAccount(database, TO.account, 'a token');
  await new Machines(database).enrol('EGM-ORDERS', null, 'tests');
});
afterAll(async () => {
  const { disagreements } = await verifyLedger(database);
  await database.end();
  await site.close();
  expect(disagreements).toEqual([]);
});

const tell = async (key: string, id: string, to: 'PAID' | 'RETURNED', minor = AMOUNT.minor) =>
  database.transaction(async (tx) =>
    endPayout(tx, { rail: MINIMAL, key, amount: { ...AMOUNT, minor }, to }, `${key} ${id}`),
  );

/** Each comes once: the inbox takes a notification once, by its id. */
const FACTS = {
  done: async ({ key }: TakenRow) => noteDone(database, MINIMAL, { kind: 'payout', key }),
  settled: async ({ key }: TakenRow) => tell(key, 'settled', 'PAID'),
  returned: async ({ key }: TakenRow) => tell(key, 'returned', 'RETURNED'),
  'settled again': async ({ key }: TakenRow) => tell(key, 'settled again', 'PAID'),
  'settled, off by one': async ({ key }: TakenRow) => tell(key, 'off by one', 'PAID', AMOUNT.minor - 1),
} as const;
type Fact = keyof typeof FACTS;
const ALL = Object.keys(FACTS) as Fact[];

function ordersOf(facts: readonly Fact[]): Fact[][] {
  if (facts.length === 0) return [[]];
  return facts.flatMap((first) =>
    ordersOf(facts.filter((fact) => fact !== first)).map((rest) => [first, ...rest]),
  );
}

let number = 0;
async function taken(tries: number): Promise<TakenRow> {
  await database.transaction(async (tx) => debitPayout(tx, `in-order-${++number}`, 'EGM-ORDERS', AMOUNT, TO));
  for (let tried = 1; ; tried++) {
    const row = await takeDue(database, MINIMAL, ['payout'], 600_000);
    if (row === null) throw new Error('no payout is due');
    if (tried === tries) return row;
    await noteUncertain(database, MINIMAL, row, 'no answer', 0);
  }
}

async function endOf({ key }: TakenRow): Promise<string> {
  const [row] = await database
    .query<{ end: string }>(
      `SELECT concat_ws('; ', state,
         'books: ' || (SELECT string_agg(kind, ' ' ORDER BY kind) FROM book_entries WHERE fact = $1),
         'alarms: ' || (SELECT string_agg(kind, ' ' ORDER BY kind) FROM rail_alarms
                        WHERE ended_at IS NULL AND (subject = $1 OR detail->>'key' = $1))) AS end
       FROM outbox WHERE business_key = $1`,
      [key],
    )
    .then(({ rows }) => rows);
  return row?.end ?? 'gone';
}

/** What each set of facts came to, in all the orders in which it can come. */
async function endsOf(tries: number): Promise<Record<string, string[]>> {
  const ends = new Map<string, Set<string>>();
  const payouts: [TakenRow, Fact[]][] = [];
  for (const order of ordersOf(ALL)) payouts.push([await taken(tries), order]);
  await Promise.all(
    payouts.map(async ([payout, order]) => {
      for (const [index, fact] of order.entries()) {
        await FACTS[fact](payout);
        const known = order.slice(0, index + 1);
        const name = ALL.filter((each) => known.includes(each)).join(' + ');
        const end = await endOf(payout);
        ends.set(name, (ends.get(name) ?? new Set()).add(end));
      }
    }),
  );
  return Object.fromEntries(Array.from(ends, ([name, seen]) => [name, [...seen]]));
}

const PAID_TWICE = 'RETURNED; books: payout return; alarms: CONFLICT PAYOUT_RETURNED';
const CAME_BACK = 'RETURNED; books: payout return; alarms: PAYOUT_RETURNED';

it('comes to the same in every order, where it was tried once', async () => {
  const ends = await endsOf(1);
  expect(Object.entries(ends).filter(([, seen]) => seen.length > 1)).toEqual([]);
  expect(Object.keys(ends).length).toBe(2 ** ALL.length - 1);
  expect(ends).toMatchObject({
    done: ['PAYING'],
    settled: ['PAID; books: payout'],
    returned: ['RETURNED; alarms: PAYOUT_RETURNED'],
    'done + settled': ['PAID; books: payout'],
    'done + returned': ['RETURNED; alarms: PAYOUT_RETURNED'],
    'settled + settled again': ['PAID; books: payout'],
    'settled + returned': [CAME_BACK],
    'settled + returned + settled again': [PAID_TWICE],
    'done + settled + returned': [CAME_BACK],
    'settled + settled, off by one': ['PAID; books: payout; alarms: CONFLICT'],
  });
});

it('comes to the same in every order, where it was tried twice: what came back may be of one try, and the other is paid', async () => {
  const ends = await endsOf(2);
  expect(Object.entries(ends).filter(([, seen]) => seen.length > 1)).toEqual([]);
  expect(ends).toMatchObject({
    'done + settled': ['PAID; books: payout'],
    returned: ['RETURNED; alarms: CONFLICT PAYOUT_RETURNED'],
    'done + settled + returned': [PAID_TWICE],
  });
});
