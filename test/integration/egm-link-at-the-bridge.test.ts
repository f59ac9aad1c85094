/** docs/egm-link.md, "Odd input at the bridge", row by row, on a bridge and a kiosk's end of a real link. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import { EgmLinkClose, type KioskMessage } from '../../protocol/egm-link.ts';
import { aFunding, BridgeSite, enrol, operator, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { documentTable } from '../support/document-table.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { READY_CABINET, TestKiosk } from '../support/bridge/test-kiosk.ts';
import { waitFor } from '../support/wait.ts';

type Result = Extract<KioskMessage, { type: 'transfer.result' }>;
type Open = Extract<KioskMessage, { type: 'transfer.open' }>;

interface Row {
  comes: string;
  does: string;
  holds: () => Promise<void>;
}

let site: BridgeSite;
let bridge: Bridge;
let tpas: TestTpas;
/** A link that has said nothing since the first test. */
let silent: TestKiosk;
beforeAll(async () => {
  site = await BridgeSite.open();
  bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1500' });
  tpas = await TestTpas.signIn(bridge.url);
  silent = await dialled();
});
afterAll(() => site.close());

let machines = 0;

async function connected(): Promise<{ asset: string; kiosk: TestKiosk }> {
  const asset = `EGM-L${++machines}`;
  return { asset, kiosk: await site.kiosk(bridge, asset) };
}

/** A kiosk that is welcomed and has not told how far its memories go. */
async function welcomed(): Promise<{ asset: string; kiosk: TestKiosk; designation: string }> {
  const asset = `EGM-L${++machines}`;
  const kiosk = await TestKiosk.dial(bridge.url, asset, (await enrol(bridge.url, asset)).secret);
  kiosk.hello();
  return { asset, kiosk, designation: (await kiosk.next('welcome')).designation };
}

async function dialled(): Promise<TestKiosk> {
  const asset = `EGM-L${++machines}`;
  return TestKiosk.dial(bridge.url, asset, (await enrol(bridge.url, asset)).secret);
}

const request = (requestId: number): KioskMessage => ({ type: 'code.request', requestId, purpose: 'first' });
const credited = (minor: number, currency = 'USD') =>
  ({ outcome: 'credited', amount: { minor, currency } }) as const;
const refused = { outcome: 'refused', reason: 'NOT_PLAYABLE' } as const;
const OTHER_BOARD = { serial: 'VC-0002', memoryId: '99aa00ff' };

/** A credit of 20.00, with all that a kiosk's journal has of it. */
const told = ({ board }: TestKiosk, transferId: string, changes: Partial<Result> = {}): Result => ({
  type: 'transfer.result',
  transferId,
  result: credited(2_000),
  fundingId: `told-${transferId}`,
  requested: { minor: 2_000, currency: 'USD' },
  board,
  ...changes,
});

/** The same, where it is not known what became of it. */
const open = ({ board }: TestKiosk, transferId: string, changes: Partial<Open> = {}): Open => ({
  type: 'transfer.open',
  transferId,
  why: 'ASKING',
  fundingId: `told-${transferId}`,
  requested: { minor: 2_000, currency: 'USD' },
  board,
  present: board,
  other: null,
  ...changes,
});

async function acknowledges(kiosk: TestKiosk, result: Result): Promise<void> {
  kiosk.send(result);
  expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(result.transferId);
}

async function agrees(kiosk: TestKiosk): Promise<boolean> {
  return (await kiosk.next('memory.compared')).agreed;
}

/** The id under which the next order leaves, and its board. The kiosk refuses the order. */
async function nextOrder(asset: string, kiosk: TestKiosk): Promise<{ transferId: string; board: unknown }> {
  const answer = tpas.fund(aFunding(asset));
  const { transferId, fundingId, board } = await kiosk.next('transfer.order');
  await acknowledges(kiosk, told(kiosk, transferId, { result: refused, fundingId }));
  expect((await answer).body.status).toBe('FAILED');
  return { transferId, board };
}

/** Checks that the kiosk is told nothing of that type before the bridge has answered what was sent after it. */
async function toldNothing(kiosk: TestKiosk, type: string): Promise<void> {
  await answeredAfter(kiosk);
  expect(kiosk.received.filter((message) => message.type === type)).toEqual([]);
}

