import { toWholeSecond, type MachineClock } from '../hardware/clock.ts';

/** A larger difference than late timers and the coarse uptime can explain. */
const SUSPENDED_MS = 2_000;

const LOOK_EVERY_MS = 1_000;

/**
 * Notices that the machine slept: Linux stops the monotonic clock meanwhile, but not the uptime. Desktop notices of a
 * suspend need a session bus, which a cabinet may not have; this needs nothing.
 * @returns a function that stops it.
 */
export function watchForSuspend(clock: MachineClock, onResume: () => void): () => void {
  let ahead = clock.uptime() - clock.now();
  let cancel = clock.after(toWholeSecond(clock, LOOK_EVERY_MS), look);
  function look(): void {
    const aheadNow = clock.uptime() - clock.now();
    const slept = aheadNow - ahead >= SUSPENDED_MS;
    ahead = aheadNow;
    cancel = clock.after(toWholeSecond(clock, LOOK_EVERY_MS), look);
    if (slept) onResume();
  }
  return () => cancel();
}
