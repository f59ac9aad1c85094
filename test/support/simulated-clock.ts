/** Time that stands still until nothing else can happen, and then leaps to the next timer: hours pass in milliseconds. */
import { setImmediate as settled } from 'node:timers/promises';
import type { Clock } from '../../hardware/clock.ts';

export class SimulatedClock implements Clock {
  #now = 0;
  #order = 0;
  readonly #timers = new Set<{ at: number; order: number; call: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, order: this.#order, call };
    this.#order += 1;
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Resolves that many simulated milliseconds from now; somebody has to {@link run} the clock. */
  async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.after(ms, resolve);
    });
  }

  /**
   * Lets time pass until `work` has come to its end.
   * Throws when it still has not after `limitMs`, or when nothing is left that could happen.
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
      const next = this.#earliest();
      if (next === undefined) throw new Error(`nothing happens any more at ${this.#now} ms`);
      if (next.at > limitMs) throw new Error(`not done after ${limitMs} simulated ms`);
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
  }

  #earliest(): { at: number; order: number; call: () => void } | undefined {
    let earliest: { at: number; order: number; call: () => void } | undefined;
    for (const timer of this.#timers) {
      const sooner = earliest === undefined || timer.at < earliest.at;
      if (sooner || (timer.at === earliest?.at && timer.order < earliest.order)) earliest = timer;
    }
    return earliest;
  }
}
