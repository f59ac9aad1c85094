import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditEvent } from './audit.ts';
import { lockoutAt } from './lockout.ts';

const LOCKED_FOR_MS = 1_000;
const at = (now: number, ...events: AuditEvent[]) =>
  lockoutAt(
    events.map((event): AuditEntry => ({ at: 5_000, event, operator: null, detail: '' })),
    LOCKED_FOR_MS,
    { now, startedAt: 900 },
  );

describe('the lock of the menu', () => {
  it('counts wrong codes, whatever lies between them, until a right one', () => {
    expect(at(5_000)).toEqual({ attemptsLeft: 3, lockedUntil: null });
    expect(at(5_000, 'wrongCode', 'asked', 'wrongCode')).toEqual({ attemptsLeft: 1, lockedUntil: null });
    expect(at(5_000, 'wrongCode', 'wrongCode', 'entered', 'left').attemptsLeft).toBe(3);
  });

  it('holds for as long as it was set to, and then gives three attempts again', () => {
    const events: AuditEvent[] = ['wrongCode', 'wrongCode', 'wrongCode', 'locked', 'turnedAway'];
    expect(at(5_999, ...events)).toEqual({ attemptsLeft: 0, lockedUntil: 6_000 });
    expect(at(6_000, ...events)).toEqual({ attemptsLeft: 3, lockedUntil: null });
  });

  it('is neither opened nor made endless by a clock that was set back', () => {
    expect(at(1_000, 'locked').lockedUntil).toBe(1_900);
    expect(at(1_900, 'locked').lockedUntil).toBeNull();
  });
});
