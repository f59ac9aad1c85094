/** What the bridge does with what kiosks tell of their memories (docs/decisions/0013). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MOST_WAITING } from '../../bridge/kiosks/turns.ts';
import { MOST_OPEN } from '../../bridge/ledger/further-questions.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import { noteRestored } from '../../bridge/ledger/restored.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { aFunding, BridgeSite, enrol, operator, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { READY_CABINET, TestKiosk } from '../support/bridge/test-kiosk.ts';
import { waitFor } from '../support/wait.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(async () => {
  const disagreements = await site.disagreements();
  await site.close();
  expect(disagreements).toEqual([]);
});

const OTHER = { serial: 'VC-0002', memoryId: '99aa00ff' };
const HELLO = { type: 'hello', kiosk: { version: '1', runtime: 'test' }, cabinet: READY_CABINET } as const;
const A_NOTE = { eventId: 1, kind: 'STACKED', minor: 500, currency: 'USD' } as const;
let machines = 0;
const newAsset = () => `EGM-M${++machines}`;

async function questions(url: string, asset: string): Promise<{ questionId: number; kind: string }[]> {
  const all = (await (await operator(url, 'GET', '/floor/questions')).json()) as {
    questionId: number;
    asset: string;
    kind: string;
  }[];
  return all.filter((question) => question.asset === asset);
}

async function restored(): Promise<void> {
  const database = new Database(site.databaseUrl, { maxConnections: 1, onError: () => undefined });
  await noteRestored(database, 'tests');
  await database.end();
}

async function auditOf(subject: string): Promise<unknown[]> {
  const rows = await site.sql('SELECT event FROM audit WHERE subject = $1 ORDER BY entry_id', [subject]);
  return rows.map(({ event }) => event);
}

describe('a machine whose kiosk has not told how far its memories go', () => {
  it('gets no code and no order, and its fundings are decided when it has', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send(HELLO);
    await kiosk.next('welcome');
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    expect(await kiosk.next('code.failed')).toMatchObject({ reason: 'BUSY' });
    const answer = (await TestTpas.signIn(bridge.url)).fund(aFunding(asset));
    kiosk.tellMemory(undefined, { boardLast: `${designation}-0000000007` });
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    const order = await kiosk.next('transfer.order');
    expect(order).toMatchObject({ transferId: `${designation}-0000000008`, board: kiosk.board });
    kiosk.send({ type: 'transfer.result', transferId: order.transferId, result: credited(order.amount) });
    expect((await answer).body.status).toBe('CREDITED');
    await kiosk.close();
  });
});

describe('a ledger that is set back under a bridge at work', () => {
  it('is told all again, and credits nothing twice', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId, amount, board } = await kiosk.next('transfer.order');
    const type = 'transfer.result';
    const { fundingId } = funding;
    const said = { type, transferId, result: credited(amount), fundingId, requested: amount, board } as const;
    kiosk.send(said);
    expect((await answer).body.status).toBe('CREDITED');

    await site.sql(`SET session_replication_role = replica;
      DELETE FROM book_entries WHERE fact = '${transferId}';
      DELETE FROM postings WHERE account_id IN (SELECT account_id FROM accounts WHERE asset = '${asset}');
      DELETE FROM accounts WHERE asset = '${asset}';
      UPDATE daily_usage u SET used_minor = 0 FROM limit_reservations r
        WHERE r.transfer_id = '${transferId}' AND r.ubai = u.ubai;
      DELETE FROM limit_reservations WHERE transfer_id = '${transferId}';
      DELETE FROM transfers WHERE transfer_id = '${transferId}';
      DELETE FROM fundings WHERE funding_id = '${fundingId}';
      UPDATE machines SET last_transfer_number = 0 WHERE asset = '${asset}'`);
    await restored();
    expect((await tpas.fund(funding)).status).toBe(503);
    kiosk.tellMemory(board, { journalLast: transferId, boardLast: transferId });
    expect(await kiosk.closeCode()).toBe(4503); // it was welcomed before: that is no answer
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'UNHEARD' }]);

    const again = await TestKiosk.dial(bridge.url, asset, secret);
    again.send(HELLO);
    expect((await again.next('welcome')).tellAfter).toBeNull();
    again.send(said);
    again.tellMemory(board, { journalLast: transferId, boardLast: transferId });
    expect((await again.next('memory.compared')).agreed).toBe(true);
    expect((await tpas.fund(funding)).body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
    await again.close();
  });
});

describe('two orders of one machine that a restored ledger is not sure of', () => {
  it('come to their end one by one, by the word of the machine or of a person, in any order', async () => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '3000' });
    const tpas = await TestTpas.signIn(bridge.url);
    const ends = ['credited', 'refused', 'by hand'] as const;
    const answers: Promise<unknown>[] = [];
    const waiting = await Promise.all(
      ends.map(async (end) => {
        const asset = newAsset();
        const { secret } = await enrol(bridge.url, asset);
        const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
        const [sent, second] = [aFunding(asset), aFunding(asset)];
        answers.push(tpas.fund(sent));
        const { amount, board } = await kiosk.next('transfer.order');
        answers.push(tpas.fund(second));
        const ordered =
          "SELECT transfer_id AS id FROM transfers WHERE funding_id = $1 AND status = 'ORDERED'";
        const id = await waitFor('the second', async () => {
          const [row] = await site.sql(ordered, [second.fundingId]);
          return row?.['id'] as string | undefined;
        });
        kiosk.drop();
        return { end, asset, secret, second, transferId: id, amount, board };
      }),
    );
    await restored();
    for (const { end, asset, secret, second, transferId, amount, board } of waiting) {
      const { fundingId } = second;
      if (end === 'by hand') {
        const finding = { outcome: 'not-credited', reason: 'read the meters' };
        const settled = await person(bridge.url, 'POST', `/floor/fundings/${fundingId}/settle`, finding);
        expect(settled.status).toBe(200);
      } else {
        const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
        kiosk.send(HELLO);
        await kiosk.next('welcome');
        const result =
          end === 'credited' ? credited(amount) : ({ outcome: end, reason: 'CANCELLED' } as const);
        kiosk.send({ type: 'transfer.result', transferId, result, fundingId, requested: amount, board });
        expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(transferId);
        await kiosk.close();
      }
      const status = end === 'credited' ? 'CREDITED' : 'FAILED';
      expect((await tpas.read(fundingId)).body.status).toBe(status);
    }
    await Promise.all(answers);
  });
});

describe('a unit that was exchanged whole before a restored ledger has heard the old one', () => {
  it('is no witness of what the copy lacks: a person is asked', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = (await TestKiosk.connect(bridge.url, asset, secret)).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    kiosk.drop();
    await restored();
    const fresh = await TestKiosk.dial(bridge.url, asset, secret);
    fresh.send(HELLO);
    await fresh.next('welcome');
    fresh.tellMemory(OTHER);
    expect((await fresh.next('memory.compared')).agreed).toBe(false);
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'INCOMPLETE' }]);
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);
    await fresh.close();
  });
});

describe('a board that says that it did not do what it has credited', () => {
  it('closes the machine until a person has looked, and changes nothing', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding(asset, { amount: '20.00' });
    const answer = tpas.fund(funding);
    const { transferId, fundingId, board } = await kiosk.next('transfer.order');
    const result = { type: 'transfer.result', transferId, fundingId, requested: USD20, board } as const;
    kiosk.send({ ...result, result: credited(USD20) });
    expect((await answer).body.status).toBe('CREDITED');
    kiosk.send({ ...result, result: { outcome: 'refused', reason: 'CANCELLED' } });
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'BOARD_OLDER' }]);
    expect(await auditOf(transferId)).toContain('transfer.contradiction');
    expect((await tpas.fund(funding)).body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
    await kiosk.close();
  });
});

describe('a board that has credited what the ledger has as failed, because a copy of its memory had denied it', () => {
  it('closes the machine until a person has answered; the funding stays as it was told', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding(asset, { amount: '20.00' });
    const answer = tpas.fund(funding);
    const { transferId, fundingId, board } = await kiosk.next('transfer.order');
    const result = { type: 'transfer.result', transferId, fundingId, requested: USD20, board } as const;
    kiosk.send({ ...result, result: { outcome: 'refused', reason: 'CANCELLED' } });
    expect((await answer).body.status).toBe('FAILED');
    await kiosk.next('transfer.acknowledged');

    const tell = async () => {
      kiosk.send({ ...result, result: credited(USD20) });
      await kiosk.next('transfer.acknowledged');
    };
    await tell();
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);
    const [question, ...others] = await questions(bridge.url, asset);
    expect(question).toMatchObject({
      kind: 'UNBOOKED',
      amount: USD20,
      detail: { transferId, failed: fundingId, board },
    });
    expect(others).toEqual([]);
    expect(await auditOf(transferId)).toContain('transfer.contradiction');
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);

    const path = `/floor/questions/${question?.questionId}/answer`;
    for (const named of [fundingId, 'another']) {
      const booked = await person(bridge.url, 'POST', path, { fundingId: named, reason: 'it is that one' });
      expect(booked.status).toBe(409);
      expect(await booked.text()).toContain(`has the funding ${fundingId} as failed`);
    }
    expect((await person(bridge.url, 'POST', path, { reason: 'paid back at the desk' })).status).toBe(200);
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    await tell(); // once more: it is not asked again
    expect(await questions(bridge.url, asset)).toEqual([]);
    expect((await tpas.fund(funding)).body.status).toBe('FAILED');
    await kiosk.close();
  });
});

describe('a unit that was exchanged whole, of which a restored ledger has only the board', () => {
  it('is no witness either, and a person cannot say that the old one was heard', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    (await TestKiosk.connect(bridge.url, asset, secret)).drop();
    await restored();
    const [unheard] = await questions(bridge.url, asset);
    expect(unheard).toMatchObject({ kind: 'UNHEARD' });
    const path = `/floor/questions/${unheard?.questionId}/answer`;
    const answer = await person(bridge.url, 'POST', path, { reason: 'It is scrap.' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('its kiosk');
    const fresh = await TestKiosk.dial(bridge.url, asset, secret);
    fresh.send(HELLO);
    await fresh.next('welcome');
    fresh.tellMemory(OTHER);
    expect((await fresh.next('memory.compared')).agreed).toBe(false);
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'INCOMPLETE' }]);
    await fresh.close();
  });
});

describe('units that were exchanged whole', () => {
  it('are heard in a later run through their own board, and each unknown unit is asked about anew', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const agreesWith = async (board: typeof OTHER) => {
      const unit = await TestKiosk.dial(bridge.url, asset, secret);
      unit.send(HELLO);
      await unit.next('welcome');
      unit.tellMemory(board);
      const { agreed } = await unit.next('memory.compared');
      await unit.close();
      await expect.poll(() => site.sql('SELECT 1 FROM links WHERE asset = $1', [asset])).toEqual([]);
      return agreed;
    };
    const first = (await TestKiosk.connect(bridge.url, asset, secret)).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    await first.close();
    await expect.poll(() => site.sql('SELECT 1 FROM links WHERE asset = $1', [asset])).toEqual([]);
    expect(await agreesWith(OTHER)).toBe(true);
    await site.sql(`UPDATE machines SET heard_in = 'an earlier run' WHERE asset = $1`, [asset]);
    expect(await agreesWith(OTHER)).toBe(true);

    for (const memoryId of ['00000003', '00000004']) {
      await restored();
      expect(await agreesWith({ serial: 'VC-0003', memoryId })).toBe(false);
      const [question] = await questions(bridge.url, asset);
      expect(question).toMatchObject({ kind: 'INCOMPLETE' });
      const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
      expect((await person(bridge.url, 'POST', path, { reason: 'compared' })).status).toBe(200);
    }
  });
});

describe('a machine that no kiosk has ever spoken for', () => {
  it('gets no decision and no cancellation: it may be enrolled anew in a ledger that was restored', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    await enrol(bridge.url, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding(asset);
    expect((await tpas.fund(funding)).status).toBe(503);
    expect((await tpas.cancel(funding)).status).toBe(503);
    expect((await tpas.read(funding.fundingId)).status).toBe(404);
  });
});

describe('a link on which a restored ledger did not get all that the kiosk told', () => {
  /** The funding that the ledger lacks; its order is open at the kiosk. */
  async function lostPayment() {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    await restored();
    const lost = aFunding(asset);
    const transferId = idOf(designation, 1);
    const dial = async () => {
      const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
      kiosk.send(HELLO);
      await kiosk.next('welcome');
      return kiosk;
    };
    const requested = { minor: 2000, currency: 'USD' };
    const open = { type: 'transfer.open', transferId, fundingId: lost.fundingId, requested } as const;
    const tellMemory = (kiosk: TestKiosk) =>
      kiosk.tellMemory(undefined, { journalLast: transferId, boardLast: transferId });
    return { bridge, asset, lost, open, dial, tellMemory, tpas: await TestTpas.signIn(bridge.url) };
  }
  type LostPayment = Awaited<ReturnType<typeof lostPayment>>;

  async function isNotHeard({
    bridge,
    asset,
    lost,
    open,
    dial,
    tellMemory,
    tpas,
  }: LostPayment): Promise<void> {
    await waitFor('the end of the link in the ledger', async () => {
      return (await site.sql('SELECT FROM links WHERE asset = $1', [asset])).length === 0;
    });
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'UNHEARD' }]);
    expect((await tpas.fund(lost)).status).toBe(503);
    const again = await dial();
    again.send(open);
    tellMemory(again);
    expect((await again.next('memory.compared')).agreed).toBe(true);
    expect((await tpas.fund(lost)).body.status).toBe('UNCONFIRMED');
    await again.close();
  }

  it('does not count when the ledger failed while it recorded an open order', async () => {
    const payment = await lostPayment();
    const kiosk = await payment.dial();
    const owner = new Database(site.ownerUrl, { maxConnections: 1, onError: () => undefined });
    await owner.transaction(async (tx) => {
      await tx.query('LOCK TABLE fundings IN ACCESS EXCLUSIVE MODE');
      kiosk.send(payment.open);
      payment.tellMemory(kiosk);
      const writer = await waitFor('the order at the ledger', async () => {
        const { rows } = await tx.query<{ pid: number }>('SELECT pid FROM pg_locks WHERE NOT granted');
        return rows[0]?.pid;
      });
      await tx.query('SELECT pg_terminate_backend($1)', [writer]);
    });
    await owner.end();
    expect(await kiosk.closeCode()).toBe(4503);
    await isNotHeard(payment);
  });

  it.each(['transfer.open', 'transfer.result'])(
    'counts for nothing when a %s was not of the schema',
    async (type) => {
      const payment = await lostPayment();
      const kiosk = await payment.dial();
      kiosk.sendRaw(JSON.stringify({ ...payment.open, type, ofALaterVersion: true }));
      payment.tellMemory(kiosk);
      expect(await kiosk.closeCode()).toBe(4400);
      await isNotHeard(payment);
    },
  );
});

