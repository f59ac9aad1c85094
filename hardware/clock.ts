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

const SECOND_MS = 1_000;
/** A wait may be this much shorter, and the rest of a second longer. */
const EARLIER_MS = 700;

/**
 * That long, but to a whole second of the clock. All that looks again and again does so at the same time, and wakes an idle
 * machine once. Shorter waits than a second stay as they are.
 */
export function toWholeSecond(clock: Clock, ms: number): number {
  if (ms < SECOND_MS) return ms;
  const beyond = (clock.now() + ms) % SECOND_MS;
  return beyond <= EARLIER_MS ? ms - beyond : ms - beyond + SECOND_MS;
}

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
