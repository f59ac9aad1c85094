import { describe, expect, it } from 'vitest';
import type { Elsewhere, KnownTransfer } from '../ledger/known-transfers.ts';
import { isOpen, TRANSFER_STATUSES } from '../ledger/transfer-states.ts';
import {
  isCreditOfFailed,
  isDeniedByItsBoard,
  judgeCreditByPerson,
  judgeCreditElsewhere,
  judgeEndWithoutBegin,
  judgeLostResult,
  judgeResult,
  type ResultJudgement,
  type TransferResult,
} from './judge-result.ts';

const board = { serial: 'VC-1', memoryId: '00000001' };
const otherBoard = { serial: 'VC-2', memoryId: '00000002' };
const usd = (minor: number) => ({ minor, currency: 'USD' });
const credited = (minor = 2_000, currency = 'USD') =>
  ({ outcome: 'credited', amount: { minor, currency } }) as const;
const refused = { outcome: 'refused', reason: 'EXPIRED' } as const;
const other = { transferId: '000002-0000000007', board: otherBoard };

const said = (change: Partial<TransferResult> = {}): TransferResult => ({
  type: 'transfer.result',
  transferId: '000001-0000000001',
  fundingId: 'f-1',
  requested: usd(2_000),
  board,
  result: credited(),
  ...change,
});
const onlyBoardKnows = { fundingId: null, requested: null };

const known = (change: Partial<KnownTransfer> = {}): KnownTransfer => ({
  transferId: '000001-0000000001',
  asset: 'EGM-1',
  fundingId: 'f-1',
  status: 'SENT',
  amountMinor: 2_000,
  currency: 'USD',
  creditedMinor: change.status === 'CREDITED' ? 2_000 : null,
  board,
  mayHaveLeft: false,
  settledByHand: false,
  elsewhere: null,
  ...change,
});

const ORDERED = { status: 'ORDERED' } as const;
const DOUBTED = { status: 'ORDERED', mayHaveLeft: true } as const;
const CREDITED = { status: 'CREDITED' } as const;
const FAILED = { status: 'FAILED' } as const;
const elsewhere = (end: Elsewhere['end']) => ({ elsewhere: { ...other, end } });

type Case = [Partial<KnownTransfer> | null, Partial<TransferResult>, ResultJudgement];
const CASES: Record<string, Case> = {
  'an id that the ledger does not have': [null, {}, 'lost'],
  'an id that the ledger has for another funding': [{}, { fundingId: 'f-2' }, 'lost'],

  'a credit of one that was sent': [{}, {}, 'settles'],
  'a credit of less': [{}, { result: credited(500) }, 'settles'],
  'a refusal of one that was sent': [{}, { result: refused }, 'settles'],
  'a credit after the window': [{ status: 'UNCONFIRMED' }, {}, 'settles'],
  'a refusal after the window': [{ status: 'UNCONFIRMED' }, { result: refused }, 'settles'],
  'a credit of one not sent, whose funding the kiosk knows': [ORDERED, {}, 'settles'],
  'a refusal of one not sent, whose funding the kiosk knows': [ORDERED, { result: refused }, 'settles'],
  'a refusal without a board': [{}, { board: null, result: refused }, 'settles'],

  'a credit that only the board knows': [{}, onlyBoardKnows, 'settles'],
  'a credit that only the board knows, of one that may have left': [DOUBTED, onlyBoardKnows, 'settles'],
  'a credit that only the board knows, of one that has not left': [ORDERED, onlyBoardKnows, 'lost'],
  'a credit that only another board knows': [{}, { ...onlyBoardKnows, board: otherBoard }, 'lost'],
  'a credit without funding, for another amount': [{}, { fundingId: null, requested: usd(1) }, 'lost'],
  'a credit without funding and board': [{}, { ...onlyBoardKnows, board: null }, 'lost'],
  'a refusal without funding, of one that has not left': [
    ORDERED,
    { ...onlyBoardKnows, result: refused },
    'contradiction',
  ],
  'a refusal without funding, of one that may have left': [
    DOUBTED,
    { ...onlyBoardKnows, result: refused },
    'settles',
  ],

  'the same credit again': [CREDITED, {}, 'known'],
  'the same refusal again': [FAILED, { result: refused }, 'known'],
  'a refusal again, from another board': [FAILED, { result: refused, board: otherBoard }, 'known'],
  'the same credit again, from another machine': [{ ...CREDITED, asset: 'EGM-2' }, {}, 'known'],

  'a credit of another amount than before': [CREDITED, { result: credited(500) }, 'contradiction'],
  'a credit in another currency than before': [CREDITED, { result: credited(2_000, 'EUR') }, 'contradiction'],
  'a credit again, from another board': [CREDITED, { board: otherBoard }, 'contradiction'],
  'a refusal of what was credited': [CREDITED, { result: refused }, 'contradiction'],
  'a credit of what failed': [FAILED, {}, 'contradiction'],
  'a credit from another machine': [{ asset: 'EGM-2' }, {}, 'contradiction'],
  'a credit of another order': [{}, { requested: usd(3_000) }, 'contradiction'],
  'a credit of more than was ordered': [{}, { result: credited(2_001) }, 'contradiction'],
  'a credit of nothing': [{}, { result: credited(0) }, 'contradiction'],
  'a credit in another currency': [{}, { result: credited(2_000, 'EUR') }, 'contradiction'],

  'a credit from another board': [{}, { board: otherBoard }, 'other-board'],
  'a refusal from another board': [{}, { board: otherBoard, result: refused }, 'other-board'],
  'a credit without a board': [{}, { board: null }, 'other-board'],

  'the end of one that was credited elsewhere': [
    { ...CREDITED, ...elsewhere('CREDITED') },
    { result: refused },
    'known',
  ],
  'a credit of its own, of one that was credited elsewhere': [
    { ...CREDITED, ...elsewhere('CREDITED') },
    {},
    'contradiction',
  ],
  'a credit of its own, of one of another machine that was credited elsewhere': [
    { ...CREDITED, ...elsewhere('CREDITED'), asset: 'EGM-2' },
    {},
    'known',
  ],
};

