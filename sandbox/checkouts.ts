/**
 * The visits under way. They live in memory only, for they hold what a bank told about a player [no-personal-data]; a
 * payment outlives them in the store. A visit may outlast its code: it takes longer to log in at a bank than a code
 * lives.
 */
import { randomBytes } from 'node:crypto';
import type { Code } from './code-token.ts';
import { FIRST_STEP, nextStep, type CheckoutEvent, type Step } from './checkout.ts';

export interface Checkout {
  /** In the visit's address; not to be guessed. */
  readonly id: string;
  readonly code: Code;
  readonly at: Step;
  readonly openedAt: number;
}

export const VISIT_MS = 15 * 60_000;
const MOST_VISITS = 10_000;

export class Checkouts {
  readonly #visits = new Map<string, Checkout>();
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  open(code: Code): Checkout {
    this.#forgetOld();
    const checkout = {
      id: randomBytes(18).toString('base64url'),
      code,
      at: FIRST_STEP,
      openedAt: this.#now(),
    };
    this.#visits.set(checkout.id, checkout);
    return checkout;
  }

  /** Null when there never was one by that id, or it is over. */
  get(id: string): Checkout | null {
    const checkout = this.#visits.get(id);
    return checkout !== undefined && this.#now() - checkout.openedAt < VISIT_MS ? checkout : null;
  }

  /** Applies the event to where the visit is now, which may be further than when the caller looked. */
  advance(id: string, event: CheckoutEvent): void {
    const checkout = this.get(id);
    if (checkout !== null) this.#visits.set(id, { ...checkout, at: nextStep(checkout.at, event) });
  }

  #forgetOld(): void {
    for (const [id, { openedAt }] of this.#visits) {
      const full = this.#visits.size >= MOST_VISITS;
      if (!full && this.#now() - openedAt < VISIT_MS) return;
      this.#visits.delete(id);
    }
  }
}