describe('a kiosk that tells of credits without end', () => {
  it('fills no table and keeps its machine closed, and each credit has its place as the others are answered', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    await site.sql(
      `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
       SELECT $1, 'UNBOOKED', 'earlier ' || n, 100, 'USD', '{}' FROM generate_series(1, $2::int) n`,
      [asset, MOST_OPEN - 1],
    );
    const kept = async () => {
      const rows = await site.sql<{ subject: string; detail: { further?: number } }>(
        `SELECT subject, detail FROM machine_questions WHERE asset = $1 AND subject NOT LIKE 'earlier %'
         AND answered_at IS NULL ORDER BY question_id`,
        [asset],
      );
      return rows.map(({ subject, detail }) => detail.further ?? subject);
    };
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send(HELLO);
    await kiosk.next('welcome');
    const ids = [1, 2, 3].map((n) => `${designation}-000000000${n}`);
    const subjects = ids.map((id) => `${id} at ${kiosk.board.serial}/${kiosk.board.memoryId}`);
    const tell = (...told: string[]) => {
      const result = credited({ minor: 700, currency: 'USD' });
      for (const transferId of told) kiosk.send({ type: 'transfer.result', transferId, result });
    };
    tell(...ids, ...ids);
    await expect.poll(kept).toEqual([subjects[0], 4]);
    kiosk.tellMemory(undefined, { boardLast: ids[2] ?? null });
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);
    const acknowledged = () =>
      kiosk.received.flatMap((message) =>
        message.type === 'transfer.acknowledged' ? message.transferId : [],
      );
    expect(new Set(acknowledged())).toEqual(new Set([ids[0]]));
    expect((await (await TestTpas.signIn(bridge.url)).fund(aFunding(asset))).status).toBe(503);
    const trail = await site.sql(`SELECT 1 FROM audit WHERE subject = $1 AND detail ? 'further'`, [asset]);
    expect(trail).toHaveLength(1); // however often it is counted

    const listed = await questions(bridge.url, asset);
    expect(listed.at(-1)).toMatchObject({ kind: 'UNBOOKED', detail: { further: 4, last: subjects[2] } });
    const answer = async ({ questionId }: { questionId: number }) => {
      const reason = { reason: 'looked' };
      const path = `/floor/questions/${questionId}/answer`;
      expect((await person(bridge.url, 'POST', path, reason)).status).toBe(200);
    };
    for (const question of listed.slice(-3)) await answer(question); // two earlier ones, and the one that counts
    tell(...ids);
    await expect.poll(() => new Set(acknowledged())).toEqual(new Set(ids));
    expect(await kept()).toEqual(subjects);
    expect(
      await site.sql('SELECT last_transfer_number AS last FROM machines WHERE asset = $1', [asset]),
    ).toEqual([{ last: '3' }]);
    await kiosk.close();
  });
});

