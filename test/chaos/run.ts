/** `npm run chaos`: 5,000 random schedules of faults. `npm run chaos -- COUNT SEED`; COUNT 1 replays the one of SEED. */
import { runSchedule } from './schedule.ts';

const [count = 5_000, firstSeed = Date.now() % 1_000_000_000, ...more] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(firstSeed) || more.length > 0) {
  console.error('usage: npm run chaos -- [COUNT [SEED]], two whole numbers, COUNT at least 1');
  process.exit(2);
}
const total = { orders: 0, credited: 0, refused: 0, notes: 0, faults: 0, olderJournals: 0, otherBoards: 0 };
const begun = performance.now();
console.log(`seeds ${firstSeed} to ${firstSeed + count - 1}`);
for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
  try {
    const tally = await runSchedule(seed);
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += tally[key];
  } catch (error) {
    console.error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    console.error(`replay with: npm run chaos -- 1 ${seed}`);
    process.exitCode = 1;
  }
}
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
console.log(
  `${count} schedules, ${total.faults} faults (${total.olderJournals} older journals, ` +
    `${total.otherBoards} other boards), ${total.orders} orders (${total.credited} credited, ` +
    `${total.refused} refused), ${total.notes} notes, ${seconds} s`,
);
if (process.exitCode !== 1) console.log('lost 0, doubled 0');
