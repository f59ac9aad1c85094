/** Time that passes only when a test lets it: hours of it take milliseconds, and replay exactly. */
import { setImmediate as settled } from 'node:timers/promises';
import type { MachineClock } from '../../hardware/clock.ts';

interface Timer {
  at: number;
  order: number;
  callback: () => void;
}

export class SimulatedClock implements MachineClock {
  #now = 0;
  #slept = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return Math.round(this.#now);
  }

  uptime(): number {
    return this.#now + this.#slept;
  }

  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The machine sleeps: no monotonic time passes, and nothing is called. */
  suspend(ms: number): void {
    this.#slept += ms;
  }

  /** Lets time pass. Timers that are due are called in order, each at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let due = this.#next(until); due !== null; due = this.#next(until)) this.#call(due);
    this.#now = until;
  }

  /** The same, with all promises settled before each call and after the last. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let due = this.#next(until); due !== null; due = this.#next(until)) {
      this.#call(due);
      await settled();
    }
    this.#now = until;
  }

  /** Resolves that many milliseconds from now; the test has to let them pass. */
  async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.after(ms, resolve);
    });
  }

  /**
   * Lets time pass until `work` has ended. Whenever nothing else can happen, it goes straight to the next timer.
   * Throws when `work` has not ended after `limitMs`, or when nothing is left that could happen.
   */
  async run<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    for (;;) {
      await settled();
      if (over) return work;
      const next = this.#next(Infinity);
      if (next === null) throw new Error(`nothing happens any more at ${this.#now} ms`);
      if (next.at > limitMs) throw new Error(`not done after ${limitMs} simulated ms`);
      this.#call(next);
    }
  }

  #call(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.callback();
  }

  #next(until: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      const sooner = first === null || timer.at < first.at;
      if (sooner || (timer.at === first?.at && timer.order < first.order)) first = timer;
    }
    return first;
  }
}
