/** Inbox and outbox, killed at every step: one effect and one answer for each notification, one refund for each that is owed. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../bridge/app/settings.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import type { Refunds } from '../../bridge/rails/rail.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import type { SignedNotification } from '../support/rails/minimal-rail.ts';
import { refundsByAsking, refundsByKey } from '../support/rails/minimal-refunds.ts';
import { notify } from '../support/rails/notify.ts';
import { startOutbox } from '../support/rails/outbox-under-test.ts';
import { startRefundStandIn, type RefundStandIn } from '../support/rails/refund-stand-in.ts';
import { Random } from '../support/seeded-random.ts';
import { compileAhead, startService, type Service } from '../support/service.ts';

const VICTIM = 'test/support/rails/outbox-process.ts';

let site: BridgeSite;
let database: Database;
let player: RefundStandIn;
const opened: (() => Promise<void>)[] = [];
const services: Service[] = [];
beforeAll(async () => {
  [site] = await Promise.all([BridgeSite.open(), compileAhead(VICTIM)]);
  database = new Database(site.databaseUrl, { maxConnections: 5, onError: () => undefined });
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

type Kind = 'by-key' | 'by-asking';
const KINDS: readonly Kind[] = ['by-key', 'by-asking'];

async function openPlayer(kind: Kind): Promise<void> {
  player = await startRefundStandIn({ twice: kind === 'by-asking' });
  opened.push(async () => player.close());
}

/** A process that kills itself at that step. */
async function startVictim(kind: Kind, when: 'before' | 'after', step: string): Promise<Service> {
  const environment = { ...site.environment(), REFUND_URL: player.url, REFUNDS: kind };
  const victim = await startService(VICTIM, [when, step], environment);
  services.push(victim);
  return victim;
}

/** Another process on the same ledger, which nobody kills. */
async function startSurvivor(kind: Kind): Promise<string> {
  return startSurvivorWith(kind === 'by-key' ? refundsByKey(player.url) : refundsByAsking(player.url));
}

async function startSurvivorWith(refunds: Refunds): Promise<string> {
  const survivor = await startOutbox({ settings: readSettings(site.environment()), database, refunds });
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
async function accountOf({ id, paymentId, fundingId }: SignedNotification) {
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

const OF_THE_INBOX = [
  ['the notification is kept', 'INSERT INTO inbox'],
  ['the funding is decided', 'INSERT INTO fundings'],
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

// [exactly-once] [durable-first] [money-has-a-home]
describe('killed', () => {
  const cases = [
    ...OF_THE_INBOX.map((step) => ({ step, kind: 'by-key' as const })),
    ...OF_THE_OUTBOX.flatMap((step) => KINDS.map((kind) => ({ step, kind }))),
  ].flatMap(({ step: [what, step], kind }) =>
    (['before', 'after'] as const).map((when) => ({ when, what, step, kind })),
  );
  it.each(cases)(
    '$when $what (refunds $kind): the player is paid once, and every repeat gets one answer',
    async ({ when, step, kind }) => {
      await openPlayer(kind);
      const capture = aCapture();
      const victim = await startVictim(kind, when, step);
      const answers = new Set<string>();
      const first = await notify(String(victim.listening['url']), capture).catch(() => null);
      if (first?.status === 200) answers.add(first.text);
      if (victim.process.signalCode === null) await once(victim.process, 'exit');
      expect(victim.process.signalCode).toBe('SIGKILL');
      const url = await startSurvivor(kind);
      for (const answer of await notifyUntilAnswered(() => [url], capture)) answers.add(answer);
      for (const answer of await notifyUntilAnswered(() => [url], capture)) answers.add(answer);
      await expect.poll(() => accountOf(capture)).toEqual(onceOf(capture));
      expect(answers.size).toBe(1);
    },
  );
});

describe('what does not end', () => {
  const openAlarms = async (kind: string) =>
    site.sql(`SELECT subject FROM rail_alarms WHERE kind = $1 AND ended_at IS NULL`, [kind]);

  it('is told to a person, is tried further, and ends by itself when the rail says that it is done', async () => {
    await openPlayer('by-asking');
    let isDown = true;
    const asked = refundsByAsking(player.url);
    const url = await startSurvivorWith({
      send: async () => ({ kind: 'uncertain', reason: 'no answer' }),
      resume: async (refund, signal) =>
        isDown ? { kind: 'uncertain', reason: 'no answer' } : asked.resume(refund, signal),
    });
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
    const kind = random.pick<Kind>('by-key', 'by-asking');
    await openPlayer(kind);
    const told: { capture: ReturnType<typeof aCapture>; answers: Set<string> }[] = [];
    for (let generation = 0; generation < GENERATIONS; generation++) {
      const victims = await Promise.all(
        [0, 1].map(() => startVictim(kind, random.pick('before', 'after'), String(1 + random.integer(30)))),
      );
      player.behave(...Array.from({ length: 4 }, () => random.pick('pays', 'lost', 'failing', 'pays')));
      told.push(...[0, 1].map(() => ({ capture: aCapture(), answers: new Set<string>() })));
      const exits = victims.map(async ({ process }) => {
        if (process.signalCode === null) await once(process, 'exit');
      });
      // The sender repeats what is not answered, to both at the same time.
      await Promise.all([
        ...exits,
        ...told.flatMap(({ capture, answers }) =>
          victims.map(async ({ listening }) => {
            const answer = await notify(String(listening['url']), capture).catch(() => null);
            if (answer?.status === 200) answers.add(answer.text);
          }),
        ),
      ]);
    }
    player.behave();
    const urls = await Promise.all([startSurvivor(kind), startSurvivor(kind)]);
    for (const { capture, answers } of told) {
      for (const answer of await notifyUntilAnswered(() => urls, capture)) answers.add(answer);
      await expect.poll(() => accountOf(capture)).toEqual(onceOf(capture));
      expect(answers.size).toBe(1);
    }
  });
});
