/** `npm run fuzz:codec [-- FRAMES [SEED]]`: ten million random and mutated reports through the codec. */
import { randomInt } from 'node:crypto';
import { fuzzCodec } from './fuzz-codec.ts';

const [frames = '10000000', seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
const wanted = { frames: Number(frames), seed: Number(seed) };
if (!Number.isSafeInteger(wanted.frames) || wanted.frames < 1 || !Number.isSafeInteger(wanted.seed)) {
  console.error('usage: npm run fuzz:codec -- FRAMES SEED, both whole numbers');
  process.exit(2);
}
const figures = fuzzCodec(wanted.frames, wanted.seed);
console.log(JSON.stringify({ seed: wanted.seed, ...figures }, null, 2));
process.exitCode = figures.wronglyAccepted === 0 && figures.crashed === 0 ? 0 : 1;
