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

/** The clock of a process that can be killed: after that, nothing it waited for comes. */
export class MortalClock implements MachineClock {
  #dead = false;
  readonly #time: MachineClock;

  constructor(time: MachineClock) {
    this.#time = time;
  }

  kill(): void {
    this.#dead = true;
  }

  now(): number {
    return this.#time.now();
  }

  wallNow(): number {
    return this.#time.wallNow();
  }

  uptime(): number {
    return this.#time.uptime();
  }

  after(ms: number, call: () => void): () => void {
    return this.#time.after(ms, () => {
      if (!this.#dead) call();
    });
  }
}
