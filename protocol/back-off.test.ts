import { describe, expect, it } from 'vitest';
import { backOffMs, spreadBackOffMs } from './back-off.ts';

const BACK_OFF = { firstMs: 250, longestMs: 1_500 };

describe('a back-off', () => {
  it('doubles with every failure, up to the longest wait', () => {
    expect([1, 2, 3, 4, 5].map((failures) => backOffMs(BACK_OFF, failures))).toEqual([
      250, 500, 1_000, 1_500, 1_500,
    ]);
  });

  it('stays at the longest wait however often it failed', () => {
    expect([31, 1_000, 1_100, 1e9].map((failures) => backOffMs(BACK_OFF, failures))).toEqual([
      1_500, 1_500, 1_500, 1_500,
    ]);
  });

  it('is spread over its upper half, and never longer than it is', () => {
    expect([0, 0.5, 1].map((random) => spreadBackOffMs(BACK_OFF, 3, random))).toEqual([1_000, 750, 500]);
  });
});
