/** A ceiling on requests per second, as a token bucket: pure. Times in milliseconds. */

export interface Ceiling {
  readonly tokens: number;
  readonly at: number;
}

export function fullCeiling(perSecond: number, now: number): Ceiling {
  return { tokens: burst(perSecond), at: now };
}

/** Takes one request, or tells how long until there is room for one. */
export function take(
  ceiling: Ceiling,
  perSecond: number,
  now: number,
): { ceiling: Ceiling; taken: true } | { taken: false; waitMs: number } {
  const tokens = Math.min(burst(perSecond), ceiling.tokens + ((now - ceiling.at) / 1_000) * perSecond);
  if (tokens >= 1) return { ceiling: { tokens: tokens - 1, at: now }, taken: true };
  return { taken: false, waitMs: ((1 - tokens) / perSecond) * 1_000 };
}

/** A tenth of a second's worth may go at once: a restart must not look like an attack. */
function burst(perSecond: number): number {
  return Math.max(1, perSecond / 10);
}
