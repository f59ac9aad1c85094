import { describe, expect, it } from 'vitest';
import { bars, lines, logarithmic } from './plot.ts';

describe('a logarithmic axis', () => {
  it('gives each factor the same length', () => {
    const scale = logarithmic([1, 1_000], 0, 300);
    expect([1, 10, 100, 1_000].map((value) => Math.round(scale(value)))).toEqual([0, 100, 200, 300]);
  });

  it('puts a single value in the middle', () => {
    expect(logarithmic([5, 5], 0, 300)(5)).toBe(150);
  });
});

describe('a plot', () => {
  it('ends a bar at its value and marks what is wanted, red where it is not met', () => {
    const drawn = bars('Ratios', [
      { label: 'slow', value: 10, wanted: 1, met: false },
      { label: 'fast', value: 1, wanted: 10, met: true },
    ]);
    const rectangles = [...drawn.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)".*?fill="(#\w+)"/g)];
    expect(rectangles.map(([, x, width, fill]) => [x, width, fill])).toEqual([
      ['330', '300', '#cf222e'],
      ['330', '1', '#1f6feb'],
    ]);
    expect([...drawn.matchAll(/<path d="M([\d.]+) \d+v21"/g)].map(([, x]) => x)).toEqual(['330', '630']);
  });

  it('draws a line through all sizes, with the quartiles of each', () => {
    const point = (x: number, y: number) => ({ x, y, low: y / 2, high: y * 2 });
    const drawn = lines('Growth', { x: 'rows', y: 'ms' }, [
      { name: 'product', points: [point(1_000, 2), point(1_000_000, 20)] },
    ]);
    expect(drawn.match(/<circle/g)).toHaveLength(2);
    expect(drawn).toContain('>1,000,000</text>');
    expect(drawn).toMatch(/M70 [\d.]+L620 [\d.]+/);
  });

  it('draws what differs little close together', () => {
    const level = (name: 'product' | 'floor', y: number) => ({
      name,
      points: [{ x: 1, y, low: y, high: y }],
    });
    const drawn = lines('Flat', { x: 'rows', y: 'ms' }, [level('product', 10), level('floor', 11)]);
    const [product = 0, floor = 0] = [...drawn.matchAll(/<circle .*?cy="([\d.]+)"/g)].map(([, y]) =>
      Number(y),
    );
    expect(product - floor).toBeGreaterThan(5);
    expect(product - floor).toBeLessThan(15);
  });

  it('takes any text as text', () => {
    expect(bars('<a> & "b"', [{ label: '<b>', value: 1, wanted: 1, met: true }])).toContain(
      '&lt;a&gt; &amp; "b"',
    );
  });
});
