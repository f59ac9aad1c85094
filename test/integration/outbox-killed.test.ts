/**
 * Inbox and outbox, killed at every step: one effect and one answer for each notification, one refund or payout for each
 * that is owed.
 */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../bridge/app/settings.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import type { DebtState } from '../../bridge/ledger/payout-states.ts';
import { markDebited } from '../../bridge/ledger/transfer-end.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import type { Refunds } from '../../bridge/rails/rail.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { accountTokens, knowAccount, orderPayout, sent } from '../support/rails/debited-payout.ts';
import type { SignedNotification } from '../support/rails/minimal-rail.ts';
import { minimalPayouts, minimalRefunds, type Repeats } from '../support/rails/minimal-orders.ts';
import { notify } from '../support/rails/notify.ts';
import { startOutbox } from '../support/rails/outbox-under-test.ts';
import { startPayerStandIn, type PayerStandIn } from '../support/rails/payer-stand-in.ts';
import { Random } from '../support/seeded-random.ts';
import { compileAhead, startService, type Service } from '../support/service.ts';

const ASSET = 'EGM-OUT';
const DIGESTS = new Digests(Buffer.alloc(32));
const VICTIM = 'test/support/rails/outbox-process.ts';

let site: BridgeSite;
let database: Database;
let player: PayerStandIn;
const opened: (() => Promise<void>)[] = [];
const services: Service[] = [];
beforeAll(async () => {
  [site] = await Promise.all([BridgeSite.open(), compileAhead(VICTIM)]);
  database = new Database(site.databaseUrl, { maxConnections: 5, onError: () => undefined });
  await new Machines(database).enrol(ASSET, null, 'tests');
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.kill()));
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(async () => {
  expect(await site.disagreements()).toEqual([]);
  await database.end();
  await site.close();
});

const REPEATS: readonly Repeats[] = ['by-key', 'by-asking'];

async function openPlayer(repeats: Repeats): Promise<void> {
  player = await startPayerStandIn({ twice: repeats === 'by-asking' });
  opened.push(async () => player.close());
}

/** A process that kills itself at that step. */
async function startVictim(repeats: Repeats, when: 'before' | 'after', step: string): Promise<Service> {
  const environment = { ...site.environment(), PAYER_URL: player.url, REPEATS: repeats };
  const victim = await startService(VICTIM, [when, step], environment);
  services.push(victim);
  return victim;
}

/** Another process on the same ledger, which nobody kills. */
async function startSurvivor(repeats: Repeats): Promise<string> {
  return startSurvivorWith(minimalRefunds(player.url, repeats), repeats);
}

async function startSurvivorWith(refunds: Refunds, repeats: Repeats): Promise<string> {
  const payouts = minimalPayouts(player.url, repeats, accountTokens());
  const survivor = await startOutbox({
    settings: readSettings(site.environment()),
    database,
    refunds,
    payouts,
  });
  opened.push(async () => survivor.stop());
  return survivor.url;
}

let payments = 0;

/** Money for a machine that is not there: no credit can follow. */
function aCapture(): SignedNotification & { kind: 'captured' } {
  const number = ++payments;
  return {
    id: `captured-${number}`,
    kind: 'captured',
    paymentId: `payment-${number}`,
    fundingId: `funding-${number}`,
    asset: 'EGM-GONE',
    amount: { minor: 2_000 + number, currency: 'USD' },
    account: `account-${number}`,
    ageMs: 0,
  };
}

/** Something that changes nothing. The victim counts its steps from here on. */
function aPending(): SignedNotification {
  const number = ++payments;
  const about = { paymentId: `payment-${number}`, fundingId: `funding-${number}` };
  return { id: `pending-${number}`, kind: 'pending', ...about };
}

/** Every answer that came, until there was one; a process that dies gives none. */
async function notifyUntilAnswered(urls: () => readonly string[], notification: SignedNotification) {
  const answers = new Set<string>();
  await expect
    .poll(async () => {
      for (const url of urls()) {
        const answer = await notify(url, notification).catch(() => null);
        if (answer?.status === 200) answers.add(answer.text);
      }
      return answers.size;
    })
    .toBeGreaterThan(0);
  return answers;
}