describe('a kiosk that tells of open orders without end', () => {
  const requested = { minor: 2000, currency: 'USD' };

  it('fills no table, and closes its machine by one question that counts them', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send(HELLO);
    await kiosk.next('welcome');
    for (let n = 1; n <= 2 * MOST_OPEN; n++)
      kiosk.send({
        type: 'transfer.open',
        transferId: idOf(designation, n),
        fundingId: `mad-${asset}-${n}`,
        requested,
      });
    kiosk.tellMemory();
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);
    const { length } = await site.sql('SELECT FROM transfers WHERE asset = $1', [asset]);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(MOST_OPEN);
    const further: unknown = expect.any(Number);
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'UNBOOKED', detail: { further } }]);
    expect((await (await TestTpas.signIn(bridge.url)).fund(aFunding(asset))).status).toBe(503);
    await kiosk.close();
  });

  it('loses none for which there was no room: nothing is decided until it was told again and has its place', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    await site.sql(
      `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
       SELECT $1, 'UNBOOKED', 'earlier ' || n, 100, 'USD', '{}' FROM generate_series(1, $2::int) n`,
      [asset, MOST_OPEN],
    );
    const tpas = await TestTpas.signIn(bridge.url);
    const transferId = idOf(designation, 1);
    const tell = async () => {
      const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
      kiosk.send(HELLO);
      await kiosk.next('welcome');
      kiosk.send({ type: 'transfer.open', transferId, fundingId: null, requested });
      kiosk.tellMemory(undefined, { journalLast: transferId });
      expect((await kiosk.next('memory.compared')).agreed).toBe(false);
      return kiosk;
    };
    const kiosk = await tell();
    await site.sql(
      `UPDATE machine_questions SET answered_at = now(), answered_by = 'x', answer = 'x'
       WHERE asset = $1 AND subject LIKE 'earlier %'`,
      [asset],
    );
    const [counting] = await questions(bridge.url, asset);
    expect(counting).toMatchObject({ detail: { last: `${transferId} open` } });
    const path = `/floor/questions/${counting?.questionId ?? 0}/answer`;
    expect((await person(bridge.url, 'POST', path, { reason: 'looked' })).status).toBe(200);
    expect(await kiosk.closeCode()).toBe(4503);
    await waitFor('the end of the link in the ledger', async () => {
      return (await site.sql('SELECT FROM links WHERE asset = $1', [asset])).length === 0;
    });
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);
    const again = await tell();
    expect(await questions(bridge.url, asset)).toMatchObject([{ subject: `${transferId} open` }]);
    await again.close();
  });
});

