/** How much of a code's life is left, in steps, so that the glass is still between them and costs nothing. */
export const TIME_STEPS = 48;

/** Steps still lit: all of them at the start, none at the end. */
export function stepsLeft(remainingMs: number, lifetimeMs: number): number {
  if (lifetimeMs <= 0) return 0;
  return Math.min(TIME_STEPS, Math.max(0, Math.ceil((remainingMs / lifetimeMs) * TIME_STEPS)));
}

/** Milliseconds until {@link stepsLeft} changes; null when it is 0 and stays so. */
export function untilNextStep(remainingMs: number, lifetimeMs: number): number | null {
  const steps = stepsLeft(remainingMs, lifetimeMs);
  if (steps === 0) return null;
  return Math.max(0, remainingMs - ((steps - 1) / TIME_STEPS) * lifetimeMs);
}