let notes = 1_000;
/** Money messages are handled in turn: a note is acknowledged when all before it are done with. */
async function answeredAfter(kiosk: TestKiosk): Promise<void> {
  const eventId = ++notes;
  const note = { eventId, kind: 'RETURNED', minor: 100, currency: 'USD' } as const;
  kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note });
  while ((await kiosk.next('note.acknowledged')).eventId !== eventId);
}

async function contradictions(asset: string): Promise<number> {
  const of = `${asset} note %`;
  return (await site.sql("SELECT 1 FROM audit WHERE event = 'note.contradiction' AND subject LIKE $1", [of]))
    .length;
}

async function ended(kiosk: TestKiosk, code: number, ...messages: (string | Buffer)[]): Promise<void> {
  for (const message of messages) kiosk.sendRaw(message);
  expect(await kiosk.closeCode()).toBe(code);
}

const rows: Row[] = [
  {
    comes: 'an upgrade without the subprotocol; with no, wrong or odd credentials; on another path',
    does: '400; 401; 404, each without a body',
    holds: async () => {
      const { asset, secret } = await site.enrolled(bridge);
      const subprotocol = TestKiosk.dial(bridge.url, asset, secret, 'topper.egm-link.v0');
      await expect(subprotocol).rejects.toThrow('refused with 400');
      await expect(TestKiosk.dial(bridge.url, asset, 'wrong')).rejects.toThrow('refused with 401');
      await expect(TestKiosk.dial(bridge.url, 'no asset at all', secret)).rejects.toThrow('refused with 401');
      for (const path of ['/', '//', '/egm-link/more', '/v1/fundings']) {
        const socket = await RawSocket.to(Number(new URL(bridge.url).port));
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: bridge\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
        );
        expect((await socket.untilClosed()).toString()).toMatch(
          /^HTTP\/1\.1 404 [^]*Content-Length: 0\r\n\r\n$/,
        );
      }
    },
  },
  {
    comes: 'any message but `hello` first',
    does: 'ends the link: 4400',
    holds: async () => ended(await dialled(), EgmLinkClose.PROTOCOL_ERROR, JSON.stringify(request(1))),
  },
  {
    comes: '`hello` again',
    does: 'ends the link: 4400',
    holds: async () => {
      const { kiosk } = await connected();
      await ended(kiosk, EgmLinkClose.PROTOCOL_ERROR, kiosk.sent[0] ?? '');
    },
  },
  {
    comes:
      'what is not JSON, has a key twice, an unknown `type`, an unknown field or one missing; a binary message',
    does: 'ends the link: 4400',
    holds: async () => {
      const wrong = [
        'hello',
        '{"type":"code.request","requestId":1,"requestId":2,"purpose":"first"}',
        '{"type":"code.wish","requestId":1}',
        '{"type":"code.request","requestId":1,"purpose":"first","colour":"green"}',
        '{"type":"code.request","requestId":1}',
        '{"type":"code.request","requestId":0,"purpose":"first"}',
        Buffer.from(JSON.stringify(request(1))),
      ];
      for (const message of wrong) {
        const { kiosk } = await connected();
        await ended(kiosk, EgmLinkClose.PROTOCOL_ERROR, message);
      }
    },
  },
  {
    comes: 'a message of more than 16,384 bytes',
    does: 'ends the link: 1009',
    holds: async () => {
      const { kiosk } = await connected();
      await ended(kiosk, 1009, JSON.stringify(request(1)).padEnd(16_385));
    },
  },
  {
    comes: '`code.request` with the same `requestId` again, or with a lower one',
    does: 'each is answered by itself, with a code of its own',
    holds: async () => {
      const { kiosk } = await connected();
      for (const requestId of [7, 7, 3]) kiosk.send(request(requestId));
      const answers = [];
      for (let count = 1; count <= 3; count += 1) answers.push(await kiosk.next('code.issued'));
      expect(answers.map(({ requestId }) => requestId).toSorted((a, b) => a - b)).toEqual([3, 7, 7]);
      expect(new Set(answers.map(({ url }) => url)).size).toBe(3);
    },
  },
  {
    comes: '`code.request` while the machine is disabled',
    does: '`code.failed`, `MACHINE_DISABLED`, 10,000 ms',
    holds: async () => {
      const { asset, kiosk } = await connected();
      await operator(bridge.url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: false });
      expect(await kiosk.next('machine')).toEqual({ type: 'machine', enabled: false });
      kiosk.send(request(1));
      const answer = { requestId: 1, reason: 'MACHINE_DISABLED', retryAfterMs: 10_000 };
      expect(await kiosk.next('code.failed')).toEqual({ type: 'code.failed', ...answer });
    },
  },
  {
    comes: '`code.request` while a transfer of the machine is UNCONFIRMED in the ledger',
    does: '`code.failed`, `BUSY`, 5,000 ms',
    holds: async () => {
      const { asset, kiosk } = await connected();
      expect((await tpas.fund(aFunding(asset))).body.status).toBe('UNCONFIRMED');
      const { transferId, fundingId } = await kiosk.next('transfer.order');
      kiosk.send(request(1));
      expect(await kiosk.next('code.failed')).toEqual({
        type: 'code.failed',
        requestId: 1,
        reason: 'BUSY',
        retryAfterMs: 5_000,
      });
      kiosk.send(told(kiosk, transferId, { fundingId }));
      kiosk.send(request(2)); // what was told before has its place by then
      expect((await kiosk.next('code.issued')).requestId).toBe(2);
    },
  },
  {
    comes: '`code.request` before `memory.compared`, or after one that says that they do not agree',
    does: '`code.failed`, `BUSY`, 1,000 ms',
    holds: async () => {
      const { kiosk } = await welcomed();
      const answer = { type: 'code.failed', reason: 'BUSY', retryAfterMs: 1_000 };
      kiosk.send(request(1));
      expect(await kiosk.next('code.failed')).toEqual({ ...answer, requestId: 1 });
      kiosk.tellMemory(kiosk.board, { boardLast: '999999-0000000001' });
      expect(await agrees(kiosk)).toBe(false);
      kiosk.send(request(2));
      expect(await kiosk.next('code.failed')).toEqual({ ...answer, requestId: 2 });
    },
  },
  {
    comes: '`memory` again, of the same board or of another one',
    does: 'is compared and answered again; orders go to the board of the last `memory`, if `cabinet` has told of that board',
    holds: async () => {
      const { asset, kiosk } = await connected();
      for (const board of [kiosk.board, OTHER_BOARD]) {
        const identity = { ...READY_CABINET.identity, ...board };
        kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, identity } });
        kiosk.tellMemory(board);
        expect(await kiosk.next('memory.compared')).toMatchObject({ board, agreed: true });
        expect((await nextOrder(asset, kiosk)).board).toEqual(board);
      }
    },
  },
  {
    comes: '`memory` with an id of another designation than that of the welcome',
    does: '`memory.compared`, `agreed` false; nothing is recorded, and the next one counts',
    holds: async () => {
      const { asset, kiosk, designation } = await welcomed();
      kiosk.tellMemory(kiosk.board, { journalLast: '999999-0000000009' });
      expect(await agrees(kiosk)).toBe(false);
      kiosk.tellMemory();
      expect(await agrees(kiosk)).toBe(true);
      expect((await nextOrder(asset, kiosk)).transferId).toBe(`${designation}-0000000001`);
    },
  },
  {
    comes: '`transfer.result` again, the same',
    does: 'is acknowledged again; nothing else is done',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const answer = tpas.fund(aFunding(asset));
      const { transferId } = await kiosk.next('transfer.order');
      for (let count = 1; count <= 2; count += 1) {
        kiosk.send({ type: 'transfer.result', transferId, result: credited(2_000) });
        expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(transferId);
      }
      expect((await answer).body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
    },
  },
  {
    comes: '`transfer.result` of more than was ordered, of nothing, or in another currency',
    does: 'is not acknowledged; the transfer stays open',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const answer = tpas.fund(aFunding(asset));
      const { transferId } = await kiosk.next('transfer.order');
      for (const result of [credited(2_001), credited(0), credited(2_000, 'EUR')]) {
        kiosk.send({ type: 'transfer.result', transferId, result });
      }
      await toldNothing(kiosk, 'transfer.acknowledged');
      expect((await answer).body.status).toBe('UNCONFIRMED');
    },
  },
  {
    comes: '`transfer.result` that contradicts the one before it',
    does: 'is not acknowledged; the first stands',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const funding = aFunding(asset);
      const answer = tpas.fund(funding);
      const { transferId } = await kiosk.next('transfer.order');
      kiosk.send({ type: 'transfer.result', transferId, result: credited(2_000) });
      await kiosk.next('transfer.acknowledged');
      kiosk.send({ type: 'transfer.result', transferId, result: credited(1_000) });
      await toldNothing(kiosk, 'transfer.acknowledged');
      expect((await answer).body.status).toBe('CREDITED');
      expect((await tpas.read(funding.fundingId)).body.creditedAmount).toBe('20.00');
    },
  },
  {
    comes: '`transfer.result`, credited by its board, of what the ledger has as failed',
    does: 'is acknowledged: a question that closes the machine, `memory.compared`, `agreed` false; the funding stays FAILED',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const funding = aFunding(asset);
      const answer = tpas.fund(funding);
      const { transferId, fundingId } = await kiosk.next('transfer.order');
      kiosk.send({ type: 'transfer.result', transferId, result: refused });
      await kiosk.next('transfer.acknowledged');
      await acknowledges(kiosk, told(kiosk, transferId, { fundingId }));
      expect(await agrees(kiosk)).toBe(false);
      expect((await answer).body.status).toBe('FAILED');
      expect((await tpas.read(funding.fundingId)).body.status).toBe('FAILED');
    },
  },
  {
    comes: '`transfer.result` after the funding window, and before a query',
    does: 'is accepted: it settles the transfer, which was UNCONFIRMED',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const funding = aFunding(asset);
      const answer = tpas.fund(funding);
      const { transferId } = await kiosk.next('transfer.order');
      expect((await answer).body.status).toBe('UNCONFIRMED');
      kiosk.send({ type: 'transfer.result', transferId, result: credited(2_000) });
      await kiosk.next('transfer.acknowledged');
      expect((await tpas.read(funding.fundingId)).body.status).toBe('CREDITED');
    },
  },
  {
    comes: '`transfer.result` from another board, or with another `requested` than the order',
    does: 'is not acknowledged, and goes into the audit trail; the transfer stays open',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const answer = tpas.fund(aFunding(asset));
      const { transferId, fundingId } = await kiosk.next('transfer.order');
      const less = { minor: 1_000, currency: 'USD' };
      for (const other of [{ board: OTHER_BOARD }, { requested: less }]) {
        kiosk.send(told(kiosk, transferId, { fundingId, ...other }));
      }
      await toldNothing(kiosk, 'transfer.acknowledged');
      const audit = "SELECT event FROM audit WHERE subject = $1 AND detail ? 'said' ORDER BY entry_id";
      const events = (await site.sql(audit, [transferId])).map(({ event }) => event);
      expect(events).toEqual(['transfer.other-board', 'transfer.contradiction']);
      expect((await answer).body.status).toBe('UNCONFIRMED');
    },
  },
  {
    comes: '`transfer.result` with another `fundingId` than the order, which the ledger does not know',
    does: "is booked under that funding with an id of the ledger's own, and acknowledged; the transfer stays open",
    holds: async () => {
      const { asset, kiosk } = await connected();
      const answer = tpas.fund(aFunding(asset));
      const { transferId } = await kiosk.next('transfer.order');
      const fundingId = `lost-at-${asset}`;
      kiosk.send(told(kiosk, transferId, { fundingId }));
      await kiosk.next('transfer.acknowledged');
      expect((await answer).body.status).toBe('UNCONFIRMED');
      expect((await tpas.read(fundingId)).body.status).toBe('CREDITED');
      const ids = await site.sql('SELECT transfer_id AS id FROM transfers WHERE funding_id = $1', [
        fundingId,
      ]);
      expect(ids).toEqual([{ id: expect.stringMatching(/^000000-/) as unknown }]);
    },
  },
  {
    comes: '`transfer.result` of an id never heard of, with `fundingId`, `requested` and `board`',
    does: 'is booked under that funding and acknowledged; later ids are above this one, whether it came before `memory` or after it',
    holds: async () => {
      const { asset, kiosk, designation } = await welcomed();
      const [before, after] = [`${designation}-0000000007`, `${designation}-0000000009`] as const;
      await acknowledges(kiosk, told(kiosk, before));
      kiosk.tellMemory(kiosk.board, { journalLast: before, boardLast: before });
      expect(await agrees(kiosk)).toBe(true);
      await acknowledges(kiosk, told(kiosk, after));
      for (const id of [before, after]) {
        expect((await tpas.read(`told-${id}`)).body).toMatchObject({
          status: 'CREDITED',
          creditedAmount: '20.00',
        });
      }
      expect((await nextOrder(asset, kiosk)).transferId).toBe(`${designation}-0000000010`);
    },
  },
  {
    comes:
      '`transfer.result` of such an id that lacks one of the three, or has a designation that was never that of the machine, or tells a credit of more than `requested` or in another currency',
    does: 'is acknowledged, and later ids are above this one; a credit becomes a question that closes the machine: `memory.compared`, `agreed` false',
    holds: async () => {
      const lacks: [string, Partial<Result>][] = [
        ['', { fundingId: null }],
        ['', { requested: null }],
        ['', { board: null }],
        ['999998', {}],
        ['', { result: credited(3_000) }],
        ['', { result: credited(2_000, 'EUR') }],
      ];
      for (const [otherDesignation, changes] of lacks) {
        const { asset, kiosk, designation } = await welcomed();
        const number = String(machines).padStart(10, '0');
        const id = `${otherDesignation || designation}-${number}`;
        kiosk.tellMemory();
        expect(await agrees(kiosk)).toBe(true);
        const taken = `${designation}-0000000001`;
        await acknowledges(kiosk, told(kiosk, taken, { ...changes, result: refused, board: null }));
        expect((await nextOrder(asset, kiosk)).transferId).toBe(`${designation}-0000000002`);
        kiosk.received.length = 0;
        await acknowledges(kiosk, told(kiosk, id, changes));
        expect(await agrees(kiosk)).toBe(false);
        expect((await tpas.fund(aFunding(asset))).status).toBe(503);
      }
    },
  },
  {
    comes: '`transfer.open` of an order that the ledger has, asked for or not',
    does: 'is logged; if the ledger has not sent the order, it counts as one that may have left',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const [first, second] = [aFunding(asset), aFunding(asset)];
      const answered = [tpas.fund(first)];
      const sent = await kiosk.next('transfer.order');
      answered.push(tpas.fund(second));
      const waiting = "SELECT transfer_id AS id FROM transfers WHERE funding_id = $1 AND status = 'ORDERED'";
      const [order] = await waitFor('the second', async () => {
        const rows = await site.sql(waiting, [second.fundingId]);
        return rows.length > 0 && rows;
      });
      const requested = { minor: 2_000, currency: 'USD' };
      for (const [transferId, { fundingId }] of [
        [sent.transferId, first],
        [String(order?.['id']), second],
      ] as const)
        kiosk.send({ type: 'transfer.open', transferId, fundingId, requested });
      await toldNothing(kiosk, 'memory.compared');
      const bodies = (await Promise.all(answered)).map(({ body }) => body.status);
      expect(bodies).toEqual(['UNCONFIRMED', 'UNCONFIRMED']);
      expect((await tpas.cancel(second)).body.status).toBe('UNCONFIRMED');
    },
  },
  {
    comes: '`transfer.open`, `OTHER_TRANSFER`, of an order that the ledger has',
    does: 'is written down, once; the order stays open until the end of the other order of its funding is told; a credit of that one is the credit of this one',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const answer = tpas.fund(aFunding(asset));
      const { transferId, fundingId } = await kiosk.next('transfer.order');
      const neverBegun = open(kiosk, transferId, {
        why: 'OTHER_TRANSFER',
        fundingId,
        other: { transferId: '999993-0000000001', board: kiosk.board },
      });
      kiosk.send(neverBegun);
      kiosk.send(neverBegun);
      await toldNothing(kiosk, 'transfer.acknowledged');
      const audit = "SELECT event FROM audit WHERE subject = $1 AND event = 'transfer.never-begun'";
      expect(await site.sql(audit, [transferId])).toHaveLength(1);
      expect((await tpas.read(fundingId)).body.status).toBe('UNCONFIRMED');
      await acknowledges(kiosk, told(kiosk, '999993-0000000001', { fundingId, result: credited(1_500) }));
      expect((await answer).body).toMatchObject({ status: 'CREDITED', creditedAmount: '15.00' });
    },
  },
  {
    comes:
      '`transfer.result`, refused, of such an order, while the other one has not ended or a question about it is open',
    does: 'is not acknowledged; the order stays open until the other one has ended and the question about it is answered',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const answer = tpas.fund(aFunding(asset));
      const { transferId, fundingId } = await kiosk.next('transfer.order');
      const other = { transferId: '999992-0000000001', board: kiosk.board };
      kiosk.send(open(kiosk, transferId, { why: 'OTHER_TRANSFER', fundingId, other }));
      const ended = told(kiosk, transferId, { fundingId, result: refused });
      kiosk.send(ended);
      await toldNothing(kiosk, 'transfer.acknowledged');
      await acknowledges(kiosk, told(kiosk, other.transferId, { fundingId: null }));
      kiosk.send(ended);
      await toldNothing(kiosk, 'transfer.acknowledged');
      expect((await answer).body.status).toBe('UNCONFIRMED');
      const questions = await operator(bridge.url, 'GET', '/floor/questions');
      const [question] = ((await questions.json()) as { asset: string; questionId: number }[]).filter(
        (asked) => asked.asset === asset,
      );
      const path = `/floor/questions/${question?.questionId}/answer`;
      expect((await person(bridge.url, 'POST', path, { reason: 'of no funding' })).status).toBe(200);
      await acknowledges(kiosk, ended);
      expect((await tpas.read(fundingId)).body.status).toBe('FAILED');
    },
  },
  {
    comes: '`transfer.open` of an id never heard of, with `fundingId`, `requested` and `board`',
    does: 'is booked under that funding as UNCONFIRMED, and settled like any other; later ids are above this one',
    holds: async () => {
      const { asset, kiosk, designation } = await welcomed();
      const ids = [3, 7].map((number) => `${designation}-000000000${number}`);
      for (const transferId of ids) kiosk.send(open(kiosk, transferId));
      kiosk.tellMemory();
      expect(await agrees(kiosk)).toBe(true);
      const after = `${designation}-0000000008`;
      kiosk.send(open(kiosk, after));
      expect(await agrees(kiosk)).toBe(true);
      for (const id of [...ids, after]) {
        const again = { ...aFunding(asset), fundingId: `told-${id}` };
        expect((await tpas.fund(again)).body.status).toBe('UNCONFIRMED');
        const outcome = id === after ? { result: refused } : {};
        await acknowledges(kiosk, told(kiosk, id, outcome));
        expect((await tpas.fund(again)).body.status).toBe(id === after ? 'FAILED' : 'CREDITED');
      }
      expect((await nextOrder(asset, kiosk)).transferId).toBe(`${designation}-0000000009`);
    },
  },
  {
    comes:
      '`transfer.open` of such an id that lacks one of the three, or has a designation that was never that of the machine, or that the ledger has for another order',
    does: 'becomes a question that closes the machine: `memory.compared`, `agreed` false; the result of the order answers it',
    holds: async () => {
      const lacks: ((ours: string) => [string, Partial<Pick<Open, 'fundingId' | 'requested' | 'board'>>])[] =
        [
          (ours) => [`${ours}-0000000002`, { fundingId: null }],
          (ours) => [`${ours}-0000000002`, { requested: null }],
          (ours) => [`${ours}-0000000002`, { board: null }],
          () => [`999997-${String(machines).padStart(10, '0')}`, {}],
          (ours) => [`${ours}-0000000001`, { fundingId: `lost-${ours}` }],
        ];
      for (const lack of lacks) {
        const { asset, kiosk, designation } = await welcomed();
        kiosk.tellMemory();
        expect(await agrees(kiosk)).toBe(true);
        await nextOrder(asset, kiosk);
        const [transferId, changes] = lack(designation);
        kiosk.send(open(kiosk, transferId, changes));
        expect(await agrees(kiosk)).toBe(false);
        expect((await tpas.fund(aFunding(asset))).status).toBe(503);
        await acknowledges(kiosk, told(kiosk, transferId, { ...changes, result: refused }));
        expect(await agrees(kiosk)).toBe(true);
      }
    },
  },
  {
    comes: '`transfer.open` of such an id, for a funding that the ledger has declined or under another id',
    does: 'goes into the audit trail, once; nothing is booked',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const [declined, failed] = [aFunding(asset, { amount: '2000.00' }), aFunding(asset)];
      expect((await tpas.fund(declined)).body.status).toBe('DECLINED');
      const answer = tpas.fund(failed);
      const { transferId: id } = await kiosk.next('transfer.order');
      kiosk.send({ type: 'transfer.result', transferId: id, result: refused });
      expect((await answer).body.status).toBe('FAILED');
      for (const [number, { fundingId }] of [declined, failed].entries()) {
        const transferId = `${id.slice(0, 7)}000000009${number}`;
        for (let count = 1; count <= 2; count += 1) kiosk.send(open(kiosk, transferId, { fundingId }));
        await toldNothing(kiosk, 'memory.compared');
        const audit = "SELECT 1 FROM audit WHERE event = 'transfer.contradiction' AND subject = $1";
        expect(await site.sql(audit, [transferId])).toHaveLength(1);
        expect(await site.sql('SELECT 1 FROM transfers WHERE transfer_id = $1', [transferId])).toEqual([]);
      }
    },
  },
  {
    comes: '`transfer.open` of an order that the ledger has for another machine',
    does: 'goes into the audit trail, once; that order stays as it is',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const stranger = (await connected()).kiosk;
      const answered = [tpas.fund(aFunding(asset))];
      await kiosk.next('transfer.order');
      const second = aFunding(asset);
      answered.push(tpas.fund(second));
      const ofSecond = 'SELECT transfer_id AS id, doubtful FROM transfers WHERE funding_id = $1';
      const { id } = await waitFor(
        'the second',
        async () => (await site.sql(ofSecond, [second.fundingId]))[0],
      );
      for (let count = 1; count <= 2; count += 1)
        for (const fundingId of [null, second.fundingId])
          stranger.send(open(stranger, String(id), { fundingId }));
      await toldNothing(stranger, 'memory.compared');
      expect(await site.sql(ofSecond, [second.fundingId])).toEqual([{ id, doubtful: false }]);
      const audit = "SELECT 1 FROM audit WHERE event = 'transfer.contradiction' AND subject = $1";
      expect(await site.sql(audit, [id])).toHaveLength(1);
      const bodies = (await Promise.all(answered)).map(({ body }) => body.status);
      expect(bodies).toEqual(['UNCONFIRMED', 'FAILED']);
    },
  },
  {
    comes: '`note` again with the same memory and event id, with the same content or another',
    does: 'is acknowledged again; the first counts, once; another content goes into the audit trail',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const note = { eventId: 5, kind: 'STACKED', minor: 500, currency: 'USD' } as const;
      for (const minor of [500, 500, 2_000]) {
        kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note: { ...note, minor } });
        expect((await kiosk.next('note.acknowledged')).eventId).toBe(5);
      }
      expect(await site.sql('SELECT minor FROM notes WHERE asset = $1', [asset])).toEqual([{ minor: '500' }]);
      expect(await contradictions(asset)).toBe(1);
    },
  },
  {
    comes: '`note` in another currency than that of the property',
    does: 'is acknowledged and kept, and goes into the audit trail',
    holds: async () => {
      const { asset, kiosk } = await connected();
      const note = { eventId: 6, kind: 'STACKED', minor: 500, currency: 'EUR' } as const;
      kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note });
      await kiosk.next('note.acknowledged');
      expect(await contradictions(asset)).toBe(1);
    },
  },
  {
    comes: 'nothing, not even `hello`',
    does: 'ends the link after five seconds: 4400',
    holds: async () => ended(silent, EgmLinkClose.PROTOCOL_ERROR),
  },
];

describe('the bridge, as docs/egm-link.md tells of odd input,', () => {
  it('is told of all of it, and of nothing else', () => {
    const documented = documentTable('egm-link.md', 'Odd input at the bridge');
    expect(documented).toEqual(rows.map(({ comes, does }) => [comes, does]));
  });

  it.each(rows)('$comes: $does', async ({ holds }) => {
    await expect(holds()).resolves.toBeUndefined();
  });
});