describe('a ledger that is slower than the kiosk tells', () => {
  it('is compared when it has all that was told, also what was left to the repetition', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send(HELLO);
    await kiosk.next('welcome');
    const ids = Array.from({ length: MOST_WAITING + 10 }, (_, n) => idOf(designation, n + 1));
    const tell = (transferId: string) =>
      kiosk.send({
        type: 'transfer.result',
        transferId,
        result: { outcome: 'refused', reason: 'EXPIRED' },
      });
    const acknowledged = () =>
      kiosk.received.flatMap((message) =>
        message.type === 'transfer.acknowledged' ? message.transferId : [],
      );
    const owner = new Database(site.ownerUrl, { maxConnections: 1, onError: () => undefined });
    await owner.transaction(async (tx) => {
      await tx.query('LOCK TABLE transfers IN ACCESS EXCLUSIVE MODE');
      for (const id of ids) tell(id);
      kiosk.tellMemory(undefined, { journalLast: ids.at(-1) ?? null, boardLast: ids.at(-1) ?? null });
      kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
      await kiosk.next('code.failed'); // answered out of turn: by now all the others have come too
    });
    await owner.end();
    await waitFor('most of the results', () => acknowledged().length >= MOST_WAITING - 10);
    kiosk.send({ type: 'note', memoryId: kiosk.board.memoryId, note: A_NOTE });
    await kiosk.next('note.acknowledged'); // in turn: the report came before
    const left = ids.filter((id) => !acknowledged().includes(id));
    expect(left.length).toBeGreaterThan(0);
    expect(kiosk.received.filter(({ type }) => type === 'memory.compared')).toEqual([]);
    for (const id of left) tell(id);
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    expect(new Set(acknowledged()).size).toBe(ids.length);
    await kiosk.close();
  });
});

