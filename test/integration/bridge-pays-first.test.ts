/**
 * A rail that pays first and pays out, in a real bridge: every cent that was captured is on a meter, refunded, or waits for
 * a person, and every cent that left a machine is with its player or waits for a person.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import { composeRails, type ComposeRails } from '../../bridge/app/rails.ts';
import { markDebited } from '../../bridge/ledger/transfer-end.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import type { AccountDigest } from '../../bridge/platform/secrets/digests.ts';
import { BridgeSite, operator, person } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { debitPayout, orderPayout, sent } from '../support/rails/debited-payout.ts';
import { MINIMAL, minimalRail, silence, type SignedNotification } from '../support/rails/minimal-rail.ts';
import { minimalPayouts, minimalRefunds } from '../support/rails/minimal-orders.ts';
import { notify, NOTIFICATION_KEY } from '../support/rails/notify.ts';
import { startPayerStandIn, type PayerStandIn } from '../support/rails/payer-stand-in.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
let database: Database;
let player: PayerStandIn;
let bridge: Bridge;
let kiosk: TestKiosk;
let asset: string;
beforeAll(async () => {
  [site, player] = await Promise.all([BridgeSite.open(), startPayerStandIn()]);
  database = new Database(site.databaseUrl, { maxConnections: 2, onError: () => undefined });
});
beforeEach(async () => {
  player.behave();
  bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '2000' }, withMinimal);
  asset = `EGM-P${++numbers}`;
  kiosk = await site.kiosk(bridge, asset);
});
afterEach(() => site.clear());
afterAll(async () => {
  const disagreements = await site.disagreements();
  await database.end();
  await Promise.all([player.close(), site.close()]);
  expect(disagreements).toEqual([]);
});

const withMinimal: ComposeRails = (settings, ports) => [
  ...composeRails(settings, ports),
  minimalRail({
    service: silence,
    perSecond: 1,
    key: NOTIFICATION_KEY,
    refunds: minimalRefunds(player.url, 'by-key'),
    payouts: minimalPayouts(player.url, 'by-key', ports.accountTokens),
    inbox: ports.inbox,
    digests: ports.digests,
    accountTokens: ports.accountTokens,
  }),
];

let numbers = 0;

/** What the rail tells of one payment. Each has an id of its own; the same id twice is the same notification. */
function aPayment({ minor = 2_000, account = `account-${++numbers}` } = {}) {
  const number = ++numbers;
  const about = { paymentId: `p-${number}`, fundingId: `f-${number}` };
  const amount = { minor, currency: 'USD' };
  return {
    ...about,
    pending: { id: `${number}-pending`, kind: 'pending', ...about },
    cancelled: { id: `${number}-cancelled`, kind: 'cancelled', ...about },
    captured: { id: `${number}-captured`, kind: 'captured', ...about, asset, amount, account, ageMs: 0 },
    reversed: { id: `${number}-reversed`, kind: 'reversed', ...about, amount },
  } as const satisfies Record<string, SignedNotification | string>;
}

async function tell(...notifications: readonly SignedNotification[]): Promise<void> {
  for (const notification of notifications) expect((await notify(bridge.url, notification)).status).toBe(200);
}

/** What became of a payment: in the ledger, and at the player's bank. */
async function endOf({ paymentId, fundingId }: { paymentId: string; fundingId: string }) {
  const [row] = await site.sql<Record<string, unknown>>(
    `SELECT coalesce((SELECT t.status FROM transfers t WHERE t.funding_id = $1),
                     (SELECT f.decision FROM fundings f WHERE f.funding_id = $1)) AS status,
            (SELECT credited_minor::int FROM transfers WHERE funding_id = $1) AS credited,
            (SELECT array_agg(state) FROM outbox WHERE funding_id = $1) AS refunds,
            (SELECT array_agg(kind ORDER BY alarm_id) FROM rail_alarms
             WHERE ended_at IS NULL AND (detail->>'fundingId' = $1 OR detail->>'paymentId' = $2)) AS alarms`,
    [fundingId, paymentId],
  );
  return { ...row, paid: player.paid(paymentId) };
}

