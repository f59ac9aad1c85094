import { expect, it } from 'vitest';
import { liveRandomLives } from '../../test/life/live.ts';

it('the life of a code keeps G1, G2, G4 and G5 at every instant, whatever the clock, bridge and link do', () => {
  const { steps } = liveRandomLives(10_000, 20_261_121);
  expect(steps).toBeGreaterThan(10_000);
});
