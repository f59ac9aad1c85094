/** Time as this machine has it, replaceable, so that a schedule of faults replays. */
import { uptime } from 'node:os';
import { LONGEST_TIMER_MS } from '../protocol/longest-timer.ts';

/** Monotonic milliseconds, for deadlines; unaffected by anybody setting the clock. */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. */
  now(): number;
  /** Calls back once, `ms` from now or later. Returns the way to call it off. */
  after(ms: number, callback: () => void): () => void;
}

export interface MachineClock extends Clock {
  /** Milliseconds since 1970 by the machine's clock, which may be wrong: for records, never for deadlines. */
  wallNow(): number;
  /** Milliseconds since the machine booted, the time it was suspended included, which {@link now} may leave out. */
  uptime(): number;
}

export const systemClock: MachineClock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  uptime: () => uptime() * 1000,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves after that many milliseconds, or at once when aborted, whichever is first. */
export async function waitFor(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      callOff();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const callOff = clock.after(ms, finish);
    signal.addEventListener('abort', finish);
  });
}
