import { describe, expect, it } from 'vitest';
import { reconnectDelay } from './reconnect.ts';

describe('reconnecting', () => {
  it('is fast at first, then slower', () => {
    expect([1, 2, 3].map((attempts) => reconnectDelay('CLOSED', attempts, 0))).toEqual([250, 500, 1_000]);
  });

  it.each(['UNREACHABLE', 'CLOSED', 'SILENT'] as const)(
    'is tried again soon enough for money that waits, however long the bridge was away (%s)',
    (loss) => {
      const delays = [4, 10, 1_000].map((attempts) => reconnectDelay(loss, attempts, 0));
      expect(delays).toEqual([1_500, 1_500, 1_500]);
    },
  );

  it('does not hammer a bridge that refuses us', () => {
    expect(reconnectDelay('REFUSED', 1, 0.99)).toBeGreaterThan(1_500);
  });

  it('scatters a floor of machines over half of the wait', () => {
    expect(reconnectDelay('CLOSED', 3, 0)).toBe(1_000);
    expect(reconnectDelay('CLOSED', 3, 0.5)).toBe(750);
  });
});
