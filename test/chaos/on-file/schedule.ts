/** One random schedule: phones that pay while processes are killed and Trustly misbehaves; then nothing is lost and nothing doubled. */
import { setTimeout as pause } from 'node:timers/promises';
import { fromDecimal, toDecimal } from '../../../protocol/money.ts';
import { Random } from '../../support/seeded-random.ts';
import { waitFor } from '../../support/wait.ts';
import type { Faults, Floor, Victim } from './floor.ts';
import type { Mood } from './machine.ts';
import { PayingPhone, type Ending } from './paying-phone.ts';

export interface Tally {
  payments: number;
  kills: number;
  events: number;
  addedMinor: number;
  goneBackMinor: number;
  takenTwice: number;
  /** How often money was held before it was captured, or was to be. */
  holds: number;
  endings: Partial<Record<Ending, number>>;
}

interface Payment {
  readonly minor: number;
  readonly ending: Ending;
}

const PHONES = 5;
const MOST_KILLS = 3;
/** What may be under way when something is killed takes about as long. */
const WITHIN_MS = 1_000;
const DOWN_MS = 300;

/** What Trustly and the machines do, besides what is killed. */
function drawn(random: Random): Partial<Faults> {
  return {
    api: random.chance(0.5) ? 'ok' : random.pick('lost', 'slow', 'unavailable', 'garbage', 'down'),
    slowMs: 300 + random.integer(1_500),
    events: random.chance(0.4)
      ? 'ok'
      : random.pick('repeated', 'outOfOrder', 'late', 'lost', 'wrongSignature', 'forged'),
    heldAt: random.chance(0.8) ? null : random.pick('Pending', 'Authorized', 'Processed'),
    captureEnds: random.chance(0.9) ? null : random.pick('SW021', 'SW052', 'SW057'),
    declinesBy: random.pick('event', 'answer', 'error'),
  };
}

/** Which are killed, one after the other. */
export function drawnVictims(seed: number): Victim[] {
  const random = new Random(seed + 1);
  const victims: Victim[] = [];
  for (let number = 1 + random.integer(MOST_KILLS); number > 0; number--)
    victims.push(random.pick('a bridge', 'the other bridge', 'the sandbox', 'the database', 'the links'));
  return victims;
}

/** Whether the property has the money held first. */
function drawnHoldHours(seed: number): number {
  return new Random(seed + 2).chance(0.5) ? 72 : 0;
}

/** @throws where a cent was lost or doubled, a payment is stuck, or a page said what was not so. */
export async function runSchedule(floor: Floor, seed: number, victims: readonly Victim[]): Promise<Tally> {
  const random = new Random(seed);
  const since = new Date();
  const before = floor.machines.reduce((sum, { cabinet }) => sum + cabinet.creditedMinor, 0);
  for (const { cabinet } of floor.machines)
    cabinet.mood = random.chance(0.7) ? 'takes all' : random.pick<Mood>('takes a part', 'takes nothing');
  await floor.holdFor(drawnHoldHours(seed));
  await floor.behave(drawn(random));
  const paying = Promise.all(await begin(floor, random, String(seed), WITHIN_MS * victims.length));
  paying.catch(() => undefined); // looked at below
  for (const victim of victims) {
    await pause(random.integer(WITHIN_MS));
    await floor.kill(victim);
    await pause(random.integer(DOWN_MS));
    await floor.start(victim);
  }
  await floor.behave();
  const payments = await paying;
  await settle(floor, since);
  const tally = { ...(await compare(floor, payments, since)), kills: victims.length };
  const credited = floor.machines.reduce((sum, { cabinet }) => sum + cabinet.creditedMinor, 0) - before;
  if (credited !== tally.addedMinor)
    throw new Error(`${credited} on the meters, ${tally.addedMinor} in the ledger`);
  return tally;
}

/** One phone may pay at two machines at once, and two phones with one code; no amount is there twice. */
async function begin(floor: Floor, random: Random, name: string, withinMs: number) {
  const payments: Promise<Payment>[] = [];
  const pay = (phone: PayingPhone, code: string) => {
    const minor = random.pick(250, 2_000, 3_333, 9_990) + payments.length;
    const taps = random.pick(1, 1, 2, 3);
    const afterMs = random.integer(withinMs);
    payments.push(
      pause(afterMs)
        .then(async () => phone.pay(code, toDecimal({ minor, currency: 'USD' }), taps))
        .then((ending) => ({ minor, ending })),
    );
  };
  for (let number = 0; number < PHONES; number++) {
    const phone = new PayingPhone(floor.phones, `player ${name} ${number}`);
    const code = await floor.code(anyOf(floor, random));
    pay(phone, code);
    if (random.chance(0.3)) pay(phone, await floor.code(anyOf(floor, random)));
    if (random.chance(0.2)) pay(new PayingPhone(floor.phones, `another ${name} ${number}`), code);
  }
  return payments;
}

function anyOf({ machines }: Floor, random: Random): string {
  return machines[random.integer(machines.length)]?.asset ?? '';
}

