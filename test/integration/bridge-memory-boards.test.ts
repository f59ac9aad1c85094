/** What the bridge makes of boards that are exchanged, set back, or two (docs/decisions/0013). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Machines } from '../../bridge/ledger/machines.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
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
const newAsset = () => `EGM-MB${++machines}`;

describe('a unit that was exchanged whole before a restored ledger has heard the old one', () => {
  it('is no witness of what the copy lacks: a person is asked', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = (await TestKiosk.connect(bridge.url, asset, secret)).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    kiosk.drop();
    await site.restored();
    const fresh = await TestKiosk.welcomed(bridge.url, asset, secret);
    fresh.tellMemory(OTHER_BOARD);
    expect((await fresh.next('memory.compared')).agreed).toBe(false);
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'INCOMPLETE' }]);
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);
    await fresh.close();
  });
});

describe('a unit that was exchanged whole, of which a restored ledger has only the board', () => {
  it('is no witness either, and a person cannot say that the old one was heard', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    (await TestKiosk.connect(bridge.url, asset, secret)).drop();
    await site.restored();
    const [unheard] = await questionsOf(bridge.url, asset);
    expect(unheard).toMatchObject({ kind: 'UNHEARD' });
    const path = `/floor/questions/${unheard?.questionId}/answer`;
    const answer = await person(bridge.url, 'POST', path, { reason: 'It is scrap.' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('its kiosk');
    const fresh = await TestKiosk.welcomed(bridge.url, asset, secret);
    fresh.tellMemory(OTHER_BOARD);
    expect((await fresh.next('memory.compared')).agreed).toBe(false);
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'INCOMPLETE' }]);
    await fresh.close();
  });
});

describe('units that were exchanged whole', () => {
  it('are heard in a later run through their own board, and each unknown unit is asked about anew', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const agreesWith = async (board: typeof OTHER_BOARD) => {
      const unit = await TestKiosk.welcomed(bridge.url, asset, secret);
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
    expect(await agreesWith(OTHER_BOARD)).toBe(true);
    await site.sql(`UPDATE machines SET heard_in = 'an earlier run' WHERE asset = $1`, [asset]);
    expect(await agreesWith(OTHER_BOARD)).toBe(true);

    for (const memoryId of ['00000003', '00000004']) {
      await site.restored();
      expect(await agreesWith({ serial: 'VC-0003', memoryId })).toBe(false);
      const [question] = await questionsOf(bridge.url, asset);
      expect(question).toMatchObject({ kind: 'INCOMPLETE' });
      const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
      expect((await person(bridge.url, 'POST', path, { reason: 'compared' })).status).toBe(200);
    }
  });
});

describe('two boards under one asset', () => {
  it('are an alarm when they take turns: the machine is closed until an operator has looked', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const agrees = async (board: typeof OTHER_BOARD) => {
      kiosk.tellMemory(board);
      return (await kiosk.next('memory.compared')).agreed;
    };
    const own = kiosk.board;
    expect(await agrees(OTHER_BOARD)).toBe(true); // a board may be replaced
    expect(await agrees(own)).toBe(false);
    const [question] = await questionsOf(bridge.url, asset);
    expect(question).toMatchObject({ kind: 'TWO_BOARDS' });
    const booked = await answerFirst(bridge.url, asset, { fundingId: 'some-funding' });
    expect(booked).toEqual({ status: 409, message: 'This question is not about a credit.' });
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);
    const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
    expect((await person(bridge.url, 'POST', path, { reason: 'the old board is back' })).status).toBe(200);
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    expect(await site.auditOf(asset)).toEqual([
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
    const second = await TestKiosk.welcomed(bridge.url, asset, secret);
    second.tellMemory(OTHER_BOARD);
    expect((await second.next('memory.compared')).agreed).toBe(false);
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'TWO_BOARDS' }]);
    await second.close();
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
      board: OTHER_BOARD,
    });
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: credited(amount),
      fundingId: null,
      requested: null,
      board: OTHER_BOARD,
    });
    expect((await answer).body.status).toBe('UNCONFIRMED');
    expect(await site.auditOf(transferId)).toEqual([
      'transfer.sent',
      'transfer.other-board',
      'transfer.unconfirmed',
    ]);
    await kiosk.next('transfer.acknowledged');
    expect(await kiosk.next('memory.compared')).toMatchObject({ agreed: false });
    const elsewhere = { kind: 'UNBOOKED', subject: `${transferId} at VC-0002/99aa00ff` };
    expect(await questionsOf(bridge.url, asset)).toMatchObject([elsewhere]);
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
    second.hello();
    expect(await second.next('transfer.query')).toEqual({
      type: 'transfer.query',
      transferId,
      fundingId,
      board,
    });
    await second.close();
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
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'BOARD_OLDER' }]);
    expect(await site.auditOf(transferId)).toContain('transfer.contradiction');
    expect((await tpas.fund(funding)).body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
    await kiosk.close();
  });
});

describe('a board that was set back together with its journal to before a credit that others had overtaken', () => {
  it('is asked about that credit, and closes the machine where it denies it [exactly-once]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const first = (await TestKiosk.connect(bridge.url, asset, secret)).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    for (const amount of ['20.00', '25.00'])
      expect((await tpas.fund(aFunding(asset, { amount }))).body.status).toBe('CREDITED');
    await first.close();
    const transfers = await site.sql<{ id: string; funding: string }>(
      'SELECT transfer_id AS id, funding_id AS funding FROM transfers WHERE asset = $1 ORDER BY transfer_id',
      [asset],
    );
    const [late, overtaker] = transfers;
    if (late === undefined || overtaker === undefined) throw new Error('no two transfers');

    const far = { journalLast: overtaker.id, boardLast: overtaker.id };
    const inOrder = await TestKiosk.welcomed(bridge.url, asset, secret);
    inOrder.tellMemory(undefined, far);
    expect((await inOrder.next('memory.compared')).agreed).toBe(true);
    expect(inOrder.received.filter(({ type }) => type === 'transfer.query')).toEqual([]);
    await inOrder.close();

    await site.sql(`SET session_replication_role = replica;
      UPDATE transfers SET settled_at = settled_at + interval '1 minute' WHERE transfer_id = '${late.id}'`);
    const setBack = await TestKiosk.welcomed(bridge.url, asset, secret);
    const { transferId, fundingId, board } = await setBack.next('transfer.query');
    expect({ transferId, fundingId }).toEqual({ transferId: late.id, fundingId: late.funding });
    const result = { outcome: 'refused', reason: 'CANCELLED' } as const;
    setBack.send({ type: 'transfer.result', transferId, fundingId, requested: null, board, result });
    setBack.tellMemory(undefined, far);
    expect((await setBack.next('memory.compared')).agreed).toBe(false);
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'BOARD_OLDER' }]);
    await setBack.close();
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
    const [question, ...others] = await questionsOf(bridge.url, asset);
    expect(question).toMatchObject({
      kind: 'UNBOOKED',
      amount: USD20,
      detail: { transferId, failed: fundingId, board },
    });
    expect(others).toEqual([]);
    expect(await site.auditOf(transferId)).toContain('transfer.contradiction');
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
    expect(await questionsOf(bridge.url, asset)).toEqual([]);
    expect((await tpas.fund(funding)).body.status).toBe('FAILED');
    await kiosk.close();
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
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'IMPLAUSIBLE', subject: last }]);
    const answered = await answerFirst(bridge.url, asset, {});
    expect(answered).toEqual({ status: 409, message: expect.stringContaining('redesignate') as string });
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);

    const database = new Database(site.databaseUrl, { maxConnections: 1, onError: () => undefined });
    const fresh = await new Machines(database).redesignate(asset, 'tests');
    await database.end();
    kiosk.drop();
    const again = await TestKiosk.connect(bridge.url, asset, secret);
    expect(await questionsOf(bridge.url, asset)).toEqual([]);
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
