/**
 * Changes of a player's own limit: a lowering takes effect at once, a raise after the cooling-off period and at most
 * once in it. Pure; amounts are minor units of the property's currency, `null` means no limit of one's own.
 */
import type { OwnLimit } from '../ledger/player-limits.ts';

export const NO_OWN_LIMIT: OwnLimit = { minor: null, pending: null, raisedAt: null };

export interface LimitRules {
  /** The most that the regulator or the property allows per gaming day. */
  readonly ceilingMinor: number;
  readonly coolingOffMs: number;
}

export type LimitDecision =
  /** It is so already, or waits to be: the answer to the first request was lost, and the second changes nothing. */
  | { readonly kind: 'unchanged'; readonly own: OwnLimit }
  | { readonly kind: 'changed'; readonly own: OwnLimit; readonly effectiveAt: Date }
  | { readonly kind: 'above-ceiling' }
  | { readonly kind: 'cooling-off'; readonly until: Date };

/** The limit as it stands at that instant: a pending raise whose time has come has happened. */
export function ownLimitAt(own: OwnLimit, now: Date): OwnLimit {
  if (!own.pending || own.pending.at > now) return own;
  return { minor: own.pending.minor, pending: null, raisedAt: own.raisedAt };
}

/** What applies in the end: never more than the ceiling, whatever was agreed when the ceiling was higher. */
export function effectiveLimit(own: OwnLimit, ceilingMinor: number): number {
  return Math.min(own.minor ?? ceilingMinor, ceilingMinor);
}

export function decideLimitChange(
  before: OwnLimit,
  wanted: number | null,
  now: Date,
  rules: LimitRules,
): LimitDecision {
  if (wanted !== null && wanted > rules.ceilingMinor) return { kind: 'above-ceiling' };
  const own = ownLimitAt(before, now);
  const coming = own.pending ? own.pending.minor : own.minor;
  if (wanted === coming) return { kind: 'unchanged', own };
  if ((wanted ?? rules.ceilingMinor) <= effectiveLimit(own, rules.ceilingMinor)) {
    return {
      kind: 'changed',
      own: { minor: wanted, pending: null, raisedAt: own.raisedAt },
      effectiveAt: now,
    };
  }
  const until = own.raisedAt && new Date(own.raisedAt.getTime() + rules.coolingOffMs);
  if (until && until > now) return { kind: 'cooling-off', until };
  const effectiveAt = new Date(now.getTime() + rules.coolingOffMs);
  const pending = { minor: wanted, at: effectiveAt };
  return { kind: 'changed', own: { minor: own.minor, pending, raisedAt: now }, effectiveAt };
}
