import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimulatedClock } from '../test/support/simulated-clock.ts';
import { toWholeSecond } from './clock.ts';

it('all that looks about once a second does so at the same time, and none waits much longer than it would', () => {
  fc.assert(
    fc.property(fc.integer({ max: 100_000, min: 0 }), fc.integer({ min: 1_000, max: 60_000 }), (now, ms) => {
      const clock = new SimulatedClock();
      clock.advance(now);
      const wait = toWholeSecond(clock, ms);
      expect((clock.now() + wait) % 1_000).toBe(0);
      expect(wait - ms).toBeGreaterThanOrEqual(-700);
      expect(wait - ms).toBeLessThan(300);
    }),
  );
});

it('leaves waits below a second as they are', () => {
  expect(toWholeSecond(new SimulatedClock(), 250)).toBe(250);
});
