/**
 * What one party may take of what all share: a steady pace, and a burst of so many at once. Each use moves a mark in time
 * forward by one interval; how far the mark may run ahead of the clock is the burst. Times in milliseconds.
 */
export interface Pace {
  readonly perSecond: number;
  readonly burst: number;
}

export class Allowance {
  readonly #intervalMs: number;
  readonly #aheadMs: number;
  #mark = 0;

  constructor({ perSecond, burst }: Pace) {
    this.#intervalMs = 1_000 / perSecond;
    this.#aheadMs = burst * this.#intervalMs;
  }

  /** Counts a use, whether or not there is room for it. @returns how long until there is room for the next; 0: now. */
  spend(now: number): number {
    this.#mark = Math.max(this.#mark, now) + this.#intervalMs;
    return this.waitMs(now);
  }

  /** Counts a use if there is room for it. @returns 0, or how long until there is room. */
  take(now: number): number {
    const waitMs = this.waitMs(now);
    if (waitMs === 0) this.spend(now);
    return waitMs;
  }

  waitMs(now: number): number {
    return Math.max(0, Math.ceil(this.#mark + this.#intervalMs - this.#aheadMs - now));
  }

  /** Nothing of it is used: it can be forgotten. */
  isFull(now: number): boolean {
    return this.#mark <= now;
  }
}
