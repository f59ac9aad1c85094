/** Sends Trustly no requests while it does not work or asks us to wait, and then tries one request at a time: pure. */
import type { CodeFailure } from '../../../protocol/egm-link.ts';

export interface BreakerRules {
  /** How many failures in a row open the circuit. */
  readonly failures: number;
  /** How long it stays open before one request may try. */
  readonly openMs: number;
}

export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  /** `reason`: why, for those who are turned away. */
  | { readonly state: 'open'; readonly until: number; readonly reason: CodeFailure }
  /** One request is trying. */
  | { readonly state: 'half-open'; readonly reason: CodeFailure };

/** What a request said about Trustly as a whole, not about the machine that it was for. */
export type Verdict =
  | { readonly kind: 'works' }
  | { readonly kind: 'fails'; readonly reason: CodeFailure }
  /** It asks everybody to stay away for this long. */
  | { readonly kind: 'pauses'; readonly reason: CodeFailure; readonly ms: number };

export const CLOSED: Breaker = { state: 'closed', failures: 0 };

/** Whether a request may go now, and what the breaker is once it does. */
export function admit(
  breaker: Breaker,
  now: number,
): { admitted: true; breaker: Breaker } | { admitted: false; reason: CodeFailure } {
  switch (breaker.state) {
    case 'closed':
      return { admitted: true, breaker };
    case 'open':
      return now < breaker.until
        ? { admitted: false, reason: breaker.reason }
        : { admitted: true, breaker: { state: 'half-open', reason: breaker.reason } };
    case 'half-open':
      return { admitted: false, reason: breaker.reason };
  }
}

/** What the breaker is after a request. */
export function conclude(breaker: Breaker, verdict: Verdict, now: number, rules: BreakerRules): Breaker {
  switch (verdict.kind) {
    case 'works':
      // The answer to a request that left before Trustly asked for a pause does not end the pause.
      return breaker.state === 'open' ? breaker : CLOSED;
    case 'pauses':
      return openUntil(breaker, now + verdict.ms, verdict.reason);
    case 'fails':
      return failed(breaker, now + rules.openMs, verdict.reason, rules.failures);
  }
}

function failed(breaker: Breaker, until: number, reason: CodeFailure, most: number): Breaker {
  switch (breaker.state) {
    case 'closed':
      return breaker.failures + 1 >= most
        ? { state: 'open', until, reason }
        : { state: 'closed', failures: breaker.failures + 1 };
    case 'half-open':
      return { state: 'open', until, reason };
    case 'open':
      return breaker; // a request that left before it opened
  }
}

/** Never earlier than it was: the longest pause counts. */
function openUntil(breaker: Breaker, until: number, reason: CodeFailure): Breaker {
  return breaker.state === 'open' && breaker.until >= until ? breaker : { state: 'open', until, reason };
}
