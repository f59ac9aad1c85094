/**
 * Random schedules of orders, notes and faults on driver and firmware [exactly-once] [confirmed-only] [stacked-notes]:
 * lost 0, doubled 0.
 */
import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { runSchedule } from '../cabinet-board/schedule/run-schedule.ts';
import { anySchedule } from '../cabinet-board/schedule/schedule.ts';

const SCHEDULES = 5_000;
/** Set it to the seed of an earlier run to replay that. */
const seed = Number(process.env['TOPPER_SEED'] ?? randomInt(2 ** 31));

it(
  `credits and counts every cent once in ${SCHEDULES} random schedules of faults`,
  { timeout: 300_000 },
  async () => {
    const total = { orders: 0, credited: 0, transfers: 0, notes: 0 };
    await fc.assert(
      fc.asyncProperty(anySchedule, async (schedule) => {
        const books = await runSchedule(schedule);
        expect(books.paperTransfers).toBe(books.meterTransfers);
        expect(books.disputed).toEqual([]);
        expect(books.paperNotes).toBe(books.meterNotes);
        expect(books.cashBox).toBe(books.meterNotes);
        expect(books.meterCredits).toBe(books.meterTransfers + books.meterNotes);
        total.orders += books.orders;
        total.credited += books.credited;
        total.transfers += books.meterTransfers;
        total.notes += books.meterNotes;
      }),
      { numRuns: SCHEDULES, seed },
    );
    console.log(`TOPPER_SEED=${seed}: ${SCHEDULES} schedules`, total);
    expect(total.credited).toBeGreaterThan(0);
    expect(total.notes).toBeGreaterThan(0);
  },
);
