/** `npm run chaos:on-file`: 50 random schedules. `npm run chaos:on-file -- COUNT SEED`; COUNT 1 replays the one of SEED. */
import { Floor } from './floor.ts';
import { drawnVictims, runSchedule } from './schedule.ts';

const [count = 50, firstSeed = Date.now() % 1_000_000, ...more] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(firstSeed) || more.length > 0) {
  console.error('usage: npm run chaos:on-file -- [COUNT [SEED]], two whole numbers, COUNT at least 1');
  process.exit(2);
}
const total = { payments: 0, kills: 0, events: 0, addedMinor: 0, goneBackMinor: 0, takenTwice: 0, holds: 0 };
console.log(`seeds ${firstSeed} to ${firstSeed + count - 1}`);
const begun = performance.now();
const floor = await Floor.open(3);
try {
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const { endings, ...tally } = await runSchedule(floor, seed, drawnVictims(seed)).catch(
      (cause: unknown) => {
        throw new Error(`seed ${seed}; replay with: npm run chaos:on-file -- 1 ${seed}`, { cause });
      },
    );
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += tally[key];
    console.log(seed, JSON.stringify({ ...tally, ...endings }));
  }
  console.log(
    `${count} schedules, ${JSON.stringify(total)}, ${((performance.now() - begun) / 1_000).toFixed(0)} s`,
  );
  console.log('lost 0, doubled 0, held for nothing 0');
} finally {
  await floor.close();
}
