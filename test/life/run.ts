/** `npm run test:life`: a million steps in the life of codes. `npm run test:life -- STEPS SEED` for another run. */
import { liveRandomLives } from './live.ts';

const [steps = 1_000_000, seed = Date.now() % 1_000_000_000] = process.argv.slice(2).map(Number);
console.log(`seed ${seed}`);
const begun = performance.now();
const lived = liveRandomLives(steps, seed);
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
console.log(
  `${lived.steps} steps in ${lived.lives} lives, ${seconds} s: no promise about a code was broken at any instant`,
);
