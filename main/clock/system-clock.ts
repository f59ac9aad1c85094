import { uptime } from 'node:os';
import { LONGEST_TIMER_MS } from '../../protocol/longest-timer.ts';
import type { MachineClock } from './clock.ts';

export function systemClock(): MachineClock {
  return {
    now: () => performance.now(),
    wallNow: () => Date.now(),
    uptime: () => uptime() * 1000,
    after(ms, callback) {
      const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER_MS));
      return () => clearTimeout(timer);
    },
  };
}
