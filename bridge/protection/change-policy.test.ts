import { describe, expect, it } from 'vitest';
import type { OwnLimit } from '../ledger/player-limits.ts';
import { decideLimitChange, effectiveLimit, NO_OWN_LIMIT, ownLimitAt } from './change-policy.ts';

const HOUR = 3_600_000;
const RULES = { ceilingMinor: 100_000, coolingOffMs: 24 * HOUR };
const NOON = new Date('2026-05-01T12:00:00Z');
const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR);

function changed(own: OwnLimit, wanted: number | null, now: Date): OwnLimit {
  const decision = decideLimitChange(own, wanted, now, RULES);
  if (decision.kind !== 'changed') throw new Error(`refused: ${decision.kind}`);
  return decision.own;
}

const limitAt = (own: OwnLimit, now: Date) => effectiveLimit(ownLimitAt(own, now), RULES.ceilingMinor);

describe("a player's own limit", () => {
  it('is the ceiling until there is one', () => {
    expect(limitAt(NO_OWN_LIMIT, NOON)).toBe(100_000);
  });

  it('takes effect at once when it is lowered, to nothing even', () => {
    expect(limitAt(changed(NO_OWN_LIMIT, 50_000, NOON), NOON)).toBe(50_000);
    expect(limitAt(changed(NO_OWN_LIMIT, 0, NOON), NOON)).toBe(0);
  });

  it('takes effect after the cooling-off period when it is raised', () => {
    const raised = changed(changed(NO_OWN_LIMIT, 50_000, NOON), 80_000, NOON);
    expect(limitAt(raised, later(23.99))).toBe(50_000);
    expect(limitAt(raised, later(24))).toBe(80_000);
  });

  it('is raised at most once in a cooling-off period', () => {
    const raised = changed(changed(NO_OWN_LIMIT, 50_000, NOON), 80_000, NOON);
    expect(decideLimitChange(raised, 90_000, later(12), RULES)).toEqual({
      kind: 'cooling-off',
      until: later(24),
    });
    expect(limitAt(changed(raised, 90_000, later(24)), later(48))).toBe(90_000);
  });

  it('lowered while a raise is pending gives the raise up, and the next raise still waits its turn', () => {
    const lowered = changed(changed(changed(NO_OWN_LIMIT, 50_000, NOON), 80_000, NOON), 40_000, later(1));
    expect(limitAt(lowered, later(1))).toBe(40_000);
    expect(limitAt(lowered, later(100))).toBe(40_000);
    expect(decideLimitChange(lowered, 50_000, later(2), RULES)).toMatchObject({ kind: 'cooling-off' });
  });

  it('asked for again, because the answer was lost, is what it is or waits to be', () => {
    const raised = changed(changed(NO_OWN_LIMIT, 50_000, NOON), 80_000, NOON);
    expect(decideLimitChange(raised, 80_000, later(1), RULES)).toEqual({ kind: 'unchanged', own: raised });
    const effective = ownLimitAt(raised, later(25));
    expect(decideLimitChange(raised, 80_000, later(25), RULES)).toEqual({
      kind: 'unchanged',
      own: effective,
    });
    const removed = changed(changed(NO_OWN_LIMIT, 50_000, NOON), null, NOON);
    expect(decideLimitChange(removed, null, later(1), RULES)).toEqual({ kind: 'unchanged', own: removed });
  });

  it('removed is a raise to the ceiling', () => {
    const removed = changed(changed(NO_OWN_LIMIT, 50_000, NOON), null, NOON);
    expect(limitAt(removed, later(23))).toBe(50_000);
    expect(limitAt(removed, later(24))).toBe(100_000);
  });

  it('is never above the ceiling, not even when the ceiling came down later', () => {
    expect(decideLimitChange(NO_OWN_LIMIT, 100_001, NOON, RULES)).toEqual({ kind: 'above-ceiling' });
    expect(effectiveLimit(changed(NO_OWN_LIMIT, 90_000, NOON), 60_000)).toBe(60_000);
  });
});
