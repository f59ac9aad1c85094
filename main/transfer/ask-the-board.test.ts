/** When a board's word counts, on the real driver and a virtual cabinet whose reports can be changed. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { boardOf, type BoardMemory } from '../../protocol/cabinet.ts';
import { StrangeBoard } from '../../test/support/board/strange-board.ts';
import { answerWithoutJournal, askTheBoard, endAtTheBoard } from './ask-the-board.ts';

const requested = { minor: 2_000, currency: 'USD' };
const transferId = '000042-0000000005';

let board: StrangeBoard;
let memory: BoardMemory;

beforeEach(async () => {
  board = new StrangeBoard();
  await board.ready();
  const present = boardOf(board.driver.status);
  if (present === null) throw new Error('the board is not there');
  memory = present;
});
afterEach(() => board.end());

const credit = async () =>
  board.run(board.driver.creditMeter.transfer({ transferId, amount: requested, lifetimeMs: 60_000 }));
const ask = async (about: object = {}) =>
  board.run(askTheBoard(board.driver, { transferId, requested, board: memory, ...about }));
const isPending = () =>
  board.lie((message) =>
    message.kind === 'answer' && message.name === 'TRANSFER_QUERY'
      ? { ...message, body: { ...message.body, state: 'PENDING', credited: 0 } }
      : message,
  );

it('a credit is what its board says it is, for whoever knows the amount and whoever does not', async () => {
  await credit();
  expect(await ask()).toEqual({ outcome: 'credited', amount: requested });
  expect(await ask({ requested: null })).toEqual({ outcome: 'credited', amount: requested });
});

it('a credit of another amount under the same id is none of this order [exactly-once]', async () => {
  await credit();
  expect(await ask({ requested: { minor: 1_000, currency: 'USD' } })).toEqual({
    outcome: 'refused',
    reason: 'DUPLICATE_ID',
  });
});

it('an id that the board has never begun is refused there for good [exactly-once]', async () => {
  expect(await ask()).toMatchObject({ outcome: 'refused' });
  expect(await credit()).toMatchObject({ outcome: 'refused' });
  expect(board.cabinet.state.meters.cashlessIn).toBe(0);
});

it('an id that was credited cannot be ended any more: the credit is the answer [confirmed-only]', async () => {
  await credit();
  expect(await board.run(endAtTheBoard(board.driver, { transferId, requested, board: memory }))).toEqual({
    outcome: 'credited',
    amount: requested,
  });
});

it('has no outcome while the board is still at it [confirmed-only]', async () => {
  await credit();
  isPending();
  expect(await ask()).toBeNull();
});

it('the word of another board is no answer [confirmed-only]', async () => {
  await credit();
  const another = { ...memory, memoryId: '99aa00ff' };
  await expect(ask({ board: another })).rejects.toMatchObject({ code: 'NO_ANSWER' });
});

it('without a journal only a credit by the same board is certain; anything else stays open [confirmed-only]', async () => {
  const told = async (of: BoardMemory) =>
    board.run(answerWithoutJournal(board.driver, { transferId, fundingId: 'f-1', board: of }));
  const open = { type: 'transfer.open', transferId, fundingId: 'f-1', why: 'JOURNAL_DAMAGED' };
  expect(await told(memory)).toMatchObject(open);
  await credit();
  expect(await told(memory)).toMatchObject({
    type: 'transfer.result',
    transferId,
    result: { outcome: 'credited', amount: requested },
  });
  expect(await told({ ...memory, memoryId: '99aa00ff' })).toMatchObject(open);
  isPending();
  expect(await told(memory)).toMatchObject(open);
});
