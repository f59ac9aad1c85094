import { describe, expect, it } from 'vitest';
import { fullCeiling, take } from './rate-ceiling.ts';

describe('the rate ceiling', () => {
  it('lets through its rate in the long run, and a tenth of a second at once', () => {
    let ceiling = fullCeiling(100, 0);
    let taken = 0;
    let atOnce = 0;
    for (let now = 0; now < 10_000;) {
      const next = take(ceiling, 100, now);
      if (next.taken) {
        ceiling = next.ceiling;
        taken++;
        if (now === 0) atOnce++;
      } else now += Math.max(1, next.waitMs);
    }
    expect(atOnce).toBe(10);
    expect(taken).toBeGreaterThan(950);
    expect(taken).toBeLessThanOrEqual(1_010);
  });

  it('tells how long until there is room', () => {
    const ceiling = { tokens: 0.5, at: 0 };
    expect(take(ceiling, 2, 0)).toEqual({ taken: false, waitMs: 250 });
  });
});
