/**
 * The visits to the Lightbox that are under way. They live in memory only, for they hold what a bank told about a player
 * [no-personal-data]; what came of them is durable.
 */
import { randomBytes } from 'node:crypto';
import { LIGHTBOX_MS } from '../establish.ts';
import { firstStep, nextStep, type LightboxEvent, type Renewal, type Step } from './steps.ts';

export interface Visit {
  /** In the visit's address; not to be guessed. */
  readonly id: string;
  readonly transactionId: string;
  readonly renewal: Renewal | null;
  /** Where the merchant's page is, which may frame this one. */
  readonly merchantOrigin: string;
  readonly at: Step;
  readonly openedAt: number;
}

const MOST_VISITS = 10_000;

export class Visits {
  readonly #visits = new Map<string, Visit>();

  /** @param at where it begins. */
  open(transactionId: string, renewal: Renewal | null, returnUrl: string, at = firstStep(renewal)): Visit {
    this.#forgetOld();
    const visit: Visit = {
      id: randomBytes(18).toString('base64url'),
      transactionId,
      renewal,
      merchantOrigin: URL.parse(returnUrl)?.origin ?? 'null',
      at,
      openedAt: Date.now(),
    };
    this.#visits.set(visit.id, visit);
    return visit;
  }

  /** Null when there never was one by that id, or it is over. */
  get(id: string): Visit | null {
    const visit = this.#visits.get(id);
    return visit !== undefined && Date.now() - visit.openedAt < LIGHTBOX_MS ? visit : null;
  }

  /** Applies the event to where the visit is now, which may be further than when the caller looked. */
  advance(id: string, event: LightboxEvent): Visit | null {
    const visit = this.get(id);
    if (visit === null) return null;
    const after = { ...visit, at: nextStep(visit.at, event, visit.renewal) };
    this.#visits.set(id, after);
    return after;
  }

  #forgetOld(): void {
    for (const [id, { openedAt }] of this.#visits) {
      if (this.#visits.size < MOST_VISITS && Date.now() - openedAt < LIGHTBOX_MS) return;
      this.#visits.delete(id);
    }
  }
}
