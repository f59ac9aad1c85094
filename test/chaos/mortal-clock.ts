import type { MachineClock } from '../../hardware/clock.ts';

/** How early a timer of Node may come: its loop counts whole milliseconds. */
const EARLY_MS = 1;
/** The time between two looks at the clock. It does not divide the value above, so that the looks fall anywhere. */
const BETWEEN_LOOKS_MS = 0.17;

/**
 * The clock of a process: time passes while it works, its timers come a little early, and after it was killed nothing
 * that it waited for comes.
 */
export class MortalClock implements MachineClock {
  #dead = false;
  #looked = 0;
  readonly #time: MachineClock;

  constructor(time: MachineClock) {
    this.#time = time;
  }

  kill(): void {
    this.#dead = true;
  }

  now(): number {
    this.#looked = Math.max(this.#looked + BETWEEN_LOOKS_MS, this.#time.now());
    return this.#looked;
  }

  wallNow(): number {
    return this.#time.wallNow();
  }

  uptime(): number {
    return this.#time.uptime();
  }

  after(ms: number, callback: () => void): () => void {
    return this.#time.after(Math.max(0, ms - EARLY_MS), () => {
      if (!this.#dead) callback();
    });
  }
}
