import { expect, it } from 'vitest';
import { SimulatedClock } from '../test/support/simulated-clock.ts';
import { watchForSuspend } from './suspend-watch.ts';

it('notices a suspend within a second of the wake-up, once', () => {
  const clock = new SimulatedClock();
  let resumed = 0;
  const stop = watchForSuspend(clock, () => (resumed += 1));
  clock.advance(10_000);
  expect(resumed).toBe(0);
  clock.suspend(3_600_000);
  clock.advance(1_000);
  expect(resumed).toBe(1);
  clock.advance(10_000);
  expect(resumed).toBe(1);
  stop();
  clock.suspend(3_600_000);
  clock.advance(10_000);
  expect(resumed).toBe(1);
});