/** What the whole ledger has of a payment: what was told, decided, and owed. */
async function accountOf({ id, paymentId, fundingId }: ReturnType<typeof aCapture>) {
  const [row] = await site.sql(
    `SELECT (SELECT count(*)::int FROM inbox WHERE notification_id = $1 AND decided_at IS NOT NULL) AS notifications,
            (SELECT count(*)::int FROM fundings WHERE funding_id = $3) AS fundings,
            (SELECT count(*)::int FROM audit WHERE subject = $3 AND event = 'payment.captured') AS captures,
            (SELECT array_agg(state) FROM outbox WHERE payment_id = $2) AS refunds,
            (SELECT count(*)::int FROM audit WHERE subject = 'refund-' || $3 AND event = 'refund.done') AS told`,
    [id, paymentId, fundingId],
  );
  return { ...row, paid: player.paid(paymentId) };
}

const onceOf = ({ amount }: { amount: { minor: number } }) => ({
  notifications: 1,
  fundings: 1,
  captures: 1,
  refunds: ['DONE'],
  told: 1,
  paid: [amount.minor],
});

/** Money that is to leave a machine for an account of its own. Nothing has left yet. */
async function aPayout() {
  const number = ++payments;
  const to = await knowAccount(database, DIGESTS.account(`account-${number}`), `token-${number}`);
  const amount = { minor: 2_000 + number, currency: 'USD' };
  const payoutId = `out-${number}`;
  const key = `payout-${payoutId}`;
  const transferId = await sent(database, await orderPayout(database, payoutId, ASSET, amount, to));
  return {
    amount,
    token: `token-${number}`,
    key,
    debit: async () => database.transaction(async (tx) => markDebited(tx, transferId, amount)),
    settled: { id: `settled-${number}`, kind: 'payout-settled', key, amount } as const,
  };
}

/** What the whole ledger has of a payout: what was owed, asked, told and booked; and what the player got. */
async function payoutOf({ key, token }: { key: string; token: string }) {
  const [row] = await site.sql<{ state: DebtState }>(
    `SELECT state, tries > 0 AS asked,
            (SELECT count(*)::int FROM audit WHERE subject = $1 AND event = 'payout.paid') AS told,
            (SELECT array_agg(kind) FROM book_entries WHERE fact = $1) AS books
     FROM outbox WHERE business_key = $1`,
    [key],
  );
  return { state: null, ...row, paid: player.paid(token) };
}

const paidOnce = ({ amount }: { amount: { minor: number } }) => ({
  state: 'PAID',
  asked: true,
  told: 1,
  books: ['payout'],
  paid: [amount.minor],
});

const OF_THE_INBOX = [
  ['the notification is kept', 'INSERT INTO inbox'],
  ['the funding is decided', 'WITH declined AS'],
  ['the refund is written with the capture', 'INSERT INTO rail_payments'],
  ['all of that is committed', 'COMMIT INSERT INTO inbox'],
  ['the notification is answered', 'COMMITTED INSERT INTO inbox'],
] as const;
const OF_THE_OUTBOX = [
  ['the refund is taken for a try', 'UPDATE outbox SET tries'],
  ['the rail is called', 'CALL'],
  ['the refund is marked as done', 'UPDATE outbox SET state'],
  ['that mark is committed', 'COMMIT UPDATE outbox SET state'],
  ['it looks for the next one', 'COMMITTED UPDATE outbox SET state'],
] as const;

const WHEN = ['before', 'after'] as const;

async function isKilled({ process }: Service): Promise<void> {
  if (process.signalCode === null) await once(process, 'exit');
  expect(process.signalCode).toBe('SIGKILL');
}

