/**
 * Passwords are looked at one at a time, so that guesses take no thread from those who have work to do. Few wait for their
 * turn, and fewer of one address, so that nobody waits long and nobody alone takes all the places.
 */
import { addressBlock } from './address-block.ts';

const MOST_WAITING = 12;
const MOST_OF_ONE_ADDRESS = 4;

export interface Caller {
  readonly address: string;
  /** The caller has gone: nobody waits for the answer. */
  readonly isGone: () => boolean;
}

export class PasswordTurns {
  #last: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<Caller>();

  /** @returns null where there was no place, or the caller was gone before it was its turn: nothing was done. */
  async take<Result>(caller: Caller, look: () => Promise<Result>): Promise<Result | null> {
    if (!this.#hasPlaceFor(caller)) return null;
    this.#waiting.add(caller);
    const turn = this.#last
      .then(async () => (caller.isGone() ? null : look()))
      .finally(() => this.#waiting.delete(caller));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #hasPlaceFor({ address }: Caller): boolean {
    const there = [...this.#waiting].filter((caller) => !caller.isGone());
    const block = addressBlock(address);
    const neighbours = there.filter((caller) => addressBlock(caller.address) === block);
    return there.length < MOST_WAITING && neighbours.length < MOST_OF_ONE_ADDRESS;
  }
}