describe('of a result of a transfer', () => {
  it.each(Object.entries(CASES))('%s', (_, [has, tells, judgement]) => {
    expect(judgeResult(has && known(has), 'EGM-1', said(tells))).toBe(judgement);
  });

  it.each(TRANSFER_STATUSES)('nothing settles one that is %s, unless it is open', (status) => {
    const results = [credited(), credited(500), refused].map((result) =>
      judgeResult(known({ status }), 'EGM-1', said({ result })),
    );
    expect(results.includes('settles')).toBe(isOpen(status));
  });
});

describe('a credit that its own board does not know', () => {
  const denied = { result: refused };
  it.each<[string, Partial<KnownTransfer>, Partial<TransferResult>, boolean]>([
    ['is denied', CREDITED, denied, true],
    [
      'is denied, though its kiosk does not know for what it was',
      CREDITED,
      { ...denied, ...onlyBoardKnows },
      true,
    ],
    ['is not denied by another board', CREDITED, { ...denied, board: otherBoard }, false],
    ['is not denied where the kiosk refused it', CREDITED, { ...denied, board: null }, false],
    ['is not denied where a person said so', { ...CREDITED, settledByHand: true }, denied, false],
    [
      'is not denied where another order has its credit',
      { ...CREDITED, ...elsewhere('CREDITED') },
      denied,
      false,
    ],
    ['is not denied by a repetition', CREDITED, {}, false],
    ['is no credit yet', {}, denied, false],
  ])('%s', (_, has, tells, is) => {
    expect(isDeniedByItsBoard(known(has), 'EGM-1', said(tells))).toBe(is);
  });
});

describe('an order that the ledger has as failed', () => {
  it.each<[string, Partial<KnownTransfer>, Partial<TransferResult>, boolean]>([
    ['was credited when its board says so', FAILED, {}, true],
    ['was credited when its board says so of another amount', FAILED, { result: credited(500) }, true],
    ['was credited when only its board knows', FAILED, onlyBoardKnows, true],
    ['was credited when a person had said that it was not', { ...FAILED, settledByHand: true }, {}, true],
    ['was not by a refusal', FAILED, { result: refused }, false],
    ['was not by the word of another board', FAILED, { board: otherBoard }, false],
    ['was not by the word of another machine', { ...FAILED, asset: 'EGM-2' }, {}, false],
    ['was not by the credit of another order', FAILED, { requested: usd(3_000) }, false],
    ['is none that is open', {}, {}, false],
  ])('%s', (_, has, tells, is) => {
    expect(isCreditOfFailed(known(has), 'EGM-1', said(tells))).toBe(is);
  });
});

