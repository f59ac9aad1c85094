/** Fundings of many machines that are decided together [exactly-once] [durable-first] [atomic-limits]. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Machines } from '../../bridge/ledger/machines.ts';
import type { Order } from '../../bridge/ledger/order.ts';
import { Transfers } from '../../bridge/ledger/transfers.ts';
import type { Decision } from '../../bridge/money/decided-record.ts';
import { FundingDecisions } from '../../bridge/money/decisions.ts';
import { LocalLinks } from '../../bridge/money/local-links.ts';
import type { AskedFunding } from '../../bridge/money/new-funding.ts';
import { Database, NothingRecordedError } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { PlayerLimits } from '../../bridge/protection/player-limits.ts';
import { BridgeSite, MERCHANT } from '../support/bridge/bridge-site.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';

const PLACES = [0, 1, 2, 3, 4, 5] as const;
const MACHINES = [...PLACES, 6, 7] as const;
const BOARD = { serial: 'VC-0001', memoryId: '0a1b2c3d' };
const CURRENCY = 'USD';
const LIMIT_MINOR = 10_000;
const AMOUNT_MINOR = 2_000;
const DAY = '2026-05-01';
const NOON = new Date(`${DAY}T12:00:00Z`);
const digests = new Digests(Buffer.alloc(32));

/** One bridge process, as far as it decides. */
interface Process {
  readonly decisions: FundingDecisions;
  /** The orders that left, oldest first. */
  readonly sent: Order[];
  /** What it told of fundings that could not be recorded together. */
  readonly warnings: string[];
}

let site: BridgeSite;
let wire: TcpProxy;
/** Over the wire. */
let database: Database;
let direct: Database;
/** Of the ledger's owner. */
let somebody: Client;
const bridgeId = randomUUID();
let linkIds: string[] = [];
let assets: string[] = [];
let here: Process;
let made = 0;

beforeAll(async () => {
  site = await BridgeSite.open();
  const url = new URL(site.databaseUrl);
  wire = await startTcpProxy(Number(url.port));
  url.port = String(wire.port);
  database = new Database(url.href, { maxConnections: 10, onError: () => undefined });
  direct = new Database(site.databaseUrl, { maxConnections: 10, onError: () => undefined });
  somebody = new Client({ connectionString: site.ownerUrl });
  await somebody.connect();
  // It lives as long as the tests.
  await somebody.query(`INSERT INTO bridges (bridge_id, last_seen) VALUES ($1, 'infinity')`, [bridgeId]);
});
beforeEach(async () => {
  assets = MACHINES.map(() => `EGM-${++made}`);
  linkIds = MACHINES.map(() => randomUUID());
  for (const asset of assets) await new Machines(direct).enrol(asset, null, 'tests');
  await somebody.query(
    `INSERT INTO links (asset, link_id, bridge_id, kiosk_version, kiosk_runtime, cabinet, board_serial, board_memory, agreed_in)
     SELECT asset, link_id, $3, '1', 'test', $4, $5, $6, server_run() FROM unnest($1::text[], $2::uuid[]) l (asset, link_id)`,
    [assets, linkIds, bridgeId, READY_CABINET, BOARD.serial, BOARD.memoryId],
  );
  here = aProcess(database, assets);
});
afterEach(async () => {
  await somebody.query('ROLLBACK');
  await patienceIs('100ms');
  wire.mend();
  expect(await site.disagreements()).toEqual([]);
});
afterAll(async () => {
  await somebody.end();
  await Promise.all([database.end(), direct.end()]);
  await wire.stop();
  await site.close();
});

/** @param holds the machines whose links it holds. */
function aProcess(on: Database, holds: readonly string[]): Process {
  const sent: Order[] = [];
  const warnings: string[] = [];
  const links = new LocalLinks();
  links.are((asset) => {
    const linkId = linkIds[assets.indexOf(asset)];
    if (linkId === undefined || !holds.includes(asset)) return null;
    return { linkId, inTurn: async (step) => step(), send: (order) => sent.push(order) };
  });
  const profile = {
    ceiling: { minor: LIMIT_MINOR, currency: CURRENCY },
    coolingOffMs: 0,
    gamingDay: { zone: 'UTC', startHour: 0 },
  };
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
  const decisions = new FundingDecisions(
    {
      database: on,
      limits: new PlayerLimits(on, digests, profile, () => NOON),
      transfers: new Transfers(on, bridgeId),
      links,
      log,
    },
    {
      merchantId: MERCHANT,
      currency: CURRENCY,
      minAmount: { minor: 1, currency: CURRENCY },
      maxAmount: { minor: LIMIT_MINOR, currency: CURRENCY },
      fundingWindowMs: 30_000,
    },
  );
  return { decisions, sent, warnings };
}

