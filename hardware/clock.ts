/** The clocks of this machine. A test replaces them, so that a schedule of faults can be replayed. */
import { uptime } from 'node:os';
import { LONGEST_TIMER_MS } from '../protocol/longest-timer.ts';

/** Monotonic milliseconds, for deadlines. Setting the machine's clock does not change them. */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. */
  now(): number;
  /** Calls back once, `ms` from now or later. Returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export interface MachineClock extends Clock {
  /** Milliseconds since 1970 by the machine's clock, which may be wrong: for records, never for deadlines. */
  wallNow(): number;
  /** Milliseconds since the machine booted. They include the time it was suspended, which {@link now} may leave out. */
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
