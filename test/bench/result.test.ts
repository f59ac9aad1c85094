import { describe, expect, it } from 'vitest';
import { resultOf } from './result.ts';
import type { Row, Unit, Wanted } from './row.ts';

const row = (unit: Unit, wanted: Wanted): Row => ({
  name: 'a-row',
  family: 'a-family',
  title: 'A row',
  product: 'The product.',
  floor: 'The floor.',
  unit,
  wanted,
  decision: '0031-measurements.md',
  measure: async () => ({ product: [], floor: [] }),
});
const many = (value: number) => Array.from({ length: 100 }, () => value);

describe('whether a row is where it must be', () => {
  it('a time is met at its ratio or below, a rate at its ratio or above', () => {
    const wanted = { kind: 'ratio', p50: 1.5 } as const;
    const at = (unit: Unit, product: number) =>
      resultOf(row(unit, wanted), { product: [product], floor: [10] }).met;
    expect([at('ms', 15), at('ms', 16)]).toEqual([true, false]);
    expect([at('per second', 15), at('per second', 14)]).toEqual([true, false]);
  });

  it('wants both the median and the slowest one in a hundred where both are asked for', () => {
    const wanted = { kind: 'ratio', p50: 1.5, p99: 1.5 } as const;
    const slowOnes = [...many(10).slice(2), 90, 90];
    expect(resultOf(row('ms', wanted), { product: slowOnes, floor: many(10) })).toMatchObject({
      ratio: { p50: 1, p99: 9 },
      met: false,
    });
    expect(resultOf(row('ms', wanted), { product: many(12), floor: many(10) }).met).toBe(true);
  });

  it('says nothing of the slowest one in a hundred with fewer than a hundred samples', () => {
    const wanted = { kind: 'ratio', p50: 1.5, p99: 1.5 } as const;
    const few = resultOf(row('ms', wanted), { product: [10], floor: [10] });
    expect(few.ratio).toEqual({ p50: 1, p99: null });
    expect(few.met).toBe(false);
  });

  it('holds a value without a floor against a value', () => {
    const wanted = { kind: 'value', most: 2_000 } as const;
    const at = (slowest: number) => resultOf(row('ms', wanted), { product: [5, 5, slowest], floor: [] });
    expect(at(2_000)).toMatchObject({ floor: null, ratio: null, met: true });
    expect(at(2_001).met).toBe(false);
  });

  it('is no verdict when a ratio is wanted and the floor was not measured', () => {
    expect(() => resultOf(row('ms', { kind: 'ratio', p50: 1 }), { product: [1], floor: [] })).toThrow(
      'has no floor',
    );
  });
});
