/**
 * How many of the requests to Trustly one machine may use, so that a kiosk that asks without end slows down only
 * itself.
 */
import { Allowance } from '../../platform/allowance.ts';

/** A kiosk asks once a second at most, except for the replacement of a code that led to money. */
export const PACE = { perSecond: 1, burst: 5 };
const LOOK_EVERY_MS = 10_000;

interface Share {
  readonly allowance: Allowance;
  /** When it was told to come again, while that is still to come. */
  turnAt: number;
}

export class MachineShares {
  readonly #shares = new Map<string, Share>();
  #lookedAt = 0;

  /** Counts a request of the machine if there is room for it. @returns 0, or how long until there is room. */
  take(asset: string, now: number): number {
    this.#forgetUnused(now);
    return this.#of(asset).allowance.take(now);
  }

  /** The turn that the machine was promised, or a new one. One that asks again before its turn gets no other. */
  turn(asset: string, now: number, next: () => number): number {
    const share = this.#of(asset);
    if (share.turnAt <= now) share.turnAt = next();
    return share.turnAt;
  }

  #of(asset: string): Share {
    const known = this.#shares.get(asset);
    if (known) return known;
    const share = { allowance: new Allowance(PACE), turnAt: 0 };
    this.#shares.set(asset, share);
    return share;
  }

  #forgetUnused(now: number): void {
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    for (const [asset, { allowance, turnAt }] of this.#shares) {
      if (turnAt <= now && allowance.isFull(now)) this.#shares.delete(asset);
    }
  }
}
