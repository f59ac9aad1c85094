import { describe, expect, it } from 'vitest';
import type { MemoryReport } from '../money/judge-memory.ts';
import { extendedBy, isBeyond, type OrderReport } from './memory-report.ts';

const DESIGNATION = '000042';
const BOARD = { serial: 'CAB-1', memoryId: '00000000000000000000000000000001' };
const OTHER_BOARD = { ...BOARD, serial: 'CAB-2' };

const id = (number: number, designation = DESIGNATION) =>
  `${designation}-${String(number).padStart(10, '0')}`;

const REPORT: MemoryReport = {
  type: 'memory',
  board: BOARD,
  journalLast: id(7),
  boardLast: id(5),
  incompleteBelow: null,
};

const result = (transferId: string, board = BOARD): OrderReport => ({
  type: 'transfer.result',
  transferId,
  fundingId: null,
  requested: null,
  board,
  result: { outcome: 'refused', reason: 'EXPIRED' },
});

const open = (transferId: string): OrderReport => ({
  type: 'transfer.open',
  transferId,
  why: 'ASKING',
  fundingId: null,
  requested: null,
  board: BOARD,
  present: BOARD,
  other: null,
});

describe('what the kiosk tells of an order', () => {
  it.each([
    ['a result of the board reported', result(id(8)), id(8), id(8)],
    ['a result of another board', result(id(8), OTHER_BOARD), id(8), id(5)],
    ['an open order', open(id(8)), id(8), id(5)],
    ['a result that only the journal had', result(id(6)), id(7), id(6)],
    ['a result that both had', result(id(4)), id(7), id(5)],
    ['a result of an earlier designation', result(id(8, '000041')), id(7), id(5)],
  ])('extends its report: %s', (_what, said, journalLast, boardLast) => {
    expect(extendedBy(REPORT, said, DESIGNATION)).toEqual({ ...REPORT, journalLast, boardLast });
  });

  it('extends a report of empty memories', () => {
    const empty = { ...REPORT, journalLast: null, boardLast: null };
    expect(extendedBy(empty, result(id(1)), DESIGNATION)).toMatchObject({
      journalLast: id(1),
      boardLast: id(1),
    });
  });

  it.each([
    ['above both', id(8), true],
    ['that the journal has reached', id(7), false],
    ['that only the board has not', id(6), false],
    ['of another designation', id(8, '000043'), false],
  ])('with an id %s is beyond it: %s', (_what, transferId, beyond) => {
    expect(isBeyond(REPORT, open(transferId), DESIGNATION)).toBe(beyond);
  });
});
