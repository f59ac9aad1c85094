import { describe, expect, it } from 'vitest';
import { admit, CLOSED, conclude, type Breaker } from './circuit-breaker.ts';

const RULES = { failures: 3, openMs: 1_000 };

function afterFailures(count: number): Breaker {
  let breaker = CLOSED;
  for (let failure = 0; failure < count; failure++) breaker = conclude(breaker, false, 0, RULES);
  return breaker;
}

describe('the circuit breaker', () => {
  it('opens after failures in a row, and not before', () => {
    expect(admit(afterFailures(2), 0).admitted).toBe(true);
    expect(admit(afterFailures(3), 0).admitted).toBe(false);
    expect(conclude(afterFailures(2), true, 0, RULES)).toEqual(CLOSED);
  });

  it('lets one request try when its time is over, and the others only when that was answered', () => {
    const trying = admit(afterFailures(3), 1_000);
    expect(trying.admitted).toBe(true);
    expect(admit(trying.breaker, 1_000).admitted).toBe(false);
    expect(admit(conclude(trying.breaker, true, 1_001, RULES), 1_001).admitted).toBe(true);
    expect(admit(conclude(trying.breaker, false, 1_001, RULES), 2_000).admitted).toBe(false);
  });

  it('is not kept open longer by requests that left before it opened', () => {
    const open = afterFailures(3);
    expect(conclude(open, false, 900, RULES)).toEqual(open);
  });
});
