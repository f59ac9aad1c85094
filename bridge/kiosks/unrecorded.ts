/**
 * What the kiosk has told on this link and the ledger has not recorded. While there is any of it, the kiosk has not told
 * all that it knows.
 */
import { MOST_WAITING } from './turns.ts';

export class Unrecorded {
  /** It waits for its turn, was dropped because the kiosk repeats it, or could not be written. */
  readonly #pending = new Set<string>();
  /** The ledger had no room for it: the kiosk tells it again on this link. */
  readonly #refused = new Set<string>();
  #isLeftOut = false;

  came(what: string): void {
    this.#pending.add(what);
  }

  recorded(what: string): void {
    this.#pending.delete(what);
    this.#refused.delete(what);
  }

  /** The ledger has no room for it. */
  refused(what: string): void {
    this.#pending.delete(what);
    if (this.#refused.size < MOST_WAITING) this.#refused.add(what);
    else this.leaveOut();
  }

  /** There is no room for something that the kiosk tells again only on its next link. */
  leaveOut(): void {
    this.#isLeftOut = true;
  }

  /** Something may still be recorded: until then there is nothing to compare. */
  get isPending(): boolean {
    return this.#pending.size > 0;
  }

  /** Something was left out: only the kiosk's next link brings it. */
  get isLeftOut(): boolean {
    return this.#isLeftOut;
  }

  get isEmpty(): boolean {
    return !this.isPending && this.#refused.size === 0 && !this.#isLeftOut;
  }
}
