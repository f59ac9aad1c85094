import { describe, expect, it } from 'vitest';
import { boardPath } from './open-hid.ts';

const wanted = { usagePage: 0xff42, usage: 1 };
const listed = { vendorId: 0x1209, productId: 1, release: 0, interface: -1 };
const board = { ...listed, path: '/dev/hidraw0', ...wanted };

describe('among the devices with the board’s ids', () => {
  it('the board is the one with its usage page', () => {
    const lamp = { ...listed, path: '/dev/hidraw1', usagePage: 0xff00, usage: 1 };
    expect(boardPath([lamp, board], wanted)).toBe('/dev/hidraw0');
  });

  it('one board that is listed twice is one board', () => {
    expect(boardPath([board, { ...board }], wanted)).toBe('/dev/hidraw0');
  });

  it.each([
    ['ABSENT', []],
    ['WRONG_BOARD', [{ ...board, usagePage: 0xff00 }]],
    ['TWO_BOARDS', [board, { ...board, path: '/dev/hidraw1' }]],
  ])('there may be none to open: %s', (code, devices) => {
    expect(() => boardPath(devices, wanted)).toThrow(expect.objectContaining({ code }));
  });
});
