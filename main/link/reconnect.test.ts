import { describe, expect, it } from 'vitest';
import { reconnectDelay } from './reconnect.ts';

describe('reconnecting', () => {
  it('is fast at first, then ever slower, up to a quarter of a minute', () => {
    const delays = [1, 2, 3, 10].map((attempts) => reconnectDelay('CLOSED', attempts, 0));
    expect(delays).toEqual([250, 500, 1000, 15_000]);
  });

  it('does not hammer a bridge that refuses us', () => {
    expect(reconnectDelay('REFUSED', 1, 0.99)).toBeGreaterThan(1_500);
  });

  it('scatters a floor of machines over half of the wait', () => {
    expect(reconnectDelay('CLOSED', 5, 0)).toBe(4_000);
    expect(reconnectDelay('CLOSED', 5, 0.5)).toBe(3_000);
  });
});
