/** Leaves Trustly alone while it can not be reached, and looks again with one request at a time: pure. */

export interface BreakerRules {
  /** So many failures in a row open the circuit. */
  readonly failures: number;
  /** It stays open so long before one request may try. */
  readonly openMs: number;
}

export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly until: number }
  /** One request is trying. */
  | { readonly state: 'half-open' };

export const CLOSED: Breaker = { state: 'closed', failures: 0 };

/** Whether a request may go now, and what the breaker is once it does. */
export function admit(breaker: Breaker, now: number): { admitted: boolean; breaker: Breaker } {
  switch (breaker.state) {
    case 'closed':
      return { admitted: true, breaker };
    case 'open':
      return now < breaker.until
        ? { admitted: false, breaker }
        : { admitted: true, breaker: { state: 'half-open' } };
    case 'half-open':
      return { admitted: false, breaker };
  }
}

/** What the breaker is after a request: `reached` says that Trustly answered, whatever it said. */
export function conclude(breaker: Breaker, reached: boolean, now: number, rules: BreakerRules): Breaker {
  if (reached) return CLOSED;
  const open: Breaker = { state: 'open', until: now + rules.openMs };
  switch (breaker.state) {
    case 'closed':
      return breaker.failures + 1 >= rules.failures
        ? open
        : { state: 'closed', failures: breaker.failures + 1 };
    case 'half-open':
      return open;
    case 'open':
      return breaker; // a request that left before it opened
  }
}
