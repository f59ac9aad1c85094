import { describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';

const SIZES = [
  [1920, 1080, 'landscape'],
  [1280, 800, 'landscape'],
  [3840, 2160, 'landscape'],
  [1080, 1920, 'portrait'],
  [1280, 390, 'wide'],
  [1920, 540, 'wide'],
] as const;

describe('the layout of the glass', () => {
  it.each(SIZES)('is the same picture on %i x %i at every pixel ratio: %s', (width, height, arrangement) => {
    const plain = layoutOf({ width, height, devicePixelRatio: 1 });
    expect(plain.arrangement).toBe(arrangement);
    expect(plain.code.side).toBeLessThanOrEqual(Math.min(width, height));
    for (const devicePixelRatio of [1.5, 2]) {
      const layout = layoutOf({
        width: width / devicePixelRatio,
        height: height / devicePixelRatio,
        devicePixelRatio,
      });
      expect(layout.arrangement).toBe(arrangement);
      expect([layout.code, layout.picture]).toEqual([plain.code, plain.picture]);
      expect(layout.unit * devicePixelRatio).toBeCloseTo(plain.unit, 6);
    }
  });

  it('gives a strip its whole height for the code', () => {
    expect(layoutOf({ width: 1280, height: 390, devicePixelRatio: 1 }).code.side).toBe(390);
    expect(layoutOf({ width: 1920, height: 540, devicePixelRatio: 1 }).code.side).toBe(540);
  });
});
