/**
 * How many kiosks the ledger is asked about at once while they link. When all links break at once, each kiosk is linked as
 * a whole before the next one is let in: so the first have their codes while the last still wait at the door, and money
 * finds connections to the ledger.
 */

/** So much of the connections to the ledger; the others are always left for money. */
const SHARE = 0.6;
/** Less than the five seconds after which a kiosk dials anew: nobody is let in who has left. */
const AT_THE_DOOR_MS = 4_000;

export class Arrivals {
  #free: number;
  readonly #inside = new Set<() => void>();
  readonly #atTheDoor = new Set<() => void>();

  /** @param connections of this process to its ledger. */
  constructor(connections: number) {
    this.#free = Math.floor(connections * SHARE);
  }

  /** Checks who is at the door, in the order in which they came. @returns null: there was no room in time. */
  async admit<T>(check: () => Promise<T>): Promise<T | null> {
    if (this.#free > 0) this.#free--;
    else if (!(await this.#roomInTime())) return null;
    return this.#do(check);
  }

  /** A step of a kiosk that was let in. These come before all who are at the door. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#inside.add(resolve));
    return this.#do(work);
  }

  async #do<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  async #roomInTime(): Promise<boolean> {
    return new Promise((resolve) => {
      const enter = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#atTheDoor.delete(enter);
        resolve(false);
      }, AT_THE_DOOR_MS);
      this.#atTheDoor.add(enter);
    });
  }

  #next(): void {
    for (const waiting of [this.#inside, this.#atTheDoor]) {
      const [next] = waiting;
      if (next === undefined) continue;
      waiting.delete(next);
      next();
      return;
    }
    this.#free++;
  }
}