// [exactly-once] [durable-first] [money-has-a-home]
describe('killed', () => {
  const cases = [
    ...OF_THE_INBOX.map((step) => ({ step, repeats: 'by-key' as const })),
    ...OF_THE_OUTBOX.flatMap((step) => REPEATS.map((repeats) => ({ step, repeats }))),
  ].flatMap(({ step: [what, step], repeats }) => WHEN.map((when) => ({ when, what, step, repeats })));
  it.each(cases)(
    '$when $what (refunds $repeats): the player is paid once, and every repeat gets one answer',
    async ({ when, step, repeats }) => {
      await openPlayer(repeats);
      const capture = aCapture();
      const victim = await startVictim(repeats, when, step);
      const answers = new Set<string>();
      const first = await notify(String(victim.listening['url']), capture).catch(() => null);
      if (first?.status === 200) answers.add(first.text);
      await isKilled(victim);
      const url = await startSurvivor(repeats);
      for (const answer of await notifyUntilAnswered(() => [url], capture)) answers.add(answer);
      for (const answer of await notifyUntilAnswered(() => [url], capture)) answers.add(answer);
      await expect.poll(() => accountOf(capture)).toEqual(onceOf(capture));
      expect(answers.size).toBe(1);
    },
  );
});

const CALLED = ['the rail is called', 'CALL'] as const;
const OF_A_PAYOUT = [
  ['the payout is taken for a try', 'UPDATE outbox SET tries'],
  CALLED,
  ['the payout is marked as ordered', 'UPDATE outbox SET state'],
  ['that mark is committed', 'COMMIT UPDATE outbox SET state'],
] as const;
const OF_ITS_END = [
  ['the payout is marked as paid', 'UPDATE outbox SET state = CASE'],
  ['all of that is committed', 'COMMIT INSERT INTO inbox'],
  ['that is answered', 'COMMITTED INSERT INTO inbox'],
] as const;

// [exactly-once] [durable-first] [money-has-a-home]
describe('of a payout, killed', () => {
  const each = (steps: readonly (readonly [string, string])[]) =>
    steps.flatMap(([what, step]) => WHEN.map((when) => ({ when, what, step })));
  /** Told until it is answered, and once more. */
  const settle = async (url: string, { settled }: Awaited<ReturnType<typeof aPayout>>) => {
    const answers = new Set<string>();
    for (let times = 0; times < 2; times++)
      for (const answer of await notifyUntilAnswered(() => [url], settled)) answers.add(answer);
    return answers;
  };

  const cases = [
    ...each(OF_A_PAYOUT).map((step) => ({ ...step, repeats: 'by-asking' as const })),
    ...each([CALLED]).map((step) => ({ ...step, repeats: 'by-key' as const })),
  ];
  it.each(cases)(
    '$when $what (payouts $repeats): the player is paid once',
    async ({ when, step, repeats }) => {
      await openPlayer(repeats);
      const payout = await aPayout();
      const victim = await startVictim(repeats, when, step);
      await notify(String(victim.listening['url']), aPending()).catch(() => null);
      await payout.debit();
      await isKilled(victim);
      const url = await startSurvivor(repeats);
      await expect.poll(async () => (await payoutOf(payout)).state).toBe('PAYING');
      await settle(url, payout);
      expect(await payoutOf(payout)).toEqual(paidOnce(payout));
    },
  );

  it.each(each(OF_ITS_END))(
    '$when $what: the payout is booked once, and every repeat gets one answer',
    async ({ when, step }) => {
      await openPlayer('by-asking');
      const payout = await aPayout();
      await payout.debit();
      const victim = await startVictim('by-asking', when, step);
      await expect.poll(async () => (await payoutOf(payout)).state).toBe('PAYING');
      const answers = new Set<string>();
      const first = await notify(String(victim.listening['url']), payout.settled).catch(() => null);
      if (first?.status === 200) answers.add(first.text);
      await isKilled(victim);
      for (const answer of await settle(await startSurvivor('by-asking'), payout)) answers.add(answer);
      expect(answers.size).toBe(1);
      expect(await payoutOf(payout)).toEqual(paidOnce(payout));
    },
  );
});

