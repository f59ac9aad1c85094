/** A code on the glass, waiting to be scanned, costs next to nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { screenOf } from '../glass/checks.ts';
import { GlassWindow } from '../glass/glass-window.ts';

/** Part of one core, for the whole application. */
const AT_REST = 0.01;
/** Marks of the time left that go out meanwhile: at rest the glass moves only with them. */
const MARKS = 8;

let glass: GlassWindow;

beforeAll(async () => {
  glass = await GlassWindow.open(1);
  await glass.page.emulateMedia({ reducedMotion: 'no-preference' });
  await glass.resize({ width: 1920, height: 1080, devicePixelRatio: 1 });
});

afterAll(async () => {
  await glass.close();
});

async function marksLit(): Promise<number> {
  return glass.page.locator('.time-left .lit').count();
}

/** When the next mark has gone out. */
async function nextMark(after: number): Promise<void> {
  await expect.poll(marksLit, { timeout: 10_000, interval: 1_000 }).toBeLessThan(after);
}

it('the glass at rest takes at most 1 % of one core', async () => {
  await glass.show(screenOf('code'), 'en');
  // What starting and painting cost is over when the first mark goes out.
  await nextMark(await marksLit());
  const lit = await marksLit();
  const [cpu, time] = [await glass.cpuSeconds(), performance.now()];
  await expect.poll(marksLit, { timeout: 60_000, interval: 5_000 }).toBeLessThanOrEqual(lit - MARKS);
  const used = (await glass.cpuSeconds()) - cpu;
  expect(used / ((performance.now() - time) / 1000)).toBeLessThan(AT_REST);
});
