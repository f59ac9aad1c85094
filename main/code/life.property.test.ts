import { expect, it } from 'vitest';
import { liveRandomLives } from '../../test/life/live.ts';

// [live-codes-only] [verbatim-code] [rotated-in-time] [used-is-gone]
it('the life of a code keeps its promises at every instant, whatever the clock, bridge and link do', () => {
  const { steps } = liveRandomLives(10_000, 20_261_121);
  expect(steps).toBeGreaterThan(10_000);
});