/** Of another account each, unless it is said. */
function aFunding(place: number, payer = `payer ${randomUUID()}`): AskedFunding {
  return {
    fundingId: `funding-${randomUUID()}`,
    asset: assets[place] ?? '',
    merchantId: MERCHANT,
    amount: { minor: AMOUNT_MINOR, currency: CURRENCY },
    account: digests.account(payer),
    others: [],
    person: null,
    requestDigest: payer,
  };
}
const oneEach = () => PLACES.map((place) => aFunding(place));

/** Asked for in one moment: the first two go alone, the others together. */
const decideAll = (fundings: readonly AskedFunding[], by = here) =>
  fundings.map(async (funding) => by.decisions.decide(funding));

const outcomes = (decided: readonly PromiseSettledResult<Decision | null>[]) =>
  decided.map((one) => {
    if (one.status === 'rejected') {
      // A database that cannot be reached at all has an error of its own.
      const { reason } = one as { reason: Error };
      return reason instanceof NothingRecordedError ? NothingRecordedError.name : reason.constructor.name;
    }
    const state = one.value?.record.state;
    return state?.status === 'DECLINED' ? state.code : state?.status;
  });
const decide = async (fundings: readonly AskedFunding[], by = here) =>
  outcomes(await Promise.allSettled(decideAll(fundings, by)));

/** Of each funding, in the ledger: its state, the transfers, and how often its order left. */
async function standing(fundings: readonly AskedFunding[], by = here): Promise<string[]> {
  const rows = await site.sql<{ id: string; is: string }>(
    `SELECT f.funding_id AS id, coalesce(t.status, f.decline_code) || CASE WHEN r.reserved_minor = f.amount_minor THEN ' reserved' ELSE '' END AS "is"
     FROM fundings f LEFT JOIN transfers t USING (funding_id) LEFT JOIN limit_reservations r USING (transfer_id)`,
  );
  return fundings.map(({ fundingId }) => {
    const left = by.sent.filter((order) => order.fundingId === fundingId).length;
    return `${rows.find(({ id }) => id === fundingId)?.is ?? 'is not there'}, left ${left}`;
  });
}

/** How many transactions have written these. */
async function transactionsOf(fundings: readonly AskedFunding[]): Promise<number> {
  const rows = await site.sql('SELECT DISTINCT xmin::text FROM fundings WHERE funding_id = ANY ($1)', [
    fundings.map(({ fundingId }) => fundingId),
  ]);
  return rows.length;
}

/** How long fundings together wait for a day that somebody is making. */
async function patienceIs(time: string): Promise<void> {
  await somebody.query(`ALTER FUNCTION lock_usages(text[], date, text) SET lock_timeout = '${time}'`);
}

/** Somebody is making the day of the account until the transaction ends. */
async function makeDayOf(account: string | undefined): Promise<void> {
  await somebody.query('BEGIN');
  await somebody.query('INSERT INTO daily_usage (ubai, gaming_day, currency) VALUES ($1, $2, $3)', [
    account,
    DAY,
    CURRENCY,
  ]);
}

/** Resolves when so many transactions with fundings together wait for somebody. */
async function areWaiting(count: number): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%lock_for_fundings%'`;
  await expect.poll(async () => site.sql(waiting)).toHaveLength(count);
}

/** Resolves when the first two are made and the others, together, wait for a day that somebody has begun to use. */
async function decideAndWait(fundings: readonly AskedFunding[]) {
  await patienceIs('5s');
  await makeDayOf(fundings[4]?.account);
  const each = decideAll(fundings);
  const all = Promise.allSettled(each);
  await Promise.all(each.slice(0, 2));
  await areWaiting(1);
  return { all };
}

const each = <T>(value: T): T[] => PLACES.map(() => value);
const SENT_ONCE = 'SENT reserved, left 1';

