import { describe, expect, it } from 'vitest';
import { admit, CLOSED, conclude, type Breaker, type Verdict } from './circuit-breaker.ts';

const RULES = { failures: 3, openMs: 1_000 };
const works: Verdict = { kind: 'works' };
const fails: Verdict = { kind: 'fails', reason: 'CODE_SOURCE_FAILED' };
const pauses = (ms: number): Verdict => ({ kind: 'pauses', reason: 'CODE_SOURCE_RATE_LIMITED', ms });

function afterFailures(count: number): Breaker {
  let breaker = CLOSED;
  for (let failure = 0; failure < count; failure++) breaker = conclude(breaker, fails, 0, RULES);
  return breaker;
}

/** What it is once a request is let through. */
function admitted(breaker: Breaker, now: number): Breaker {
  const admission = admit(breaker, now);
  if (!admission.admitted) throw new Error('not admitted');
  return admission.breaker;
}

describe('the circuit breaker', () => {
  it('opens after failures in a row, and not before', () => {
    expect(admit(afterFailures(2), 0).admitted).toBe(true);
    expect(admit(afterFailures(3), 0)).toEqual({ admitted: false, reason: 'CODE_SOURCE_FAILED' });
    expect(conclude(afterFailures(2), works, 0, RULES)).toEqual(CLOSED);
  });

  it('lets one request try when its time is over, and the others only when that was answered', () => {
    const trying = admitted(afterFailures(3), 1_000);
    expect(admit(trying, 1_000)).toEqual({ admitted: false, reason: 'CODE_SOURCE_FAILED' });
    expect(admit(conclude(trying, works, 1_001, RULES), 1_001).admitted).toBe(true);
    expect(admit(conclude(trying, fails, 1_001, RULES), 2_000).admitted).toBe(false);
  });

  it('is not kept open longer by requests that left before it opened, nor shut by them', () => {
    const open = afterFailures(3);
    expect(conclude(open, fails, 900, RULES)).toEqual(open);
    expect(conclude(open, works, 900, RULES)).toEqual(open);
  });

  it('opens at once for as long as Trustly asks, the longest pause counting', () => {
    const paused = conclude(CLOSED, pauses(5_000), 0, RULES);
    expect(admit(paused, 4_999)).toEqual({ admitted: false, reason: 'CODE_SOURCE_RATE_LIMITED' });
    expect(admit(conclude(paused, pauses(1_000), 1, RULES), 4_999).admitted).toBe(false);
    expect(admit(paused, 5_000).admitted).toBe(true);
  });
});
