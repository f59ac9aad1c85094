import { uptime } from 'node:os';
import type { MachineClock } from './clock.ts';

/** The longest delay that `setTimeout` takes; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 0x7fffffff;

export function systemClock(): MachineClock {
  return {
    now: () => performance.now(),
    wallNow: () => Date.now(),
    uptime: () => uptime() * 1000,
    after(ms, callback) {
      const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMEOUT_MS));
      return () => clearTimeout(timer);
    },
  };
}
