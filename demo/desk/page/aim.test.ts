import { expect, test } from 'vitest';
import type { DecodedCode } from '../contract.ts';
import { aim } from './aim.ts';

const GLASS = { width: 1280, height: 720 };

function codeAt(left: number, top: number, side: number): DecodedCode {
  const [right, bottom] = [left + side, top + side];
  const corners = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
  return { text: 'https://trustly.example/', corners };
}

test('the camera looks at the code and a little around it', () => {
  expect(aim(GLASS, codeAt(500, 260, 200))).toEqual({ x: 430, y: 190, width: 340, height: 340 });
});

test('at the edge of the glass the code is off the middle, not cut', () => {
  expect(aim(GLASS, codeAt(1060, 500, 200))).toEqual({ x: 940, y: 380, width: 340, height: 340 });
});

test('a code that fills the glass is seen with all of its height', () => {
  expect(aim(GLASS, codeAt(600, 30, 660))).toEqual({ x: 560, y: 0, width: 720, height: 720 });
});

test('without a code the whole glass is in view', () => {
  expect(aim(GLASS, null)).toEqual({ x: 0, y: -280, width: 1280, height: 1280 });
});