describe('a transfer that went to one board', () => {
  it('is not settled by the word of another one, which is written down, and a credit there is asked about', async () => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId, board, amount } = await kiosk.next('transfer.order');
    const refused = { outcome: 'refused', reason: 'CANCELLED' } as const;
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: refused,
      fundingId: null,
      requested: null,
      board: OTHER,
    });
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: credited(amount),
      fundingId: null,
      requested: null,
      board: OTHER,
    });
    expect((await answer).body.status).toBe('UNCONFIRMED');
    expect(await auditOf(transferId)).toEqual([
      'transfer.sent',
      'transfer.other-board',
      'transfer.unconfirmed',
    ]);
    await kiosk.next('transfer.acknowledged');
    expect(await kiosk.next('memory.compared')).toMatchObject({ agreed: false });
    const elsewhere = { kind: 'UNBOOKED', subject: `${transferId} at VC-0002/99aa00ff` };
    expect(await questions(bridge.url, asset)).toMatchObject([elsewhere]);
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: credited(amount),
      fundingId: 'of-another',
      requested: amount,
      board,
    });
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: credited(amount),
      fundingId: funding.fundingId,
      requested: amount,
      board,
    });
    await kiosk.next('transfer.acknowledged'); // that of another funding
    await kiosk.next('transfer.acknowledged');
    expect((await tpas.read(funding.fundingId)).body.status).toBe('CREDITED');
    expect((await tpas.read('of-another')).body.status).toBe('CREDITED');
  });

  it('is asked about with that board, by a unit that has another one', async () => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const first = await TestKiosk.connect(bridge.url, asset, secret);
    const answer = (await TestTpas.signIn(bridge.url)).fund(aFunding(asset));
    const { transferId, fundingId, board } = await first.next('transfer.order');
    first.drop();
    expect((await answer).body.status).toBe('UNCONFIRMED');
    const second = await TestKiosk.dial(bridge.url, asset, secret);
    second.send(HELLO);
    expect(await second.next('transfer.query')).toEqual({
      type: 'transfer.query',
      transferId,
      fundingId,
      board,
    });
    await second.close();
  });
});

describe('two boards under one asset', () => {
  it('are an alarm when they take turns: the machine is closed until an operator has looked', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const agrees = async (board: typeof OTHER) => {
      kiosk.tellMemory(board);
      return (await kiosk.next('memory.compared')).agreed;
    };
    const own = kiosk.board;
    expect(await agrees(OTHER)).toBe(true); // a board may be replaced
    expect(await agrees(own)).toBe(false);
    const [question] = await questions(bridge.url, asset);
    expect(question).toMatchObject({ kind: 'TWO_BOARDS' });
    const booked = await answerFirst(bridge.url, asset, { fundingId: 'some-funding' });
    expect(booked).toEqual({ status: 409, message: 'This question is not about a credit.' });
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);
    const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
    expect((await person(bridge.url, 'POST', path, { reason: 'the old board is back' })).status).toBe(200);
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    expect(await auditOf(asset)).toEqual([
      'machine.enrolled',
      'machine.board-changed',
      'machine.board-changed',
      'machine.question',
      'machine.answer',
    ]);
  });

  it('are an alarm when a second unit takes the link of the first while that still stands', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    await TestKiosk.connect(bridge.url, asset, secret);
    const second = await TestKiosk.dial(bridge.url, asset, secret);
    second.send(HELLO);
    await second.next('welcome');
    second.tellMemory(OTHER);
    expect((await second.next('memory.compared')).agreed).toBe(false);
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'TWO_BOARDS' }]);
    await second.close();
  });
});