/** Everything that was delayed is told, and what is still owed is tried again, as if the time had passed. */
async function settle(floor: Floor, since: Date): Promise<void> {
  const { site } = floor;
  await waitFor('no capture to be open', async () => (await openCaptures(floor)).length === 0, {
    timeoutMs: 60_000,
    instead: async () => JSON.stringify(await openCaptures(floor)),
  });
  await waitFor('nothing to be held for nothing', async () => (await leftHolds(floor, since)).length === 0, {
    timeoutMs: 60_000,
    instead: async () => JSON.stringify(await leftHolds(floor, since)),
  });
  await floor.allTold();
  await waitFor(
    'no refund to be due',
    async () => {
      const due =
        await site.sql(`UPDATE outbox SET try_at = now() WHERE state = 'DUE' AND try_at > now() + interval '5 seconds'
         RETURNING business_key`);
      if (due.length > 0) await pause(1_000);
      return (await site.sql(`SELECT 1 FROM outbox WHERE state = 'DUE'`)).length === 0;
    },
    {
      timeoutMs: 60_000,
      instead: async () => JSON.stringify(await site.sql(`SELECT * FROM outbox WHERE state = 'DUE'`)),
    },
  );
  await waitFor(
    'every transfer to end',
    async () =>
      (await site.sql(`SELECT 1 FROM transfers WHERE status NOT IN ('CREDITED', 'FAILED')`)).length === 0,
    {
      timeoutMs: 60_000,
      instead: async () => JSON.stringify(await site.sql('SELECT * FROM transfers WHERE settled_at IS NULL')),
    },
  );
  await floor.allTold();
  const disagreements = await site.disagreements();
  if (disagreements.length > 0) throw new Error(disagreements.join('\n'));
}

async function openCaptures({ site }: Floor): Promise<unknown[]> {
  return site.sql(
    `SELECT reference, state, tries, said FROM capture_attempts
     WHERE state IN ('ORDERED', 'SENT', 'NEW', 'PENDING', 'AUTHORIZED', 'PROCESSED', 'ON_HOLD')`,
  );
}

/** What Trustly holds, and no capture has used: neither is it held for a payment that was paid, nor let go of. */
async function leftHolds(floor: Floor, since: Date): Promise<unknown[]> {
  const attempts = await floor.site.sql<{ reference: string; isPaid: boolean }>(
    `SELECT h.attempt AS reference, c.captured_at IS NOT NULL AS "isPaid" FROM capture_holds h
     JOIN capture_attempts c ON c.reference = h.attempt WHERE NOT h.is_second AND c.ordered_at >= $1`,
    [since],
  );
  const held = await Promise.all(
    attempts.map(async ({ reference, isPaid }) => {
      const { body } = await floor.calls.get(`/transactions?merchantReference=${reference}.h`);
      const open = (body as { transactions: Taken[] }).transactions.filter(
        ({ status }) => status <= AUTHORIZED,
      );
      return isPaid ? open.slice(1) : open;
    }),
  );
  return held.flat();
}

const AUTHORIZED = 2;
const OVER = [5, 6, 7, 8, 10, 13];
const CAPTURE = 3;

interface Taken {
  readonly transactionType: number;
  readonly status: number;
  readonly amount: string;
  readonly refunded: string;
}

/** Each payment: what Trustly took and kept, what is on the machine, and what the page said at last. */
async function compare(
  floor: Floor,
  payments: readonly Payment[],
  since: Date,
): Promise<Omit<Tally, 'kills'>> {
  const tally: Omit<Tally, 'kills'> = {
    payments: payments.length,
    events: (await floor.calls.events()).filter(({ createdAt }) => createdAt >= since.getTime()).length,
    addedMinor: 0,
    goneBackMinor: 0,
    takenTwice: 0,
    holds: await holdsSince(floor, since),
    endings: {},
  };
  const begun = await floor.site.sql<{ fundingId: string; minor: number; credited: number }>(
    `SELECT p.funding_id AS "fundingId", p.amount_minor::int AS minor, coalesce(t.credited_minor, 0)::int AS credited
     FROM page_payments p LEFT JOIN transfers t USING (funding_id) WHERE p.begun_at >= $1`,
    [since],
  );
  for (const { minor, ending } of payments) {
    const row = begun.find((each) => each.minor === minor);
    const captures = row === undefined ? [] : await capturesOf(floor, row.fundingId);
    const captured = captures.reduce((sum, { amount }) => sum + minorOf(amount), 0);
    const refunded = captures.reduce((sum, each) => sum + minorOf(each.refunded), 0);
    const credited = row?.credited ?? 0;
    const told = toldBy(ending, minor);
    if (captured - refunded !== credited || !told(credited))
      throw new Error(
        `${row?.fundingId} of ${minor}: captured ${captured}, refunded ${refunded}, credited ${credited}; "${ending}"`,
      );
    tally.addedMinor += credited;
    tally.goneBackMinor += refunded;
    if (captured > minor) tally.takenTwice++;
    tally.endings[ending] = (tally.endings[ending] ?? 0) + 1;
  }
  return tally;
}

async function holdsSince({ site }: Floor, since: Date): Promise<number> {
  const rows = await site.sql('SELECT 1 FROM capture_holds WHERE sent_at >= $1', [since]);
  return rows.length;
}

async function capturesOf(floor: Floor, fundingId: string): Promise<Taken[]> {
  const found = await Promise.all(
    [1, 2, 3, 4].map(async (attempt) => {
      const { body } = await floor.calls.get(`/transactions?merchantReference=${fundingId}.${attempt}`);
      return (body as { transactions: Taken[] }).transactions;
    }),
  );
  return found.flat().filter((each) => each.transactionType === CAPTURE && !OVER.includes(each.status));
}

const minorOf = (decimal: string) => fromDecimal(decimal, 'USD').minor;

/** What must be on the machine when the page has said so. */
function toldBy(ending: Ending, minor: number): (credited: number) => boolean {
  switch (ending) {
    case 'added':
      return (credited) => credited === minor;
    case 'added in part':
      return (credited) => credited > 0 && credited < minor;
    case 'goes back':
    case 'not paid':
    case 'nothing begun':
      return (credited) => credited === 0;
    case 'attendant':
      return () => false;
  }
}
