/** The worker of the outbox, with rails that behave badly: each row has its turn, and a person hears of what does not end. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Machines } from '../../bridge/ledger/machines.ts';
import { ALARM_AFTER_TRIES, noteDone, noteRefused, takeDue } from '../../bridge/ledger/outbox.ts';
import { OutboxWorker } from '../../bridge/outbox/outbox-worker.ts';
import { createLog } from '../../bridge/platform/log.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import type { Payouts, RailOutcome } from '../../bridge/rails/rail.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { debitPayout, knowAccount } from '../support/rails/debited-payout.ts';
import { MINIMAL } from '../support/rails/minimal-rail.ts';

const TO = { rail: MINIMAL, account: new Digests(Buffer.alloc(32)).account('a player') };
const AMOUNT = { minor: 2_000, currency: 'USD' };
const TIMES = { tryMs: 200, leaseMs: 400, backOff: { firstMs: 10, longestMs: 50 }, pollMs: 20 };

let site: BridgeSite;
let database: Database;
let payouts = 0;
beforeAll(async () => {
  site = await BridgeSite.open();
  database = new Database(site.databaseUrl, { maxConnections: 6, onError: () => undefined });
  await knowAccount(database, TO.account, 'a token');
  await new Machines(database).enrol('EGM-PAYS', null, 'tests');
});
beforeEach(() => database.query(`UPDATE outbox SET try_at = now() + interval '1 day' WHERE state = 'DUE'`));
afterAll(async () => {
  await database.end();
  await site.close();
});

/** @returns the business key of what is due. */
const owe = async () =>
  database.transaction(async (tx) => debitPayout(tx, `o-${++payouts}`, 'EGM-PAYS', AMOUNT, TO));

async function rowOf(key: string) {
  const [row] = await site.sql<{
    state: string;
    tries: number;
    said: string | null;
    alarms: string[] | null;
  }>(
    `SELECT state, tries, said, (SELECT array_agg(kind) FROM rail_alarms WHERE subject = $1 AND ended_at IS NULL) AS alarms
     FROM outbox WHERE business_key = $1`,
    [key],
  );
  return row;
}

function workerOf(
  send: (key: string, signal: AbortSignal) => Promise<RailOutcome>,
  log = createLog('silent'),
) {
  const asked: Payouts = {
    send: async ({ key }, signal) => send(key, signal),
    resume: async ({ key }, signal) => send(key, signal),
  };
  return new OutboxWorker({ database, rail: { name: MINIMAL, refunds: null, payouts: asked }, log }, TIMES);
}

/** One try after the other, each of a process that dies. */
async function takeAndDie(times: number) {
  for (let i = 0; i < times; i += 1) await takeDue(database, MINIMAL, ['payout'], 0);
}

describe('the worker of the outbox', () => {
  it('gives each row its turn, and ends when it is told to, though the rail ignores the signal', async () => {
    const [hanging, other] = [await owe(), await owe()];
    const worker = workerOf(async (key) =>
      key === hanging ? new Promise<never>(() => undefined) : { kind: 'done' },
    );
    worker.start();
    await expect.poll(async () => (await rowOf(other))?.state, { timeout: 20_000 }).toBe('PAYING');
    await expect
      .poll(async () => (await rowOf(hanging))?.alarms, { timeout: 20_000 })
      .toEqual(['PAYOUT_OPEN']);
    await worker.stop();
    expect((await rowOf(hanging))?.state).toBe('DUE');
  });

  it('takes an answer that is none for one that is uncertain', async () => {
    const key = await owe();
    const worker = workerOf(async () => ({ kind: 'paid' }) as unknown as RailOutcome);
    worker.start();
    await expect
      .poll(() => rowOf(key), { timeout: 20_000 })
      .toMatchObject({ alarms: ['PAYOUT_OPEN'], said: 'the rail gave an answer that is none' });
    await worker.stop();
    expect((await rowOf(key))?.state).toBe('DUE');
  });

  it('keeps nothing of the message of what a rail throws [secrets-kept]', async () => {
    const key = await owe();
    const worker = workerOf(async () => {
      throw Object.assign(new TypeError('POST https://rail.test/?token=abc failed'), { code: 'ECONNRESET' });
    });
    worker.start();
    await expect
      .poll(() => rowOf(key), { timeout: 20_000 })
      .toMatchObject({ alarms: ['PAYOUT_OPEN'], said: 'the rail threw TypeError ECONNRESET' });
    await worker.stop();
    expect(JSON.stringify(await site.sql('SELECT * FROM rail_alarms'))).not.toContain('token=abc');
  });

  it('tells a person of what is tried again and again by processes that die', async () => {
    const key = await owe();
    await takeAndDie(ALARM_AFTER_TRIES);
    expect((await rowOf(key))?.alarms).toBeNull();
    await takeAndDie(1);
    expect((await rowOf(key))?.alarms).toEqual(['PAYOUT_OPEN']);
  });

  it('asks no person to pay for an older try that is refused, while a newer one is under way [exactly-once]', async () => {
    const key = await owe();
    const [older, newer] = [
      await takeDue(database, MINIMAL, ['payout'], 0),
      await takeDue(database, MINIMAL, ['payout'], 600_000),
    ];
    if (!older || !newer) throw new Error('nothing was due');
    await noteRefused(database, MINIMAL, older, 'too little money of ours');
    expect(await rowOf(key)).toMatchObject({ state: 'DUE', alarms: null });
    await noteDone(database, MINIMAL, newer);
    expect(await rowOf(key)).toMatchObject({ state: 'PAYING', alarms: null });
  });
});