describe('fundings of many machines at the same time', () => {
  it('are each ordered once, two of them by themselves and the others in one transaction', async () => {
    const fundings = oneEach();
    expect(await decide(fundings)).toEqual(each('SENT'));
    expect(await standing(fundings)).toEqual(each(SENT_ONCE));
    expect(await transactionsOf(fundings)).toBe(3);
    expect(await decide(fundings)).toEqual(each('SENT'));
    expect(await standing(fundings)).toEqual(each(SENT_ONCE));
  });

  it.each([
    ['machine', 'SELECT 1 FROM machines WHERE asset = $1 FOR UPDATE', (f: AskedFunding) => f.asset],
    [
      'day of an account',
      'SELECT 1 FROM daily_usage WHERE ubai = $1 FOR UPDATE',
      (f: AskedFunding) => f.account,
    ],
    ['funding', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 7300))', (f: AskedFunding) => f.fundingId],
  ])(
    'are not held up by a %s that somebody else has locked: that one goes by itself',
    async (_what, lock, of) => {
      const fundings = oneEach();
      await somebody.query('INSERT INTO daily_usage (ubai, gaming_day, currency) VALUES ($1, $2, $3)', [
        fundings[3]?.account,
        DAY,
        CURRENCY,
      ]);
      await somebody.query('BEGIN');
      await somebody.query(lock, fundings.slice(3, 4).map(of));
      const decisions = decideAll(fundings);
      const others = decisions.filter((_, place) => place !== 3);
      expect(outcomes(await Promise.allSettled(others))).toEqual(others.map(() => 'SENT'));
      expect((await standing(fundings))[3]).toBe('is not there, left 0');
      await somebody.query('COMMIT');
      expect(outcomes(await Promise.allSettled(decisions))).toEqual(each('SENT'));
      expect(await standing(fundings)).toEqual(each(SENT_ONCE));
    },
  );

  it('of somebody who is excluded are declined, and hold up no other one [excluded-stays-out]', async () => {
    const player = digests.player('P-1');
    const fundings = PLACES.map((place) =>
      place === 4 ? { ...aFunding(place), others: [player] } : aFunding(place),
    );
    await site.sql(
      `INSERT INTO exclusions (source, kind, subject, added_by)
       VALUES ('test', 'account', $1, 'test'), ('test', 'player', $2, 'test')`,
      [fundings[3]?.account, player],
    );
    const told = PLACES.map((place) => (place === 3 || place === 4 ? 'PLAYER_EXCLUDED' : 'SENT'));
    expect(await decide(fundings)).toEqual(told);
    expect(await standing(fundings)).toEqual(
      told.map((one) => (one === 'SENT' ? SENT_ONCE : 'PLAYER_EXCLUDED, left 0')),
    );
  });

  it('of one account never exceed its limit', async () => {
    const fundings = PLACES.map((place) =>
      place < 2
        ? aFunding(place)
        : { ...aFunding(place, 'one payer'), amount: { minor: LIMIT_MINOR / 2, currency: CURRENCY } },
    );
    const told = await decide(fundings);
    expect(told.filter((one) => one === 'SENT')).toHaveLength(4);
    expect(told.filter((one) => one === 'LIMIT_REACHED')).toHaveLength(2);
    expect(await standing(fundings)).toEqual(
      told.map((one) => (one === 'SENT' ? SENT_ONCE : 'LIMIT_REACHED, left 0')),
    );
  });

  it('are each turned down, or wait, or are not decided, as by themselves', async () => {
    const [first, second, doorOpen, open, tooMuch, closed] = oneEach();
    if (!first || !second || !doorOpen || !open || !tooMuch || !closed) throw new Error('six places');
    expect(await decide([{ ...open, fundingId: 'earlier' }])).toEqual(['SENT']);
    await somebody.query(`UPDATE links SET cabinet = $2 WHERE asset = $1`, [
      doorOpen.asset,
      { ...READY_CABINET, conditions: ['DOOR_OPEN'] },
    ]);
    await somebody.query(
      `INSERT INTO machine_questions (asset, kind, subject, detail) VALUES ($1, 'UNHEARD', 'x', '{}')`,
      [closed.asset],
    );
    const fundings = [
      first,
      second,
      doorOpen,
      open,
      { ...tooMuch, amount: { minor: LIMIT_MINOR + 1, currency: CURRENCY } },
      closed,
    ];
    expect(await decide(fundings)).toEqual([
      'SENT',
      'SENT',
      'MACHINE_NOT_PLAYABLE',
      'ORDERED',
      'AMOUNT_OUT_OF_RANGE',
      'MachineClosedError',
    ]);
    expect(await standing(fundings)).toEqual([
      SENT_ONCE,
      SENT_ONCE,
      'MACHINE_NOT_PLAYABLE, left 0',
      'ORDERED reserved, left 0',
      'AMOUNT_OUT_OF_RANGE, left 0',
      'is not there, left 0',
    ]);
  });

  it('wait for the newer link of a machine, where this process holds an older one', async () => {
    const fundings = oneEach();
    await somebody.query('UPDATE links SET link_id = $2 WHERE asset = $1', [assets[4], randomUUID()]);
    const told = await decide(fundings);
    expect(told).toEqual(PLACES.map((place) => (place === 4 ? 'ORDERED' : 'SENT')));
    expect((await standing(fundings))[4]).toBe('ORDERED reserved, left 0');
  });

  it('are not undone by one that the database refuses', async () => {
    const fundings = oneEach();
    await somebody.query('UPDATE machines SET last_transfer_number = 9999999999 WHERE asset = $1', [
      assets[3],
    ]);
    expect(await decide(fundings)).toEqual(
      PLACES.map((place) => (place === 3 ? NothingRecordedError.name : 'SENT')),
    );
    expect(await standing(fundings)).toEqual(
      PLACES.map((place) => (place === 3 ? 'is not there, left 0' : SENT_ONCE)),
    );
    expect(here.warnings).toHaveLength(1);
  });

  it('and are kept, but not confirmed: each is found, and its order leaves', async () => {
    const fundings = oneEach();
    wire.loseCommitOf(fundings[4]?.fundingId ?? '');
    const decisions = Promise.allSettled(decideAll(fundings));
    await expect
      .poll(async () => (await standing(fundings)).filter((one) => one.startsWith('SENT')))
      .toHaveLength(6);
    wire.mend();
    expect(outcomes(await decisions)).toEqual(each('SENT'));
    expect(await standing(fundings)).toEqual(each(SENT_ONCE));
    expect(await transactionsOf(fundings)).toBe(3);
  });

  it('are not held up by a day that somebody else is making: each goes by itself, and only that one waits', async () => {
    const fundings = oneEach();
    await makeDayOf(fundings[4]?.account);
    const decisions = decideAll(fundings);
    const others = decisions.filter((_, place) => place !== 4);
    expect(outcomes(await Promise.allSettled(others))).toEqual(others.map(() => 'SENT'));
    expect((await standing(fundings))[4]).toBe('is not there, left 0');
    expect(here.warnings).toHaveLength(1);
    await somebody.query('COMMIT');
    expect(outcomes(await Promise.allSettled(decisions))).toEqual(each('SENT'));
    expect(await standing(fundings)).toEqual(each(SENT_ONCE));
  });

  it('with their server process killed before they are kept, are each decided by itself', async () => {
    const fundings = oneEach();
    const { all } = await decideAndWait(fundings);
    await site.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
    await somebody.query('COMMIT');
    expect(outcomes(await all)).toEqual(each('SENT'));
    expect(await standing(fundings)).toEqual(each(SENT_ONCE));
    expect(here.warnings).toHaveLength(1);
  });

  it('with the database away before they are kept, none is there, and each can be asked for again', async () => {
    const fundings = oneEach();
    const { all } = await decideAndWait(fundings);
    wire.cut();
    const together = PLACES.map((place) => place >= 2);
    expect(outcomes(await all)).toEqual(together.map((one) => (one ? NothingRecordedError.name : 'SENT')));
    await somebody.query('COMMIT');
    wire.mend();
    expect(await standing(fundings)).toEqual(
      together.map((one) => (one ? 'is not there, left 0' : SENT_ONCE)),
    );
    expect(await decide(fundings)).toEqual(each('SENT'));
    expect(await standing(fundings)).toEqual(each(SENT_ONCE));
  });

  it('at two processes, which share accounts and ask in another order, never wait for each other in a circle', async () => {
    const there = aProcess(direct, assets.slice(4));
    const payers = ['one', 'two', 'three'];
    await patienceIs('5s');
    await makeDayOf(digests.account('two'));
    // The first two at each process go by themselves.
    const askedHere = [aFunding(0), aFunding(0), ...payers.map((payer, n) => aFunding(1 + n, payer))];
    const askedThere = [
      aFunding(4),
      aFunding(4),
      ...payers.toReversed().map((payer, n) => aFunding(5 + n, payer)),
    ];
    const told = Promise.all([decide(askedHere), decide(askedThere, there)]);
    await areWaiting(2);
    await somebody.query('ROLLBACK');
    expect((await told).flat().filter((one) => one !== 'SENT' && one !== 'ORDERED')).toEqual([]);
    expect([...here.warnings, ...there.warnings]).toEqual([]);
  });

  it('that are asked for at two processes are each ordered once', async () => {
    const fundings = oneEach();
    const there = aProcess(direct, []);
    const [mine, theirs] = await Promise.all([decide(fundings), decide(fundings.toReversed(), there)]);
    expect([...mine, ...theirs].filter((one) => one !== 'SENT' && one !== 'ORDERED')).toEqual([]);
    expect(
      await site.sql('SELECT count(*)::int AS n FROM transfers WHERE asset = ANY ($1)', [assets]),
    ).toEqual([{ n: PLACES.length }]);
    expect(there.sent).toEqual([]);
  });
});
