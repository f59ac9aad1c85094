import { describe, expect, it } from 'vitest';
import {
  areTwoBoards,
  isKnownWitness,
  isNewWitness,
  judgeBoard,
  judgeNumbers,
  lostByBoard,
  MOST_NUMBERS_AHEAD,
  nobodyKnows,
  olderBoard,
  tellAfter,
  type MemoryReport,
} from './judge-memory.ts';
import type { MachineMemory } from '../ledger/memories.ts';

const board = { serial: 'VC-1', memoryId: '00000001' };
const otherBoard = { serial: 'VC-2', memoryId: '00000002' };
const id = (number: number, designation = '000001') => `${designation}-${String(number).padStart(10, '0')}`;
const machine = (change: Partial<MachineMemory> = {}): MachineMemory => ({
  designation: '000001',
  last: 5,
  board,
  heardIn: 'an earlier run',
  run: 'this run',
  ...change,
});
const report = (change: Partial<MemoryReport> = {}): MemoryReport => ({
  type: 'memory',
  board,
  journalLast: id(5),
  boardLast: id(5),
  incompleteBelow: null,
  ...change,
});

const AS_IT_IS = { plausible: true, question: null, raiseTo: null };
const IMPOSSIBLE = { plausible: false, question: null, raiseTo: null };

describe('of the numbers that a kiosk tells', () => {
  const far = 5 + MOST_NUMBERS_AHEAD;

  it.each<[string, Partial<MemoryReport>, unknown]>([
    ['those of the ledger change nothing', {}, AS_IT_IS],
    ['lower ones change nothing', { journalLast: id(2), boardLast: null }, AS_IT_IS],
    ['none at all change nothing', { journalLast: null, boardLast: null }, AS_IT_IS],
    ['a higher one of the journal is taken', { journalLast: id(7) }, { ...AS_IT_IS, raiseTo: 7 }],
    ['a higher one of the board is taken', { boardLast: id(8) }, { ...AS_IT_IS, raiseTo: 8 }],
    ['the farthest that can be so is taken', { boardLast: id(far) }, { ...AS_IT_IS, raiseTo: far }],
    [
      'one farther is a question, and is not taken',
      { boardLast: id(far + 1) },
      {
        ...IMPOSSIBLE,
        question: {
          kind: 'IMPLAUSIBLE',
          subject: id(far + 1),
          detail: { last: 5, journalLast: id(5), boardLast: id(far + 1) },
        },
      },
    ],
    ['those of another designation are not taken', { boardLast: id(1, '000002') }, IMPOSSIBLE],
    ['a gap that the ledger has is none', { incompleteBelow: id(6) }, { ...AS_IT_IS, raiseTo: 6 }],
    [
      'a gap that the ledger does not have is a question',
      { incompleteBelow: id(8) },
      {
        plausible: true,
        question: { kind: 'INCOMPLETE', subject: id(8), detail: { from: 6, below: 8 } },
        raiseTo: 8,
      },
    ],
  ])('%s', (_, tells, judgement) => {
    expect(judgeNumbers(machine(), report(tells))).toEqual(judgement);
  });
});

describe('of the credits that the ledger has of a board', () => {
  it.each([
    ['those above its last are lost by it', id(5), { after: id(5), before: '000001.' }],
    ['all are lost by one that knows nothing', null, { after: '000001-', before: '000001.' }],
  ])('%s', (_, boardLast, range) => {
    expect(lostByBoard(machine(), report({ boardLast }))).toEqual(range);
  });

  it('one that it has lost is a question', () => {
    const question = { kind: 'BOARD_OLDER', subject: id(7), detail: { board, boardLast: id(5) } };
    expect(olderBoard(id(7), report())).toEqual(question);
  });
});

describe('a witness of what a ledger lacks that was set back', () => {
  it.each<[string, Partial<MachineMemory>, Partial<MemoryReport>, boolean]>([
    ['is the board that the ledger has', {}, {}, true],
    [
      'is any unit of a machine that was heard in this run',
      { heardIn: 'this run' },
      { board: otherBoard },
      true,
    ],
    ['is not another board by itself', {}, { board: otherBoard }, false],
    ['is not any board of a machine that had none', { board: null }, {}, false],
  ])('%s', (_, has, tells, is) => {
    expect(isKnownWitness(machine(has), report(tells))).toBe(is);
  });

  it.each<[string, Partial<MachineMemory>, string | null, string | null, boolean]>([
    ['is a journal that has the last that was sent', {}, id(5), id(5), true],
    ['is a journal that goes further', {}, id(6), id(5), true],
    ['is a journal with something, where nothing was sent', {}, id(1), null, true],
    ['is not a journal that lacks the last', {}, id(4), id(5), false],
    ['is not an empty journal', {}, null, id(5), false],
    ['is not an empty journal where the machine had a board', {}, null, null, false],
    ['is whoever comes first for a machine that never had a kiosk', { board: null }, null, null, true],
    ['is not an empty journal where something was sent', { board: null }, null, id(5), false],
  ])('%s', (_, has, journalLast, sent, is) => {
    expect(isNewWitness(machine(has), report({ journalLast }), sent)).toBe(is);
  });

  it('is asked for once in each run of the server', () => {
    const { subject } = nobodyKnows(machine(), report());
    expect(subject).toBe(`${id(6)} in this run`);
    expect(nobodyKnows(machine({ run: 'the next' }), report()).subject).not.toBe(subject);
  });
});

describe('of the board that a kiosk tells', () => {
  it.each([
    ['the same', board, 'same'],
    ['the first one', null, 'first'],
    ['another unit', { ...board, serial: 'VC-2' }, 'other'],
    ['the same unit with another memory', { ...board, memoryId: '00000002' }, 'other'],
  ] as const)('%s', (_, before, judgement) => {
    expect(judgeBoard(before, board)).toBe(judgement);
  });

  it.each([
    ['a new one after the link of the old one ended is a replacement', true, false, false],
    ['a new one while the old one was there is a second one', true, true, true],
    ['one that was there before takes turns', false, false, true],
    ['one that was there before, while the other was there, too', false, true, true],
  ])('%s', (_, isNew, whileBeforeStood, two) => {
    expect(areTwoBoards({ isNew, whileBeforeStood })).toBe(two);
  });
});

it.each([
  ['all, of a new machine', 0, null, null],
  ['what is above the last order', 5, null, id(5)],
  ['what is above the oldest that never left, and that one too', 5, id(3), id(2)],
  ['all, where the first one never left', 5, id(1), null],
] as const)('a kiosk tells again %s', (_, last, neverSent, after) => {
  expect(tellAfter(machine({ last }), neverSent)).toBe(after);
});