describe('an id that a machine cannot have reached', () => {
  it('is refused and written down, and a new designation opens the machine again', async () => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    const tpas = await TestTpas.signIn(bridge.url);
    const open = aFunding(asset);
    const answer = tpas.fund(open);
    const order = await kiosk.next('transfer.order');
    expect((await answer).body.status).toBe('UNCONFIRMED');
    const last = `${designation}-9999999999`;
    kiosk.tellMemory(undefined, { boardLast: last });
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);
    const [machine] = await site.sql('SELECT last_transfer_number AS last FROM machines WHERE asset = $1', [
      asset,
    ]);
    expect(machine).toEqual({ last: '1' });
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'IMPLAUSIBLE', subject: last }]);
    const answered = await answerFirst(bridge.url, asset, {});
    expect(answered).toEqual({ status: 409, message: expect.stringContaining('redesignate') as string });
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);

    const database = new Database(site.databaseUrl, { maxConnections: 1, onError: () => undefined });
    const fresh = await new Machines(database).redesignate(asset, 'tests');
    await database.end();
    kiosk.drop();
    const again = await TestKiosk.connect(bridge.url, asset, secret);
    expect(await questions(bridge.url, asset)).toEqual([]);
    const { transferId, fundingId, amount, board } = order;
    const result = credited(amount);
    again.send({ type: 'transfer.result', transferId, result, fundingId, requested: amount, board });
    await again.next('transfer.acknowledged');
    expect((await tpas.read(open.fundingId)).body.status).toBe('CREDITED');
    const next = tpas.fund(aFunding(asset));
    const nextOrder = await again.next('transfer.order');
    expect(nextOrder.transferId).toBe(`${fresh}-0000000001`);
    again.send({
      type: 'transfer.result',
      transferId: nextOrder.transferId,
      result: credited(nextOrder.amount),
    });
    expect((await next).body.status).toBe('CREDITED');
    await again.close();
  });
});

describe('an order that is open at a machine, and that the ledger does not know', () => {
  const orders = [
    { of: 'of an id of its own, without a funding', foreign: false, end: 'refused' },
    { of: 'of an id of its own, without a funding', foreign: false, end: 'credited' },
    { of: 'of a designation that the copy lacks, with its funding', foreign: true, end: 'refused' },
    { of: 'of a designation that the copy lacks, with its funding', foreign: true, end: 'credited' },
  ] as const;

  it.each(orders)('$of, is $end by its board alone, whatever a person answers', async ({ foreign, end }) => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send(HELLO);
    await kiosk.next('welcome');
    const transferId = idOf(foreign ? anotherThan(designation) : designation, 1);
    const lost = aFunding(asset);
    const known = { transferId, requested: USD20, fundingId: foreign ? lost.fundingId : null };
    kiosk.send({ type: 'transfer.open', ...known });
    const memory = foreign ? {} : { journalLast: transferId, boardLast: transferId };
    kiosk.tellMemory(undefined, memory);
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);

    const { fundingId } = lost;
    for (const answer of [{ fundingId }, { nowhere: true }])
      expect(await answerFirst(bridge.url, asset, answer)).toMatchObject({
        status: 409,
        message: expect.stringContaining('The board that the order went to is there') as unknown,
      });
    kiosk.send({ type: 'cabinet', status: { connection: 'fault', fault: 'ABSENT' } });
    await expect.poll(async () => (await answerFirst(bridge.url, asset, { fundingId })).status).toBe(200);
    expect((await tpas.fund(lost)).body.status).toBe('UNCONFIRMED');

    kiosk.drop();
    const again = await TestKiosk.dial(bridge.url, asset, secret);
    again.send(HELLO);
    expect(await again.next('transfer.query')).toMatchObject({ transferId, fundingId }); // by the id it knows
    again.send({ type: 'transfer.open', ...known });
    again.tellMemory(undefined, memory);
    expect((await again.next('memory.compared')).agreed).toBe(true);
    const result = end === 'credited' ? credited(USD20) : ({ outcome: end, reason: 'NOT_PLAYABLE' } as const);
    for (let count = 1; count <= 2; count += 1) {
      again.send({ type: 'transfer.result', ...known, result, board: again.board });
      expect((await again.next('transfer.acknowledged')).transferId).toBe(transferId);
    }
    expect((await tpas.read(fundingId)).body.status).toBe(end === 'credited' ? 'CREDITED' : 'FAILED');
    expect(await questions(bridge.url, asset)).toEqual([]);
    expect(await auditOf(transferId)).not.toContain('transfer.contradiction');
    await again.close();
  });

  it("is nobody's only when a person says so, if the kiosk names its funding", async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send(HELLO);
    await kiosk.next('welcome');
    const named = `f-of-${asset}`;
    const told = { transferId: '999996-0000000001', fundingId: named, requested: USD20 };
    kiosk.send({ type: 'transfer.result', ...told, result: credited(USD20), board: kiosk.board });
    await kiosk.next('transfer.acknowledged');
    for (const answer of [{}, { fundingId: 'another' }])
      expect(await answerFirst(bridge.url, asset, answer)).toMatchObject({
        status: 409,
        message: expect.stringContaining(`names the funding: ${named}`) as unknown,
      });
    expect((await answerFirst(bridge.url, asset, { nowhere: true })).status).toBe(200);
    await kiosk.close();
  });
});

