import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from './statistics.ts';

describe('a summary of samples', () => {
  it('takes the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect(summarize(hundred)).toEqual({ samples: 100, p50: 50, p99: 99, q1: 25, q3: 75 });
    expect(summarize([7])).toEqual({ samples: 1, p50: 7, p99: 7, q1: 7, q3: 7 });
  });

  it('is in order, and every figure is a sample', () => {
    const samples = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.property(samples, (taken) => {
        const { q1, p50, q3, p99 } = summarize(taken);
        const figures = [q1, p50, q3, p99];
        expect(figures).toEqual(figures.toSorted((a, b) => a - b));
        for (const figure of figures) expect(taken).toContain(figure);
      }),
    );
  });

  it('refuses to say anything of nothing', () => {
    expect(() => summarize([])).toThrow('nothing to summarize');
  });
});
