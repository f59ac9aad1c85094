import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMFORTABLE_MODULE, fitCode, MODULE_FLOOR, pixelsPerMm, QUIET_ZONE, type Candidate } from './fit.ts';
import { encode } from './symbol.ts';

const URL_400 = `https://pay.example/client?token=${'Ab+/'.repeat(92)}`.slice(0, 400);
const { candidates: CANDIDATES } = encode(URL_400);

const candidates = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 4, maxLength: 4 })
  .map((versions): Candidate[] =>
    versions
      .toSorted((a, b) => a - b)
      .map((version, index) => ({
        errorCorrection: (['L', 'M', 'Q', 'H'] as const)[index] ?? 'H',
        version,
        modules: 17 + 4 * version,
      })),
  );
const space = fc.record({
  sidePx: fc.integer({ min: 1, max: 4000 }),
  pxPerMm: fc.double({ min: 0.5, max: 20, noNaN: true }),
});

describe('the code that fits a glass', () => {
  it('is at the highest level whose modules read from two metres', () => {
    const fit = fitCode(CANDIDATES, { sidePx: 860, pxPerMm: 1.3 });
    expect(fit).toMatchObject({ candidate: { errorCorrection: 'Q', modules: 93 }, modulePx: 8, sidePx: 808 });
  });

  it('has the biggest modules to be had where none reads from two metres, at the highest level that has them', () => {
    const fit = fitCode(CANDIDATES, { sidePx: 350, pxPerMm: 3.76 });
    expect(fit).toMatchObject({ candidate: { errorCorrection: 'M' }, modulePx: 4 });
  });

  it('of sixty characters has modules twice as wide as the one of 400, on the same glass', () => {
    const { candidates: short } = encode(URL_400.slice(0, 60));
    const space = { sidePx: 861, pxPerMm: 4 };
    expect(fitCode(short, space)).toMatchObject({
      candidate: { errorCorrection: 'M', modules: 33 },
      modulePx: 21,
    });
    expect(fitCode(CANDIDATES, space)).toMatchObject({ candidate: { errorCorrection: 'L' }, modulePx: 11 });
  });

  it('is refused, not drawn small, where the modules would be below the floor', () => {
    expect(fitCode(CANDIDATES, { sidePx: 230, pxPerMm: 3.6 })).toBeNull();
    expect(fitCode(CANDIDATES, { sidePx: 400, pxPerMm: 9 })).toBeNull();
    expect(fitCode([], { sidePx: 2000, pxPerMm: 4 })).toBeNull();
  });

  it('never leaves its square, never goes below the floor, never gives up a comfortable level for a lower one', () => {
    fc.assert(
      fc.property(candidates, space, (candidates, space) => {
        const fit = fitCode(candidates, space);
        const size = (candidate: Candidate) =>
          Math.floor(space.sidePx / (candidate.modules + 2 * QUIET_ZONE));
        const reads = (modulePx: number, floor: { mm: number; devicePx: number }) =>
          modulePx >= floor.devicePx && modulePx / space.pxPerMm >= floor.mm;
        if (!fit) {
          expect(candidates.some((candidate) => reads(size(candidate), MODULE_FLOOR))).toBe(false);
          return;
        }
        expect(fit.sidePx).toBeLessThanOrEqual(space.sidePx);
        expect(fit.sidePx).toBe(fit.modulePx * (fit.candidate.modules + 2 * QUIET_ZONE));
        expect(reads(fit.modulePx, MODULE_FLOOR)).toBe(true);
        const comfortable = candidates.filter((candidate) => reads(size(candidate), COMFORTABLE_MODULE));
        if (comfortable.length > 0) expect(fit.candidate).toBe(comfortable.at(-1));
        else expect(fit.modulePx).toBe(Math.max(...candidates.map(size)));
      }),
    );
  });

  it('takes a display of unknown size for a small one', () => {
    expect(pixelsPerMm({ widthPx: 1280, heightPx: 390 }, null)).toBeCloseTo(3.76, 2);
    expect(pixelsPerMm({ widthPx: 1920, heightPx: 1080 }, { widthMm: 527, heightMm: 296 })).toBeCloseTo(
      3.64,
      2,
    );
    expect(pixelsPerMm({ widthPx: 1080, heightPx: 1920 }, { widthMm: 0, heightMm: 0 })).toBeCloseTo(5.65, 2);
  });
});
