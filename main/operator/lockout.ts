/**
 * Three wrong codes lock the menu. The state follows from what is written down, so that a restart opens no lock. Pure.
 */
import type { AuditEntry } from './audit.ts';

export const ATTEMPTS = 3;

export interface Lockout {
  /** How many wrong codes lead to the next lock. */
  attemptsLeft: number;
  /** Milliseconds since 1970; null where it is not locked. */
  lockedUntil: number | null;
}

/**
 * @param entries oldest first.
 * @param now milliseconds since 1970, like `startedAt`: when this process read the entries. A lock that lies in the
 * future, because the clock was set back since, counts from there, so that it is neither opened nor endless.
 */
export function lockoutAt(
  entries: readonly AuditEntry[],
  lockedForMs: number,
  { now, startedAt }: { now: number; startedAt: number },
): Lockout {
  const last = entries.findLastIndex(({ event }) => event === 'locked' || event === 'entered');
  const lock = entries[last];
  if (lock?.event === 'locked') {
    const lockedUntil = (lock.at > now ? startedAt : lock.at) + lockedForMs;
    if (now < lockedUntil) return { attemptsLeft: 0, lockedUntil };
  }
  const wrong = entries.slice(last + 1).filter(({ event }) => event === 'wrongCode').length;
  return { attemptsLeft: Math.max(1, ATTEMPTS - wrong), lockedUntil: null };
}
