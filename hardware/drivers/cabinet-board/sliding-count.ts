/** Counts occurrences within a sliding window; pure but for its own memory. */
export class SlidingCount {
  readonly #limit: number;
  readonly #windowMs: number;
  #times: number[] = [];

  /** `limit` occurrences within `windowMs` milliseconds are too many. */
  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts one now; true when that makes too many. */
  add(now: number): boolean {
    this.#forget(now);
    this.#times.push(now);
    return this.#times.length >= this.#limit;
  }

  /** Whether there was any within the window. */
  any(now: number): boolean {
    this.#forget(now);
    return this.#times.length > 0;
  }

  #forget(now: number): void {
    this.#times = this.#times.filter((time) => time > now - this.#windowMs);
  }
}
