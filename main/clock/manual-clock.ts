import type { MachineClock } from './clock.ts';

export interface ManualClock extends MachineClock {
  /** Lets time pass; what is due is called in order, each at its own time. */
  advance(ms: number): void;
  /** The machine sleeps: no monotonic time passes, and nothing is called. */
  suspend(ms: number): void;
}

/** A clock that stands still until a test moves it. */
export function manualClock(): ManualClock {
  let [now, slept] = [0, 0];
  const timers = new Set<{ at: number; callback: () => void }>();
  const nextDue = (until: number) =>
    [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    wallNow: () => now,
    uptime: () => now + slept,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    suspend(ms) {
      slept += ms;
    },
    advance(ms) {
      const until = now + ms;
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.callback();
      }
      now = until;
    },
  };
}
