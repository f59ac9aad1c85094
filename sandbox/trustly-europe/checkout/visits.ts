/** The visits to the checkout that are under way. In memory only; what came of them is durable. */
import { randomBytes } from 'node:crypto';
import type { Country } from '../countries.ts';
import { nextStep, type CheckoutEvent, type Step } from './steps.ts';

export interface Visit {
  /** In the visit's address; not to be guessed. */
  readonly id: string;
  readonly orderId: string;
  readonly at: Step;
}

const MOST_VISITS = 10_000;

export class Visits {
  readonly #visits = new Map<string, Visit>();

  open(orderId: string, country: Country): Visit {
    for (const id of this.#visits.keys()) {
      if (this.#visits.size < MOST_VISITS) break;
      this.#visits.delete(id);
    }
    const visit: Visit = {
      id: randomBytes(18).toString('base64url'),
      orderId,
      at: { step: 'bank', country },
    };
    this.#visits.set(visit.id, visit);
    return visit;
  }

  get(id: string): Visit | null {
    return this.#visits.get(id) ?? null;
  }

  /** Applies the event to where the visit is now, which may be further than when the caller looked. */
  advance(id: string, event: CheckoutEvent): Visit | null {
    const visit = this.get(id);
    if (visit === null) return null;
    const after = { ...visit, at: nextStep(visit.at, event) };
    this.#visits.set(id, after);
    return after;
  }
}
