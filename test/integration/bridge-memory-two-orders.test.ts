/** Two orders for one funding, of which a machine has at most one on its meter (docs/decisions/0013). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BoardMemory } from '../../protocol/cabinet.ts';
import { aFunding, BridgeSite, enrol, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { credited, OTHER_BOARD, USD20 } from '../support/bridge/kiosk-words.ts';
import { answerFirst, questionsOf } from '../support/bridge/questions.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';

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

let machines = 0;
const newAsset = () => `EGM-MT${++machines}`;

/** An order that has left for the kiosk, which has not told its end. */
async function anOrder() {
  const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
  const asset = newAsset();
  const { secret } = await enrol(bridge.url, asset);
  const tpas = await TestTpas.signIn(bridge.url);
  const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
  const funding = aFunding(asset);
  const { fundingId } = funding;
  const answer = tpas.fund(funding);
  const { transferId } = await kiosk.next('transfer.order');
  const statusNow = async () => (await tpas.read(fundingId)).body.status;
  /** The kiosk does not begin the order, because of the other one. */
  const holdBack = (other: { transferId: string; board: BoardMemory }) => {
    const why = 'OTHER_TRANSFER';
    kiosk.send({ type: 'transfer.open', transferId, why, fundingId, requested: USD20, other });
  };
  const settle = async (outcome: 'credited' | 'not-credited') => {
    const path = `/floor/fundings/${fundingId}/settle`;
    return (await person(bridge.url, 'POST', path, { outcome, reason: 'read the meters' })).status;
  };
  return { bridge, asset, tpas, kiosk, funding, fundingId, transferId, answer, statusNow, holdBack, settle };
}

describe('a funding that its kiosk has under another id, and that the ledger orders once more', () => {
  it.each([
    { what: 'as much as was ordered', minor: 2_000, credit: '20.00', byHand: false },
    { what: 'less', minor: 1_500, credit: '15.00', byHand: false },
    { what: 'more, which only a person can settle', minor: 2_500, credit: '20.00', byHand: true },
  ])('is CREDITED by the credit of the other id: $what', async ({ minor, credit, byHand }) => {
    const { bridge, asset, tpas, kiosk, funding, fundingId, transferId, answer, ...order } = await anOrder();
    const { board: own } = kiosk;
    const other = { transferId: '999995-0000000001', board: own };
    order.holdBack(other);
    expect(await order.settle('credited')).toBe(409);
    const requested = { minor, currency: 'USD' };
    const elsewhere = { ...other, fundingId, requested } as const;
    const tell = () => kiosk.send({ type: 'transfer.result', ...elsewhere, result: credited(requested) });
    tell();
    await kiosk.next('transfer.acknowledged');
    if (byHand) {
      expect((await answer).body.status).toBe('UNCONFIRMED');
      expect(await order.settle('credited')).toBe(200);
    } else {
      expect((await answer).body).toMatchObject({ status: 'CREDITED', creditedAmount: credit });
      tell(); // a kiosk repeats what it cannot know to be heard
      await kiosk.next('transfer.acknowledged');
      expect(await questionsOf(bridge.url, asset)).toEqual([]);
      expect(await site.auditOf(elsewhere.transferId)).toEqual([]);
    }
    expect((await tpas.fund(funding)).body).toMatchObject({ status: 'CREDITED', creditedAmount: credit });
    expect(await site.auditOf(transferId)).toContain('transfer.credited-elsewhere');

    // If the order had been credited as well, that would be one credit too many, and it would not be hidden.
    const ofItsOwn = { transferId, fundingId, requested: USD20, board: own };
    const amount = { minor: byHand ? 2_000 : minor, currency: 'USD' };
    kiosk.send({ type: 'transfer.result', ...ofItsOwn, result: credited(amount) });
    await expect.poll(() => site.auditOf(transferId)).toContain('transfer.contradiction');
    await kiosk.close();
  });
});

describe('an order that its kiosk does not begin, because an open one may be that of its funding', () => {
  const OTHER_ID = '999993-0000000001';

  /** UNCONFIRMED, with the board of the other order as the kiosk names it. */
  async function heldBack(boardOfOther?: BoardMemory) {
    const order = await anOrder();
    const { kiosk, fundingId, transferId } = order;
    const other = { transferId: OTHER_ID, board: boardOfOther ?? kiosk.board };
    order.holdBack(other);
    expect((await order.answer).body.status).toBe('UNCONFIRMED');
    const result = { outcome: 'refused', reason: 'CANCELLED' } as const;
    const ended = { type: 'transfer.result', transferId, result, fundingId, requested: USD20 } as const;
    const refuse = () => kiosk.send({ ...ended, board: kiosk.board });
    return { ...order, other, refuse };
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
    expect(await site.auditOf(transferId)).not.toContain('transfer.contradiction');
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
    const { bridge, asset, kiosk, fundingId, other, ...held } = await heldBack(OTHER_BOARD);
    expect(await held.settle('credited')).toBe(200);
    expect(await held.statusNow()).toBe('CREDITED');
    const told = { ...other, fundingId, requested: USD20 };
    kiosk.send({ type: 'transfer.result', ...told, result: credited(USD20) });
    expect((await kiosk.next('transfer.acknowledged')).transferId).toBe(other.transferId);
    expect(await site.auditOf(other.transferId)).toEqual([]);
    kiosk.send({ type: 'transfer.result', ...told, result: credited({ ...USD20, minor: 1_500 }) });
    expect(await kiosk.next('memory.compared')).toMatchObject({ agreed: false });
    const subject = `${OTHER_ID} at ${OTHER_BOARD.serial}/${OTHER_BOARD.memoryId}`;
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'UNBOOKED', subject }]);
    await kiosk.close();
  });
});

describe('an order that is CREDITED and that its board does not know', () => {
  it.each([
    { when: 'its funding was credited under another id', byHand: false },
    { when: 'a person settled it', byHand: true },
  ])('is no sign of a board that was set back, when $when', async ({ byHand }) => {
    const { bridge, asset, kiosk, fundingId, answer, holdBack, settle } = await anOrder();
    if (byHand) {
      expect((await answer).body.status).toBe('UNCONFIRMED');
      await site.unplugBoard(kiosk, asset);
      expect(await settle('credited')).toBe(200);
    } else {
      const other = { transferId: '999994-0000000001', board: kiosk.board };
      holdBack(other);
      const told = { ...other, fundingId, requested: USD20 };
      kiosk.send({ type: 'transfer.result', ...told, result: credited(USD20) });
      expect((await answer).body.status).toBe('CREDITED');
    }
    kiosk.tellMemory();
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    expect(await questionsOf(bridge.url, asset)).toEqual([]);
    await kiosk.close();
  });
});
