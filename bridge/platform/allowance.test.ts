import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.ts';

describe('an allowance', () => {
  it('gives a burst at once, and then one an interval', () => {
    const allowance = new Allowance({ perSecond: 10, burst: 3 });
    expect([0, 0, 0, 0, 100, 100].map((now) => allowance.take(now))).toEqual([0, 0, 0, 100, 0, 100]);
  });

  it('is full again when it was left alone', () => {
    const allowance = new Allowance({ perSecond: 10, burst: 3 });
    for (let use = 0; use < 3; use++) allowance.take(0);
    expect(allowance.isFull(299)).toBe(false);
    expect(allowance.isFull(300)).toBe(true);
  });

  it('remembers a debt of what was used without asking', () => {
    const allowance = new Allowance({ perSecond: 10, burst: 3 });
    const waits = [0, 0, 0, 0, 0].map((now) => allowance.spend(now));
    expect(waits).toEqual([0, 0, 100, 200, 300]);
    expect(allowance.waitMs(300)).toBe(0);
  });
});
