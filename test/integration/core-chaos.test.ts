import { expect, it } from 'vitest';
import { runSchedule } from '../chaos/schedule.ts';

/** A sample; `npm run chaos` runs 5,000. A seed that fails here replays with `npm run chaos -- 1 SEED`. */
const FIRST_SEED = 20_261_121;
const SCHEDULES = 150;

// [exactly-once] [confirmed-only] [durable-first] [books-agree] [stacked-notes]
it('random schedules of faults lose no cent, double no cent and count every note once', async () => {
  const total = { orders: 0, credited: 0, notes: 0, faults: 0, olderJournals: 0, otherBoards: 0 };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) {
    const tally = await runSchedule(seed).catch((cause: unknown) => {
      throw new Error(`seed ${seed}`, { cause });
    });
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += tally[key];
  }
  expect(total.credited).toBeGreaterThan(SCHEDULES);
  expect(total.notes).toBeGreaterThan(SCHEDULES);
  expect(total.olderJournals).toBeGreaterThan(SCHEDULES / 2);
  expect(total.otherBoards).toBeGreaterThan(SCHEDULES / 2);
  expect(total.faults).toBeGreaterThan(5 * SCHEDULES);
});