describe('what does not end', () => {
  const openAlarms = async (kind: string) =>
    site.sql(`SELECT subject FROM rail_alarms WHERE kind = $1 AND ended_at IS NULL`, [kind]);

  it('is told to a person, is tried further, and ends by itself when the rail says that it is done', async () => {
    await openPlayer('by-asking');
    let isDown = true;
    const asked = minimalRefunds(player.url, 'by-asking');
    const url = await startSurvivorWith(
      {
        send: async () => ({ kind: 'uncertain', reason: 'no answer' }),
        resume: async (refund, signal) =>
          isDown ? { kind: 'uncertain', reason: 'no answer' } : asked.resume(refund, signal),
      },
      'by-asking',
    );
    const capture = aCapture();
    await notifyUntilAnswered(() => [url], capture);
    await expect.poll(() => openAlarms('REFUND_OPEN')).toEqual([{ subject: `refund-${capture.fundingId}` }]);
    isDown = false;
    await expect.poll(() => accountOf(capture)).toEqual(onceOf(capture));
    expect(await openAlarms('REFUND_OPEN')).toEqual([]);
  });

  it('lets nothing wait behind it: a notification that cannot be read, and one that is decided', async () => {
    await openPlayer('by-key');
    const pending = { kind: 'pending', paymentId: 'p', fundingId: 'f' };
    await site.sql(
      `INSERT INTO inbox (rail, notification_id, sealed_body, event, answer, try_at) VALUES
         ('minimal', 'unreadable', '', '{}', '', now() - interval '1 hour'), ('minimal', 'late', '', $1, '', now())`,
      [JSON.stringify(pending)],
    );
    await startSurvivor('by-key');
    await expect
      .poll(() => site.sql(`SELECT notification_id AS id FROM inbox WHERE decided_at IS NULL`))
      .toEqual([{ id: 'unreadable' }]);
    await site.sql(`UPDATE inbox SET decided_at = now() WHERE notification_id = 'unreadable'`);
  });
});

/** As many as are asked for; each is a schedule of its own. */
const SEEDS = Number(process.env['OUTBOX_SEEDS'] ?? 2);
const GENERATIONS = 3;

describe('two processes on one ledger, both killed at steps drawn from a seed, again and again', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))('seed %i', async (seed) => {
    const random = new Random(seed);
    const repeats = random.pick<Repeats>('by-key', 'by-asking');
    await openPlayer(repeats);
    const told: { capture: ReturnType<typeof aCapture>; answers: Set<string> }[] = [];
    const payouts: Awaited<ReturnType<typeof aPayout>>[] = [];
    for (let generation = 0; generation < GENERATIONS; generation++) {
      const victims = await Promise.all(
        [0, 1].map(() =>
          startVictim(repeats, random.pick('before', 'after'), String(1 + random.integer(30))),
        ),
      );
      player.behave(...Array.from({ length: 4 }, () => random.pick('pays', 'lost', 'failing', 'pays')));
      const payout = await aPayout();
      payouts.push(payout);
      told.push(...[0, 1].map(() => ({ capture: aCapture(), answers: new Set<string>() })));
      const exits = victims.map(async ({ process }) => {
        if (process.signalCode === null) await once(process, 'exit');
      });
      // The sender repeats what is not answered, to both at the same time.
      await Promise.all([
        ...exits,
        payout.debit(),
        ...told.flatMap(({ capture, answers }) =>
          victims.map(async ({ listening }) => {
            const answer = await notify(String(listening['url']), capture).catch(() => null);
            if (answer?.status === 200) answers.add(answer.text);
          }),
        ),
      ]);
    }
    player.behave();
    const urls = await Promise.all([startSurvivor(repeats), startSurvivor(repeats)]);
    for (const { capture, answers } of told) {
      for (const answer of await notifyUntilAnswered(() => urls, capture)) answers.add(answer);
      await expect.poll(() => accountOf(capture)).toEqual(onceOf(capture));
      expect(answers.size).toBe(1);
    }
    for (const payout of payouts) {
      await expect.poll(async () => (await payoutOf(payout)).state).toBe('PAYING');
      await notifyUntilAnswered(() => urls, payout.settled);
      expect(await payoutOf(payout)).toEqual(paidOnce(payout));
    }
  });
});