describe('the end of an order that its kiosk never began because of another one', () => {
  const silent = { isAskedAbout: false, isSettled: false };

  it.each([
    ['counts when the kiosk has told the end of the other one', 'ENDED', silent, 'settles'],
    [
      'counts when the ledger has the end of the other one',
      'OPEN',
      { ...silent, isSettled: true },
      'settles',
    ],
    [
      'waits while a person is asked about the other one',
      'ENDED',
      { ...silent, isAskedAbout: true },
      'waits',
    ],
    ['waits for a person when nothing is known of the other one', 'OPEN', silent, 'waits-for-a-person'],
    ['waits for that person', 'UNKNOWN', silent, 'waits'],
    ['waits where more was credited than it is', 'CREDITED', silent, 'waits'],
  ] as const)('%s', (_, end, has, judgement) => {
    expect(judgeEndWithoutBegin({ ...other, end }, has)).toBe(judgement);
  });
});

describe('a credit of another order of the same funding', () => {
  const held = (change: Partial<KnownTransfer> = {}) => known({ ...elsewhere('OPEN'), ...change });
  const third = { ...other, transferId: '000002-0000000008' };

  it.each([
    ['is that of the order that was never begun', held(), other, 2_000, 'credits'],
    ['is it also where it is less', held(), other, 500, 'credits'],
    ['is it also where the kiosk waited for yet another one', held(), third, 2_000, 'credits'],
    ['is for a person where it is more', held(), other, 2_001, 'exceeds'],
    ['is for a person where it is none', held(), other, 0, 'exceeds'],
    ['says nothing of an order that may have been begun', known(), other, 2_000, 'none'],
    ['says nothing where there is no order', null, other, 2_000, 'none'],
    [
      'is known when the order is CREDITED by it',
      held({ ...CREDITED, ...elsewhere('CREDITED') }),
      other,
      2_000,
      'known',
    ],
    ['is known when a person said as much', held({ ...CREDITED }), other, 2_000, 'known'],
    ['is another one when a person said otherwise', held({ ...CREDITED }), other, 500, 'none'],
    [
      'is another one when a person said that nothing was credited',
      held({ ...FAILED }),
      other,
      2_000,
      'none',
    ],
    [
      'is another one when the order is CREDITED by a third',
      held({ ...CREDITED, ...elsewhere('CREDITED') }),
      third,
      2_000,
      'none',
    ],
  ] as const)('%s', (_, order, of, minor, judgement) => {
    expect(judgeCreditElsewhere(order, of, usd(minor))).toBe(judgement);
  });

  it.each([
    ['for which the kiosk waited', held(), other, 2_000, 'credits'],
    ['not for which it waited', held(), third, 2_000, 'none'],
    ['of more than the order', held(), other, 2_001, 'none'],
    ['of an order that is settled', held({ ...CREDITED }), other, 2_000, 'none'],
    ['of an order that may have been begun', known(), other, 2_000, 'none'],
  ] as const)('is believed of a person only for one %s', (_, order, of, minor, judgement) => {
    expect(judgeCreditByPerson(order, of, usd(minor))).toBe(judgement);
  });
});

describe('of a result that the ledger has lost', () => {
  const booked = { judgement: 'book', lost: { fundingId: 'f-1', requested: usd(2_000), board } };
  const asked = (subject: string, amount: unknown = usd(2_000)) => ({ judgement: 'ask', subject, amount });
  const atBoard = '000001-0000000001 at VC-1/00000001';

  it.each<[string, boolean, Partial<TransferResult>, unknown]>([
    ['a credit is booked', true, {}, booked],
    ['a refusal is booked', true, { result: refused }, booked],
    ["a credit under another machine's id is a question", false, {}, asked(atBoard)],
    ['a credit of no funding is a question', true, { fundingId: null }, asked(atBoard)],
    ['a credit of no known order is a question', true, { requested: null }, asked(atBoard)],
    ['a credit of no board is a question', true, { board: null }, asked('000001-0000000001')],
    ['a credit of an order of nothing is a question', true, { requested: usd(0) }, asked(atBoard)],
    [
      'a credit of more than was ordered is a question',
      true,
      { result: credited(2_001) },
      asked(atBoard, usd(2_001)),
    ],
    [
      'a credit of nothing is a question without an amount',
      true,
      { result: credited(0) },
      asked(atBoard, null),
    ],
    [
      'a credit in another currency is a question',
      true,
      { result: credited(2_000, 'EUR') },
      asked(atBoard, { minor: 2_000, currency: 'EUR' }),
    ],
    [
      'a refusal that cannot be booked leaves nothing to do',
      true,
      { fundingId: null, result: refused },
      { judgement: 'known' },
    ],
  ])('%s', (_, isOurs, tells, judgement) => {
    expect(judgeLostResult(isOurs, said(tells))).toEqual(judgement);
  });
});