async function exclude(line: { kind: string; id: string; country?: string }): Promise<void> {
  expect((await operator(bridge.url, 'POST', '/floor/exclusions/property', line)).status).toBe(201);
}

async function declineOf({ fundingId }: { fundingId: string }): Promise<unknown> {
  const [row] = await site.sql('SELECT decline_code FROM fundings WHERE funding_id = $1', [fundingId]);
  return row?.['decline_code'];
}

async function metricsText(): Promise<string> {
  return (await operator(bridge.url, 'GET', '/metrics')).text();
}

/** What the metrics of the bridge count of fundings. */
async function fundingCounts(): Promise<string[]> {
  const counts = (await metricsText()).matchAll(/^topper_fundings_total(\{.*)$/gm);
  return Array.from(counts, ([, count = '']) => count).toSorted();
}

const nothing = { status: null, credited: null, refunds: null, alarms: null, paid: [] };

const credited = (minor: number) => ({ ...nothing, status: 'CREDITED', credited: minor });

describe('what a rail captured', () => {
  it('is credited to the machine, once, whatever is told again and on whichever bridge', async () => {
    const another = await site.bridge({}, withMinimal);
    kiosk.creditEverything();
    const payment = aPayment();
    await tell(payment.pending);
    expect(await endOf(payment)).toEqual(nothing);
    const urls = [bridge.url, another.url, bridge.url, another.url];
    const answers = await Promise.all(urls.map((url) => notify(url, payment.captured)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await expect.poll(() => endOf(payment)).toEqual(credited(2_000));
    // The same capture, told once more under another notification id.
    await tell(
      { ...payment.captured, id: `${payment.captured.id}-again` },
      payment.cancelled,
      payment.pending,
    );
    expect(await endOf(payment)).toEqual(credited(2_000));
    expect(kiosk.sent.filter((text) => text.includes('transfer.result')).length).toBe(1);
  });

  it.each([
    ['the machine is not there', { asset: 'EGM-NOWHERE' }],
    ['it is more than the property allows', { amount: { minor: 9_999_999, currency: 'USD' } }],
    ['it is another currency', { amount: { minor: 2_000, currency: 'EUR' } }],
    ['the player has left long ago', { ageMs: 600_000 }],
  ])('is refunded where %s [money-has-a-home]', async (_why, changes) => {
    const payment = aPayment();
    const captured = { ...payment.captured, ...changes };
    await tell(captured, captured);
    await expect
      .poll(() => endOf(payment))
      .toEqual({ ...nothing, status: 'DECLINED', refunds: ['DONE'], paid: [captured.amount.minor] });
  });

  it('is counted once in the metrics, by what became of it', async () => {
    kiosk.creditEverything();
    const [taken, tooOld] = [aPayment(), aPayment()];
    await tell(taken.captured, taken.captured, { ...tooOld.captured, ageMs: 600_000 });
    await expect
      .poll(async () => fundingCounts())
      .toEqual(['{status="CREDITED",code=""} 1', '{status="DECLINED",code="EXPIRED"} 1']);
    expect(await metricsText()).toMatch(/^topper_funding_seconds_count 2$/m);
    const later = aPayment();
    await tell({ ...taken.captured, id: `${taken.captured.id}-again` }, later.captured);
    await expect.poll(async () => fundingCounts()).toContain('{status="CREDITED",code=""} 2');
  });

  it('is refunded where it is over the daily limit of its account, which Scan and Pay does not share', async () => {
    kiosk.creditEverything();
    const account = 'one-account';
    const [first, second] = [aPayment({ minor: 100_000, account }), aPayment({ minor: 100, account })];
    await tell(first.captured, second.captured);
    await expect.poll(() => endOf(first)).toEqual(credited(100_000));
    await expect
      .poll(() => endOf(second))
      .toEqual({ ...nothing, status: 'DECLINED', refunds: ['DONE'], paid: [100] });
    const rows = await site.sql('SELECT 1 FROM daily_usage WHERE ubai = $1', [
      await site.accountDigest(account),
    ]);
    expect(rows).toEqual([]);
  });

  it('is refunded where its account is on an exclusion list [excluded-stays-out]', async () => {
    kiosk.creditEverything();
    const payment = aPayment({ account: 'excluded-account' });
    await exclude({ kind: 'account', id: 'minimal excluded-account' });
    await tell(payment.captured);
    await expect
      .poll(() => endOf(payment))
      .toEqual({ ...nothing, status: 'DECLINED', refunds: ['DONE'], paid: [2_000] });
    expect(await declineOf(payment)).toBe('PLAYER_EXCLUDED');
  });

  it('is refunded where the machine refuses it, and in part where it took a part', async () => {
    const [refused, part] = [aPayment(), aPayment()];
    await tell(refused.captured);
    const first = await kiosk.next('transfer.order');
    kiosk.send({
      type: 'transfer.result',
      transferId: first.transferId,
      result: { outcome: 'refused', reason: 'NOT_PLAYABLE' },
    });
    await expect
      .poll(() => endOf(refused))
      .toEqual({ ...nothing, status: 'FAILED', refunds: ['DONE'], paid: [2_000] });
    await tell(part.captured);
    const { transferId } = await kiosk.next('transfer.order');
    const amount = { minor: 1_500, currency: 'USD' };
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    await expect.poll(() => endOf(part)).toEqual({ ...credited(1_500), refunds: ['DONE'], paid: [500] });
  });

  it('is not refunded while it may be on the meter, and is when a person finds that it is not', async () => {
    const payment = aPayment();
    await tell(payment.captured);
    await kiosk.next('transfer.order');
    await expect.poll(() => endOf(payment)).toEqual({ ...nothing, status: 'UNCONFIRMED' });
    await site.unplugBoard(kiosk, asset);
    const finding = { outcome: 'not-credited', reason: 'The meter did not move.' };
    await person(bridge.url, 'POST', `/floor/fundings/${payment.fundingId}/settle`, finding);
    await expect
      .poll(() => endOf(payment))
      .toEqual({ ...nothing, status: 'FAILED', refunds: ['DONE'], paid: [2_000] });
  });

  it('waits while the machine is closed, and is credited when a person has opened it', async () => {
    kiosk.creditEverything();
    await site.sql(
      `INSERT INTO machine_questions (asset, kind, subject, detail) VALUES ($1, 'INCOMPLETE', 'a question', '{}')`,
      [asset],
    );
    const payment = aPayment();
    await tell(payment.captured, payment.captured);
    const [kept] = await site.sql<{ decided: boolean }>(
      'SELECT decided_at IS NOT NULL AS decided FROM inbox WHERE notification_id = $1',
      [payment.captured.id],
    );
    expect(kept).toEqual({ decided: false });
    await expect.poll(() => endOf(payment)).toEqual({ ...nothing, alarms: ['UNDECIDED'] });
    const [alarm] = (await (await operator(bridge.url, 'GET', '/floor/rail-alarms')).json()) as {
      alarmId: number;
    }[];
    const early = await person(bridge.url, 'POST', `/floor/rail-alarms/${alarm?.alarmId}/settle`, {
      reason: 'paid',
    });
    expect(early.status).toBe(409);
    const [question] = await site.sql<{ id: number }>(
      'SELECT question_id::int AS id FROM machine_questions WHERE asset = $1 AND answered_at IS NULL',
      [asset],
    );
    await person(bridge.url, 'POST', `/floor/questions/${question?.id}/answer`, {
      reason: 'The meters agree.',
    });
    await expect.poll(() => endOf(payment), { timeout: 30_000 }).toEqual(credited(2_000));
  });
});

describe('a refund', () => {
  it('that may have been paid is asked for again under the same key, and the player is paid once', async () => {
    player.behave('lost', 'failing', 'pays');
    const payment = aPayment();
    const before = player.calls.length;
    await tell({ ...payment.captured, asset: 'EGM-NOWHERE' });
    await expect.poll(() => endOf(payment), { timeout: 30_000 }).toMatchObject({ refunds: ['DONE'] });
    expect(player.paid(payment.paymentId)).toEqual([2_000]);
    const calls = player.calls.slice(before);
    expect(calls.length).toBe(3);
    expect(new Set(calls.map(({ key }) => key))).toEqual(new Set([`refund-${payment.fundingId}`]));
  });

  it('that is refused for good waits for a person, who says how the player got the money', async () => {
    player.behave('refuses');
    const payment = aPayment();
    await tell({ ...payment.captured, asset: 'EGM-NOWHERE' });
    await expect
      .poll(() => endOf(payment))
      .toEqual({ ...nothing, status: 'DECLINED', refunds: ['REFUSED'], alarms: ['REFUND_REFUSED'] });
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn('j.doe');
    const page = await (await browser.get('/floor')).text();
    expect(page).toContain('The payment partner refuses this refund.');
    const metrics = await (await operator(bridge.url, 'GET', '/metrics')).text();
    expect(metrics).toMatch(/^topper_rail_alarms [1-9]/m);
    const [alarm] = await site.sql<{ id: number }>(
      'SELECT alarm_id::int AS id FROM rail_alarms WHERE subject = $1 AND ended_at IS NULL',
      [`refund-${payment.fundingId}`],
    );
    const path = `/floor/rail-alarms/${alarm?.id}`;
    const done = { reason: 'Paid in cash at the cage.' };
    expect((await browser.submit(path, done)).status).toBe(303);
    expect((await browser.submit(path, done)).status).toBe(409);
    expect((await person(bridge.url, 'POST', `${path}/settle`, done)).status).toBe(404);
    expect(await endOf(payment)).toEqual({ ...nothing, status: 'DECLINED', refunds: ['SETTLED_BY_HAND'] });
  });
});

describe('money that the rail takes back', () => {
  it('is an alarm for a person where it was credited, and never a negative credit', async () => {
    kiosk.creditEverything();
    const payment = aPayment();
    await tell(payment.captured);
    await expect.poll(() => endOf(payment)).toEqual(credited(2_000));
    await tell(payment.reversed, payment.reversed);
    expect(await endOf(payment)).toEqual({ ...credited(2_000), alarms: ['REVERSED'] });
  });

  it('before it was told that it was captured is neither credited nor refunded', async () => {
    kiosk.creditEverything();
    const payment = aPayment();
    await tell(payment.reversed, payment.captured, payment.captured);
    expect(await endOf(payment)).toEqual({ ...nothing, status: 'DECLINED' });
  });

  it('withdraws its order when that has not left, and the rest is refunded', async () => {
    const [first, second] = [aPayment(), aPayment()];
    await tell(first.captured, second.captured);
    await kiosk.next('transfer.order'); // of the first: the second waits behind it
    await tell({ ...second.reversed, amount: { minor: 500, currency: 'USD' } });
    await expect
      .poll(() => endOf(second))
      .toEqual({ ...nothing, status: 'FAILED', refunds: ['DONE'], paid: [1_500] });
  });
});

describe('money that the rail takes back while the machine may have it', () => {
  it('is an alarm until the machine tells that it has not', async () => {
    const payment = aPayment();
    await tell(payment.captured);
    const { transferId } = await kiosk.next('transfer.order');
    await tell({ ...payment.reversed, amount: { minor: 500, currency: 'USD' } });
    expect(await endOf(payment)).toMatchObject({ alarms: ['REVERSED'] });
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: { outcome: 'refused', reason: 'NOT_PLAYABLE' },
    });
    await expect
      .poll(() => endOf(payment))
      .toEqual({ ...nothing, status: 'FAILED', refunds: ['DONE'], paid: [1_500] });
  });
});

describe('a notification', () => {
  it('of no money is answered and changes nothing, and a person is told', async () => {
    kiosk.creditEverything();
    const [payment, empty] = [aPayment(), aPayment({ minor: 0 })];
    await tell({ ...payment.reversed, amount: { minor: 0, currency: 'USD' } }, empty.captured);
    expect(await endOf(empty)).toEqual({ ...nothing, alarms: ['CONFLICT'] });
    await tell(payment.captured);
    await expect.poll(() => endOf(payment)).toEqual({ ...credited(2_000), alarms: ['CONFLICT'] });
  });

  it('that comes again with other bytes is not taken, and a person is told', async () => {
    kiosk.creditEverything();
    const payment = aPayment();
    await tell(payment.captured);
    await expect.poll(() => endOf(payment)).toEqual(credited(2_000));
    const more = { ...payment.captured, amount: { minor: 200_000, currency: 'USD' } };
    expect((await notify(bridge.url, more)).status).toBe(409);
    expect(await endOf(payment)).toEqual({ ...credited(2_000), alarms: ['OTHER_BYTES'] });
    await tell(payment.captured);
  });

  it('that contradicts what is known of its payment changes nothing, and a person is told', async () => {
    kiosk.creditEverything();
    const [payment, another] = [aPayment(), aPayment()];
    await tell(payment.captured);
    await expect.poll(() => endOf(payment)).toEqual(credited(2_000));
    await tell({ ...another.captured, fundingId: payment.fundingId });
    expect(await endOf(payment)).toEqual({ ...credited(2_000), alarms: ['CONFLICT'] });
  });

  it('leaves no account key and nothing of its bytes in a dump of the database [no-personal-data]', async () => {
    const account = 'key-of-an-account-of-somebody';
    await tell(aPayment({ account }).captured, {
      id: 'of-somebody',
      kind: 'account-known',
      account,
      token: 'token-of-somebody',
      atMs: Date.now(),
    });
    const tables = await site.sql<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    for (const { name } of tables) {
      const rows = await site.sql<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const secret of ['key-of-an-account', 'token-of-somebody'].flatMap((text) => [
        text,
        Buffer.from(text).toString('hex'),
        Buffer.from(text).toString('base64').slice(0, -4),
      ]))
        expect(text, name).not.toContain(secret);
    }
  });
});

