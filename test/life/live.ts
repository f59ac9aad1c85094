import * as fc from 'fast-check';
import { World } from './world.ts';
import { worldCommand } from './commands.ts';

const policy = { rotateBeforeExpiryMs: 10_000, answerWithinMs: 9_500 };

/**
 * Lives random lives of codes until the machine made that many steps. Throws with the shortest life found that breaks a
 * promise, and its seed, which replays it.
 * @returns the number of lives and steps.
 */
export function liveRandomLives(wantedSteps: number, seed: number): { lives: number; steps: number } {
  const lived = { lives: 0, steps: 0 };
  const life = fc.property(
    fc.array(worldCommand, { minLength: 50, maxLength: 300 }),
    fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
    (commands, randoms) => {
      const world = new World(policy, () => Number(randoms.next().value));
      world.do({ do: 'link' });
      for (const command of commands) world.do(command);
      world.heal();
      lived.lives += 1;
      lived.steps += world.steps;
    },
  );
  for (let round = 0; lived.steps < wantedSteps; round += 1) {
    fc.assert(life, { seed: seed + round, numRuns: 100 });
  }
  return lived;
}
