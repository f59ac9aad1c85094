/** How many wrong logins there were under a key within a minute, in bounded memory. */
export const WINDOW_MS = 60_000;
/** How many are kept. The oldest makes room, but never one at its limit: that would allow as many guesses again. */
const MOST_COUNTERS = 10_000;

interface Count {
  wrong: number;
  readonly until: number;
}

export class LoginCounters {
  readonly #limit: number;
  readonly #now: () => number;
  /** In the order of age. */
  readonly #counts = new Map<string, Count>();

  /** @param now monotonic milliseconds. */
  constructor(limit: number, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Whole seconds for which no further wrong login is welcome; 0: it is. */
  waitS(key: string): number {
    const count = this.#counts.get(key);
    if (!count || count.wrong < this.#limit) return 0;
    return Math.max(0, Math.ceil((count.until - this.#now()) / 1_000));
  }

  /** @returns what takes it back. */
  count(key: string): () => void {
    const count = this.#current(key);
    count.wrong++;
    return () => {
      count.wrong--;
      if (count.wrong === 0 && this.#counts.get(key) === count) this.#counts.delete(key);
    };
  }

  #current(key: string): Count {
    const found = this.#counts.get(key);
    if (found && found.until > this.#now()) return found;
    this.#counts.delete(key);
    const count = { wrong: 0, until: this.#now() + WINDOW_MS };
    if (this.#hasRoom()) this.#counts.set(key, count);
    return count;
  }

  /** False where every counter is at its limit: a new one is not kept. */
  #hasRoom(): boolean {
    if (this.#counts.size < MOST_COUNTERS) return true;
    for (const [key, count] of this.#counts) {
      if (count.wrong >= this.#limit && count.until > this.#now()) continue;
      return this.#counts.delete(key);
    }
    return false;
  }
}
