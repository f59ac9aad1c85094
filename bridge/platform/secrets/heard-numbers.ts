/**
 * Which numbers of one sender have been heard. They come nearly in order: two of its connections to the database may overtake
 * each other, and a statement that failed leaves a gap. One that is missing for longer than this is not waited for.
 */
const MOST_MISSING = 1_000;

export class HeardNumbers {
  #highest = 0;
  /** Those below the highest that have not been heard, lowest first. */
  readonly #missing = new Set<number>();

  /** @param number from 1. @returns false when it has been heard, or is too far back to tell. */
  isFirst(number: number): boolean {
    if (number <= this.#highest) return this.#missing.delete(number);
    for (let n = Math.max(this.#highest + 1, number - MOST_MISSING); n < number; n++) this.#missing.add(n);
    this.#highest = number;
    for (const lowest of this.#missing) {
      if (this.#missing.size <= MOST_MISSING) break;
      this.#missing.delete(lowest);
    }
    return true;
  }
}