describe('a rail that knows the player, and asks whether the payment may go on,', () => {
  const asks = ({ paymentId, fundingId }: { paymentId: string; fundingId: string }, changes = {}) => ({
    ...({ id: `${paymentId}-asks`, kind: 'identified', paymentId, fundingId, asset, age: 'ADULT' } as const),
    ...changes,
  });
  const verdictOf = async (notification: SignedNotification) => {
    const { status, text } = await notify(bridge.url, notification);
    expect(status).toBe(200);
    return text;
  };

  it('may, and the money is credited', async () => {
    kiosk.creditEverything();
    const payment = aPayment();
    const first = await verdictOf(asks(payment));
    expect(first).toContain('go-on');
    expect(await verdictOf(asks(payment))).toBe(first);
    await tell(payment.captured);
    await expect.poll(() => endOf(payment)).toEqual(credited(2_000));
  });

  it('is told so for whoever it asks about, where one payment of ours was begun there twice', async () => {
    const { paymentId, fundingId } = aPayment();
    const another = { paymentId: `${paymentId}-again`, fundingId };
    expect(await verdictOf(asks({ paymentId, fundingId }))).toContain('go-on');
    expect(await verdictOf(asks(another, { age: 'UNDERAGE' }))).toContain('end');
  });

  it.each([
    ['the player is too young', { age: 'UNDERAGE' }],
    ['nobody knows how old the player is', { age: 'UNKNOWN' }],
    ['the machine is not there', { asset: 'EGM-NOWHERE' }],
  ])(
    'may not where %s, and what it takes all the same is refunded [money-has-a-home]',
    async (_why, changes) => {
      kiosk.creditEverything();
      const payment = aPayment();
      const first = await verdictOf(asks(payment, changes));
      expect(first).toContain('"end"');
      expect(await verdictOf(asks(payment, changes))).toBe(first);
      // Decided once for the payment, whatever is told under another id.
      expect(await verdictOf(asks(payment, { id: `${payment.paymentId}-asks-again` }))).toContain('"end"');
      await tell(payment.captured);
      await expect
        .poll(() => endOf(payment))
        .toEqual({ ...nothing, status: 'DECLINED', refunds: ['DONE'], paid: [2_000] });
    },
  );

  it('may not where the person is on an exclusion list, and what it takes all the same is refunded [excluded-stays-out]', async () => {
    kiosk.creditEverything();
    const payment = aPayment();
    await exclude({ kind: 'person', id: '900101-1234', country: 'SE' });
    expect(await verdictOf(asks(payment, { personId: '199001011234' }))).toContain('"end"');
    await tell(payment.captured);
    await expect
      .poll(() => endOf(payment))
      .toEqual({ ...nothing, status: 'DECLINED', refunds: ['DONE'], paid: [2_000] });
    const another = aPayment();
    expect(await verdictOf(asks(another, { personId: '199001011235' }))).toContain('go-on');
    // Between the bank and the money.
    await exclude({ kind: 'person', id: '199001011235', country: 'SE' });
    await tell(another.captured);
    await expect
      .poll(() => endOf(another))
      .toEqual({ ...nothing, status: 'DECLINED', refunds: ['DONE'], paid: [2_000] });
    expect(await declineOf(another)).toBe('PLAYER_EXCLUDED');
    const kept = await site.sql('SELECT to_jsonb(i)::text AS row FROM rail_identifications i');
    expect(JSON.stringify(kept)).not.toMatch(/900101/);
  });

  it('may not while the machine is closed', async () => {
    await site.sql(
      `INSERT INTO machine_questions (asset, kind, subject, detail) VALUES ($1, 'INCOMPLETE', 'a question', '{}')`,
      [asset],
    );
    expect(await verdictOf(asks(aPayment()))).toContain('"end"');
  });
});

