import { describe, expect, it } from 'vitest';
import { USAGE, USAGE_PAGE } from '../drivers/cabinet-board/codes.ts';
import { boardPath } from './open-hid.ts';

const listed = { vendorId: 0x1209, productId: 1, release: 0, interface: -1 };
const board = { ...listed, path: '/dev/hidraw0', usagePage: USAGE_PAGE, usage: USAGE };

describe('among the devices with the board’s ids', () => {
  it('the board is the one with its usage page', () => {
    const lamp = { ...listed, path: '/dev/hidraw1', usagePage: 0xff00, usage: 1 };
    expect(boardPath([lamp, board])).toBe('/dev/hidraw0');
  });

  it('one board that is listed twice is one board', () => {
    expect(boardPath([board, { ...board }])).toBe('/dev/hidraw0');
  });

  it.each([
    ['ABSENT', []],
    ['WRONG_BOARD', [{ ...board, usagePage: 0xff00 }]],
    ['TWO_BOARDS', [board, { ...board, path: '/dev/hidraw1' }]],
  ])('there may be none to open: %s', (code, devices) => {
    expect(() => boardPath(devices)).toThrow(expect.objectContaining({ code }));
  });
});
