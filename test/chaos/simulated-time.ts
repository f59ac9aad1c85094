/** Time that passes only when the schedule lets it, so that hours of faults take seconds and replay exactly. */
import { setImmediate } from 'node:timers/promises';
import type { MachineClock } from '../../main/clock/clock.ts';

interface Timer {
  at: number;
  order: number;
  call: () => void;
}

export class SimulatedTime implements MachineClock {
  #now = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return Math.round(this.#now);
  }

  uptime(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    this.#order += 1;
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass; every timer that is due is called in its order, with all promises settled in between. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await setImmediate();
    for (let due = this.#next(until); due !== null; due = this.#next(until)) {
      this.#timers.delete(due);
      this.#now = due.at;
      due.call();
      await setImmediate();
    }
    this.#now = until;
  }

  #next(until: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (first === null || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) {
        first = timer;
      }
    }
    return first;
  }
}

/** By so much a timer of Node may come early: its loop counts whole milliseconds. */
const EARLY_MS = 1;
/** What passes between two looks at the clock. Not a divisor of the above, so that the looks fall anywhere. */
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

  after(ms: number, call: () => void): () => void {
    return this.#time.after(Math.max(0, ms - EARLY_MS), () => {
      if (!this.#dead) call();
    });
  }
}