describe('a payout', () => {
  const AMOUNT = { minor: 4_200, currency: 'USD' };
  /** An account that the rail told of, and what opens it. */
  const anAccount = () => {
    const number = ++numbers;
    const atMs = Date.now();
    const accountKey = `account-${number}`;
    return {
      token: `token-${number}`,
      known: {
        ...({ id: `${number}-known`, kind: 'account-known', account: accountKey } as const),
        token: `token-${number}`,
        atMs: atMs - 1_000,
      },
      revoked: { id: `${number}-revoked`, kind: 'consent-revoked', account: accountKey, atMs },
      to: async () => ({
        rail: MINIMAL,
        account: (await site.accountDigest(`minimal ${accountKey}`)) as AccountDigest,
      }),
    } as const;
  };
  /** Money has left the machine for an account that is known. */
  const aPayout = async () => {
    const account = anAccount();
    const payoutId = `out-${++numbers}`;
    await tell(account.known);
    const to = await account.to();
    const key = await database.transaction((tx) => debitPayout(tx, payoutId, asset, AMOUNT, to));
    await tell(aPayment().pending); // wakes the worker, which would look by itself in five seconds
    return {
      ...account,
      key,
      settled: { id: `${key}-settled`, kind: 'payout-settled', key, amount: AMOUNT },
      returned: { id: `${key}-returned`, kind: 'payout-returned', key, amount: AMOUNT },
    } as const;
  };
  const stateOf = async ({ key, token }: { key: string; token: string }) => {
    const [row] = await site.sql<Record<string, unknown>>(
      `SELECT state, (SELECT array_agg(kind ORDER BY entry_id) FROM book_entries WHERE fact = $1) AS books,
              (SELECT array_agg(kind ORDER BY alarm_id) FROM rail_alarms
               WHERE ended_at IS NULL AND (subject = $1 OR detail->>'key' = $1)) AS alarms
       FROM outbox WHERE business_key = $1`,
      [key],
    );
    return { ...row, paid: player.paid(token) };
  };
  const atTheRail = { state: 'PAYING', books: null, alarms: null, paid: [4_200] };
  const settleAlarmOf = async (key: string, browser: FloorBrowser) => {
    const [alarm] = await site.sql<{ id: number }>(
      'SELECT alarm_id::int AS id FROM rail_alarms WHERE subject = $1 AND ended_at IS NULL',
      [key],
    );
    return browser.submit(`/floor/rail-alarms/${alarm?.id}`, { reason: 'Paid in cash at the cage.' });
  };

  it('is ordered at the rail, once, and is paid when the rail tells so, however often', async () => {
    const another = await site.bridge({}, withMinimal);
    player.behave('lost', 'failing');
    const payout = await aPayout();
    await expect.poll(() => stateOf(payout), { timeout: 30_000 }).toEqual(atTheRail);
    await tell(payout.settled, payout.settled, { ...payout.settled, id: `${payout.key}-settled-again` });
    expect((await notify(another.url, payout.settled)).status).toBe(200);
    expect(await stateOf(payout)).toEqual({ ...atTheRail, state: 'PAID', books: ['payout'] });
  });

  it('whose money comes back is paid by an attendant, once, and a person hears if the rail pays it again', async () => {
    const payout = await aPayout();
    await expect.poll(() => stateOf(payout), { timeout: 30_000 }).toEqual(atTheRail);
    await tell(payout.settled, payout.returned, payout.returned);
    const cameBack = { ...atTheRail, state: 'RETURNED', books: ['payout', 'return'] };
    expect(await stateOf(payout)).toEqual({ ...cameBack, alarms: ['PAYOUT_RETURNED'] });
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn('j.doe');
    expect(await (await browser.get('/floor')).text()).toContain('The money of this payout has come back');
    expect((await settleAlarmOf(payout.key, browser)).status).toBe(303);
    const byHand = { ...cameBack, state: 'SETTLED_BY_HAND', books: ['payout', 'return', 'hand-pay'] };
    expect(await stateOf(payout)).toEqual(byHand);
    expect((await settleAlarmOf(payout.key, browser)).status).not.toBe(303);
    await tell({ ...payout.returned, id: `${payout.key}-late` });
    expect(await stateOf(payout)).toEqual(byHand);
    await tell({ ...payout.settled, id: `${payout.key}-later` });
    expect(await stateOf(payout)).toEqual({ ...byHand, alarms: ['CONFLICT'] });
  });

  it('that came back before it was told that it was paid stays so, and the books have both', async () => {
    const payout = await aPayout();
    await expect.poll(() => stateOf(payout), { timeout: 30_000 }).toEqual(atTheRail);
    await tell(payout.returned, payout.settled);
    expect(await stateOf(payout)).toEqual({
      ...atTheRail,
      state: 'RETURNED',
      books: ['payout', 'return'],
      alarms: ['PAYOUT_RETURNED'],
    });
  });

  it('that the rail refuses is paid by an attendant, and a person hears if the rail paid it after all', async () => {
    player.behave('refuses');
    const payout = await aPayout();
    const refused = { state: 'REFUSED', books: null, alarms: ['PAYOUT_REFUSED'], paid: [] };
    await expect.poll(() => stateOf(payout), { timeout: 30_000 }).toEqual(refused);
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn('j.doe');
    expect((await settleAlarmOf(payout.key, browser)).status).toBe(303);
    const byHand = { state: 'SETTLED_BY_HAND', books: ['hand-pay'], alarms: null, paid: [] };
    expect(await stateOf(payout)).toEqual(byHand);
    await tell(payout.settled);
    expect(await stateOf(payout)).toEqual({ ...byHand, alarms: ['CONFLICT'] });
  });

  it('of another amount, or that nobody asked for, changes nothing, and a person is told', async () => {
    const payout = await aPayout();
    await expect.poll(() => stateOf(payout), { timeout: 30_000 }).toEqual(atTheRail);
    await tell({ ...payout.settled, amount: { minor: 4_199, currency: 'USD' } });
    expect(await stateOf(payout)).toEqual({ ...atTheRail, alarms: ['CONFLICT'] });
    await tell({ ...payout.settled, id: `${payout.key}-strange`, key: 'payout-of-nobody' });
    const rows = await site.sql(`SELECT kind FROM rail_alarms WHERE detail->>'key' = 'payout-of-nobody'`);
    expect(rows).toEqual([{ kind: 'CONFLICT' }]);
  });

  it('goes to no account whose player has taken the consent back, in whatever order that is told', async () => {
    const account = anAccount();
    await tell(account.revoked, account.known);
    const to = await account.to();
    await expect(orderPayout(database, 'none', asset, AMOUNT, to)).rejects.toThrow(
      'whose consent was taken back',
    );
    // A new consent, younger than that.
    await tell({ ...account.known, id: `${account.known.id}-anew`, atMs: account.revoked.atMs + 1 });
    const key = await database.transaction((tx) => debitPayout(tx, `anew-${numbers}`, asset, AMOUNT, to));
    await tell(aPayment().pending);
    await expect.poll(() => stateOf({ key, token: account.token }), { timeout: 30_000 }).toEqual(atTheRail);
  });

  it("goes to no account whose consent was taken back last by the rail's clock, however close, or at the same time", async () => {
    const accounts = Array.from({ length: 20 }, (_, number) => {
      const { known, revoked, to } = anAccount();
      return { known: { ...known, atMs: revoked.atMs - (number % 2) }, revoked, to };
    });
    for (const { known, revoked, to } of accounts) {
      await Promise.all([tell(known, { ...known, id: `${known.id}-again` }), tell(revoked)]);
      await tell({ ...known, id: `${known.id}-late` });
      const { account } = await to();
      const open = await site.sql(
        'SELECT 1 FROM rail_accounts WHERE account = $1 AND sealed_token IS NOT NULL',
        [account],
      );
      expect(open, `${known.id}, ${revoked.atMs - known.atMs} ms before`).toEqual([]);
    }
  });

  it('that had not left when the consent was taken back is paid by an attendant', async () => {
    const account = anAccount();
    await tell(account.known);
    const to = await account.to();
    const payoutId = `revoked-${numbers}`;
    const transferId = await database.transaction((tx) => orderPayout(tx, payoutId, asset, AMOUNT, to));
    await tell(account.revoked);
    await database.transaction(async (tx) => markDebited(tx, await sent(tx, transferId), AMOUNT));
    await tell(aPayment().pending);
    await expect
      .poll(() => stateOf({ key: `payout-${payoutId}`, token: account.token }), { timeout: 30_000 })
      .toEqual({ state: 'REFUSED', books: null, alarms: ['PAYOUT_REFUSED'], paid: [] });
  });

  it('of a rail that the bridge does not have any more is told to a person, and paid when it is there again', async () => {
    const account = anAccount();
    await tell(account.known);
    const to = await account.to();
    await bridge.stop();
    const payoutId = `rail-gone-${numbers}`;
    const key = await database.transaction((tx) => debitPayout(tx, payoutId, asset, AMOUNT, to));
    const without = await site.bridge();
    const browser = new FloorBrowser(without.url);
    await browser.signIn();
    expect(await (await browser.get('/floor')).text()).toContain(
      'without this payment partner in its settings',
    );
    const owed = { key, token: account.token };
    expect(await stateOf(owed)).toEqual({ state: 'DUE', books: null, alarms: ['PAYOUT_OPEN'], paid: [] });
    await without.stop();
    await site.bridge({}, withMinimal);
    await expect.poll(() => stateOf(owed), { timeout: 30_000 }).toEqual(atTheRail);
  });
});
