/** What the bridge waits for before it decides about a machine: all that its kiosk knows (docs/decisions/0013). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MOST_WAITING } from '../../bridge/kiosks/turns.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { aFunding, BridgeSite, enrol, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { credited, idOf } from '../support/bridge/kiosk-words.ts';
import { questionsOf } from '../support/bridge/questions.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
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

const A_NOTE = { eventId: 1, kind: 'STACKED', minor: 500, currency: 'USD' } as const;
let machines = 0;
const newAsset = () => `EGM-MM${++machines}`;

describe('a machine whose kiosk has not told how far its memories go', () => {
  it('gets no code and no order, and its fundings are decided when it has', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
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
    await site.restored();
    expect((await tpas.fund(funding)).status).toBe(503);
    kiosk.tellMemory(board, { journalLast: transferId, boardLast: transferId });
    expect(await kiosk.closeCode()).toBe(4503); // it was welcomed before: that is no answer
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'UNHEARD' }]);

    const again = await TestKiosk.dial(bridge.url, asset, secret);
    again.hello();
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
    await site.restored();
    for (const { end, asset, secret, second, transferId, amount, board } of waiting) {
      const { fundingId } = second;
      if (end === 'by hand') {
        const finding = { outcome: 'not-credited', reason: 'read the meters' };
        const settled = await person(bridge.url, 'POST', `/floor/fundings/${fundingId}/settle`, finding);
        expect(settled.status).toBe(200);
      } else {
        const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
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

describe('a link on which a restored ledger did not get all that the kiosk told', () => {
  /** The funding that the ledger lacks; its order is open at the kiosk. */
  async function lostPayment() {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    await site.restored();
    const lost = aFunding(asset);
    const transferId = idOf(designation, 1);
    const dial = async () => {
      const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
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
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'UNHEARD' }]);
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

describe('a ledger that is slower than the kiosk tells', () => {
  it('is compared when it has all that was told, also what was left to the repetition', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
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
