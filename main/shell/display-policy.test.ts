import { describe, expect, it } from 'vitest';
import { type DisplayInfo, placeGlass } from './display-policy.ts';

const at = (id: number, x: number): DisplayInfo => ({ id, bounds: { x, y: 0, width: 1280, height: 390 } });
const game = at(7, 0);
const topper = at(9, 1280);
const sign = at(8, 2560);

describe('the glass belongs', () => {
  it('on the topper, not on the game', () => {
    expect(placeGlass('secondary', [game, topper], game.id, true)).toEqual({
      kind: 'fullScreen',
      display: topper,
    });
  });

  it('on the topper whatever the order in which the displays are listed', () => {
    const expected = { kind: 'fullScreen', display: topper };
    expect(placeGlass('secondary', [sign, topper, game], game.id, true)).toEqual(expected);
    expect(placeGlass('secondary', [topper, game, sign], game.id, true)).toEqual(expected);
  });

  it('nowhere while the topper is unplugged: it must not cover the game', () => {
    expect(placeGlass('secondary', [game], game.id, true)).toEqual({ kind: 'hidden' });
  });

  it('on the only display of a machine that never had another', () => {
    expect(placeGlass('secondary', [game], game.id, false)).toEqual({ kind: 'fullScreen', display: game });
  });

  it('on the game display when told so', () => {
    expect(placeGlass('primary', [game, topper], game.id, true)).toEqual({
      kind: 'fullScreen',
      display: game,
    });
  });

  it('in a window when told so', () => {
    expect(placeGlass('windowed', [game, topper], game.id, true)).toEqual({ kind: 'windowed' });
  });

  it('nowhere when there is no display at all', () => {
    expect(placeGlass('secondary', [], 0, false)).toEqual({ kind: 'hidden' });
  });
});
