import { describe, expect, it } from 'vitest';
import { ExpiryGuard, PAINT_MARGIN_MS, type GuardClock } from './expiry-guard.ts';

/** A clock that only the test moves; `early` makes its timers fire that much too soon. */
function handClock(early = 0) {
  let time = 1000;
  let nextHandle = 1;
  const timers = new Map<number, { at: number; run: () => void }>();
  const clock: GuardClock = {
    now: () => time,
    setTimeout: (run, ms) => {
      timers.set(nextHandle, { at: time + Math.max(1, ms - early), run });
      return nextHandle++;
    },
    clearTimeout: (handle) => void timers.delete(handle),
  };
  const advance = (ms: number) => {
    const end = time + ms;
    for (;;) {
      const due = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      time = Math.max(time, due[1].at);
      timers.delete(due[0]);
      due[1].run();
    }
    time = end;
  };
  return { clock, advance, timers };
}

describe('the expiry guard [blank-by-itself]', () => {
  it('blanks the code in time for its expiry, once', () => {
    const { clock, advance } = handClock();
    let blanked = 0;
    const guard = new ExpiryGuard(clock, () => (blanked += 1));
    guard.watch(clock.now() + 10_000);
    advance(10_000 - PAINT_MARGIN_MS - 1);
    expect(blanked).toBe(0);
    advance(1);
    expect(blanked).toBe(1);
    advance(100_000);
    expect(blanked).toBe(1);
  });

  it('is not fooled by a timer that fires early', () => {
    const { clock, advance } = handClock(300);
    let blankedAt: number | null = null;
    const guard = new ExpiryGuard(clock, () => (blankedAt = clock.now()));
    guard.watch(11_000);
    advance(60_000);
    expect(blankedAt).toBe(11_000 - PAINT_MARGIN_MS);
  });

  it('blanks at once what has already run out', () => {
    const { clock } = handClock();
    let blanked = 0;
    new ExpiryGuard(clock, () => (blanked += 1)).watch(clock.now());
    expect(blanked).toBe(1);
  });

  it('forgets the code before the newest one, and leaves no timer behind', () => {
    const { clock, advance, timers } = handClock();
    let blanked = 0;
    const guard = new ExpiryGuard(clock, () => (blanked += 1));
    guard.watch(clock.now() + 1_000);
    guard.watch(clock.now() + 5_000);
    advance(4_000);
    expect([blanked, timers.size]).toEqual([0, 1]);
    guard.stop();
    advance(10_000);
    expect([blanked, timers.size]).toEqual([0, 0]);
  });
});