describe('a funding that its kiosk has under another id, and that the ledger orders once more', () => {
  it.each([
    { what: 'as much as was ordered', minor: 2_000, credit: '20.00', byHand: false },
    { what: 'less', minor: 1_500, credit: '15.00', byHand: false },
    { what: 'more, which only a person can settle', minor: 2_500, credit: '20.00', byHand: true },
  ])('is CREDITED by the credit of the other id: $what', async ({ minor, credit, byHand }) => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    const funding = aFunding(asset);
    const { fundingId } = funding;
    const answer = tpas.fund(funding);
    const order = await kiosk.next('transfer.order');
    const path = `/floor/fundings/${fundingId}/settle`;
    const settle = { outcome: 'credited', reason: 'read the journal' };
    const type = 'transfer.open';
    const { board: own } = kiosk;
    const other = { transferId: '999995-0000000001', board: own };
    const why = 'OTHER_TRANSFER';
    kiosk.send({ type, transferId: order.transferId, why, fundingId, requested: USD20, other });
    expect((await person(bridge.url, 'POST', path, settle)).status).toBe(409);
    const requested = { minor, currency: 'USD' };
    const elsewhere = { ...other, fundingId, requested } as const;
    const tell = () => kiosk.send({ type: 'transfer.result', ...elsewhere, result: credited(requested) });
    tell();
    await kiosk.next('transfer.acknowledged');
    if (byHand) {
      expect((await answer).body.status).toBe('UNCONFIRMED');
      expect((await person(bridge.url, 'POST', path, settle)).status).toBe(200);
    } else {
      expect((await answer).body).toMatchObject({ status: 'CREDITED', creditedAmount: credit });
      tell(); // a kiosk repeats what it cannot know to be heard
      await kiosk.next('transfer.acknowledged');
      expect(await questions(bridge.url, asset)).toEqual([]);
      expect(await auditOf(elsewhere.transferId)).toEqual([]);
    }
    expect((await tpas.fund(funding)).body).toMatchObject({ status: 'CREDITED', creditedAmount: credit });
    expect(await auditOf(order.transferId)).toContain('transfer.credited-elsewhere');

    // If the order had been credited as well, that would be one credit too many, and it would not be hidden.
    const { transferId } = order;
    const ofItsOwn = { transferId, fundingId, requested: USD20, board: own };
    const amount = { minor: byHand ? 2_000 : minor, currency: 'USD' };
    kiosk.send({ type: 'transfer.result', ...ofItsOwn, result: credited(amount) });
    await expect.poll(() => auditOf(transferId)).toContain('transfer.contradiction');
    await kiosk.close();
  });
});

