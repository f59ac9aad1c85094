import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepsLeft, TIME_STEPS, untilNextStep } from './time-left-steps.ts';
import { columnMarks, frameMarks } from './time-marks.ts';

describe('the time left', () => {
  it('is all lit at the start and dark at the end', () => {
    expect(stepsLeft(120_000, 120_000)).toBe(TIME_STEPS);
    expect(stepsLeft(60_000, 120_000)).toBe(TIME_STEPS / 2);
    expect(stepsLeft(1, 120_000)).toBe(1);
    expect(stepsLeft(0, 120_000)).toBe(0);
    expect(stepsLeft(-5, 120_000)).toBe(0);
    expect(stepsLeft(10, 0)).toBe(0);
  });

  it('sleeps until just the next mark goes out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600_000 }),
        fc.integer({ min: 1, max: 600_000 }),
        (remaining, lifetime) => {
          fc.pre(remaining <= lifetime);
          const wait = untilNextStep(remaining, lifetime);
          if (wait === null) throw new Error('a life that is left has a next step');
          expect(stepsLeft(remaining - wait - 1, lifetime)).toBeLessThan(stepsLeft(remaining, lifetime));
          expect(stepsLeft(remaining - wait + 0.001, lifetime)).toBe(stepsLeft(remaining, lifetime));
        },
      ),
    );
    expect(untilNextStep(0, 1000)).toBeNull();
  });

  it('has a mark for every step, in the frame and in the column, none out of the picture', () => {
    for (const marks of [frameMarks(), columnMarks()]) {
      expect(marks).toHaveLength(TIME_STEPS);
      for (const { x, y, width, height } of marks) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(100);
      }
    }
  });
});
