import { describe, expect, it } from 'vitest';
import { between, contrast } from './contrast.ts';

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#000000', 21],
    ['#123456', '#123456', 1],
    // As WebAIM's checker says; #767676 is the lightest grey that passes AA on white.
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.47],
    ['#ff0000', '#ffffff', 3.99],
  ])('of %s on %s is %d', (one, other, ratio) => {
    expect(Math.floor(contrast(one, other) * 100) / 100).toBe(ratio);
  });
});

it('between two colours lies a part of the way from one to the other', () => {
  expect(between('#000000', '#ffffff', 0)).toBe('#000000');
  expect(between('#000000', '#ff8000', 0.5)).toBe('#804000');
  expect(between('#102030', '#ffffff', 1)).toBe('#ffffff');
});