describe('an order that its kiosk does not begin, because an open one may be that of its funding', () => {
  const OTHER_ID = '999993-0000000001';

  /** UNCONFIRMED, with the board of the other order as the kiosk names it. */
  async function heldBack(boardOfOther?: typeof OTHER) {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    const { fundingId } = aFunding(asset);
    const answer = tpas.fund({ ...aFunding(asset), fundingId });
    const { transferId } = await kiosk.next('transfer.order');
    const other = { transferId: OTHER_ID, board: boardOfOther ?? kiosk.board };
    const requested = USD20;
    kiosk.send({ type: 'transfer.open', transferId, why: 'OTHER_TRANSFER', fundingId, requested, other });
    expect((await answer).body.status).toBe('UNCONFIRMED');
    const statusNow = async () => (await tpas.read(fundingId)).body.status;
    const result = { outcome: 'refused', reason: 'CANCELLED' } as const;
    const ended = { type: 'transfer.result', transferId, result, fundingId, requested } as const;
    const refuse = () => kiosk.send({ ...ended, board: kiosk.board });
    const settle = async (outcome: string) => {
      const path = `/floor/fundings/${fundingId}/settle`;
      return (await person(bridge.url, 'POST', path, { outcome, reason: 'read the meters' })).status;
    };
    return { bridge, asset, kiosk, fundingId, transferId, other, statusNow, refuse, settle };
  }

  it.each([
    { answer: 'whose credit that is', isIts: true, end: 'CREDITED' },
    { answer: 'that it is the credit of no funding', isIts: false, end: 'FAILED' },
  ])('is $end when a person says $answer, and not before', async ({ isIts, end }) => {
    const { bridge, asset, kiosk, fundingId, transferId, other, ...held } = await heldBack();
    kiosk.send({ type: 'transfer.result', ...other, result: credited(USD20) });
    held.refuse();
    const next = kiosk.next('transfer.acknowledged');
    expect((await next).transferId).toBe(other.transferId);
    expect(await kiosk.next('memory.compared')).toMatchObject({ agreed: false });
    held.refuse();
    kiosk.tellMemory(); // answered when what came before it is done with
    await kiosk.next('memory.compared');
    expect(await held.statusNow()).toBe('UNCONFIRMED');
    const answered = await answerFirst(bridge.url, asset, isIts ? { fundingId } : {});
    expect(answered.status).toBe(200);
    held.refuse();
    expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(transferId);
    expect(await held.statusNow()).toBe(end);
    expect(await auditOf(transferId)).not.toContain('transfer.contradiction');
    await kiosk.close();
  });

  it('is FAILED by its own end when the other one has ended without a credit', async () => {
    const { kiosk, transferId, other, ...held } = await heldBack();
    const result = { outcome: 'refused', reason: 'NOT_PLAYABLE' } as const;
    kiosk.send({ type: 'transfer.result', ...other, result });
    expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(other.transferId);
    held.refuse();
    expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(transferId);
    expect(await held.statusNow()).toBe('FAILED');
    await kiosk.close();
  });

  it('is left to a person when its kiosk ends it without a word on the other one', async () => {
    const { kiosk, transferId, ...held } = await heldBack();
    expect(await held.settle('not-credited')).toBe(409); // the board of the other one is there
    held.refuse();
    kiosk.tellMemory();
    await kiosk.next('memory.compared');
    expect(await held.statusNow()).toBe('UNCONFIRMED');
    expect(await held.settle('credited')).toBe(200);
    held.refuse();
    expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(transferId);
    expect(await held.statusNow()).toBe('CREDITED');
    await kiosk.close();
  });

  it('is settled by a person while another board is plugged in, and a question follows when the right one says otherwise later', async () => {
    const { bridge, asset, kiosk, fundingId, other, ...held } = await heldBack(OTHER);
    expect(await held.settle('credited')).toBe(200);
    expect(await held.statusNow()).toBe('CREDITED');
    const told = { ...other, fundingId, requested: USD20 };
    kiosk.send({ type: 'transfer.result', ...told, result: credited(USD20) });
    expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(other.transferId);
    expect(await auditOf(other.transferId)).toEqual([]);
    kiosk.send({ type: 'transfer.result', ...told, result: credited({ ...USD20, minor: 1_500 }) });
    expect(await kiosk.next('memory.compared')).toMatchObject({ agreed: false });
    const subject = `${OTHER_ID} at ${OTHER.serial}/${OTHER.memoryId}`;
    expect(await questions(bridge.url, asset)).toMatchObject([{ kind: 'UNBOOKED', subject }]);
    await kiosk.close();
  });
});

describe('an order that is CREDITED and that its board does not know', () => {
  it.each([
    { when: 'its funding was credited under another id', byHand: false },
    { when: 'a person settled it', byHand: true },
  ])('is no sign of a board that was set back, when $when', async ({ byHand }) => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    const funding = aFunding(asset);
    const { fundingId } = funding;
    const answer = tpas.fund(funding);
    const { transferId } = await kiosk.next('transfer.order');
    if (byHand) {
      expect((await answer).body.status).toBe('UNCONFIRMED');
      await site.unplugBoard(kiosk, asset);
      const finding = { outcome: 'credited', reason: 'read the meters' };
      const path = `/floor/fundings/${fundingId}/settle`;
      expect((await person(bridge.url, 'POST', path, finding)).status).toBe(200);
    } else {
      const { board } = kiosk;
      const other = { transferId: '999994-0000000001', board };
      const told = { fundingId, requested: USD20 };
      kiosk.send({ type: 'transfer.open', transferId, why: 'OTHER_TRANSFER', ...told, other });
      kiosk.send({ type: 'transfer.result', ...other, ...told, result: credited(USD20) });
      expect((await answer).body.status).toBe('CREDITED');
    }
    kiosk.tellMemory();
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    expect(await questions(bridge.url, asset)).toEqual([]);
    await kiosk.close();
  });
});

const USD20 = { minor: 2_000, currency: 'USD' };

async function answerFirst(
  url: string,
  asset: string,
  answer: object,
): Promise<{ status: number; message: string }> {
  const [question] = await questions(url, asset);
  const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
  const response = await person(url, 'POST', path, { reason: 'looked', ...answer });
  const { error } = (await response.json()) as { error?: { message: string } };
  return { status: response.status, message: error?.message ?? '' };
}

function anotherThan(designation: string): string {
  return `${designation.startsWith('8') ? 7 : 8}${designation.slice(1)}`;
}

function idOf(designation: string, number: number): string {
  return `${designation}-${String(number).padStart(10, '0')}`;
}

function credited(amount: { minor: number; currency: string }) {
  return { outcome: 'credited', amount } as const;
}
