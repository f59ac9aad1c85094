/** What to do after the glass failed: reload, then a new window, then a new process. Pure. */
import { backOffMs, type BackOff } from '../../protocol/back-off.ts';

export interface RecoveryPolicy {
  /** Failures within this span count together, in milliseconds. */
  windowMs: number;
  /** How many reloads within that span, then how many new windows, before giving up. */
  reloads: number;
  recreations: number;
}

export type RecoveryStep =
  | { kind: 'reload' | 'recreate'; delayMs: number }
  /** Nothing else is left: end with an error, so that the service manager starts the kiosk again. */
  | { kind: 'exit' };

/** All of it fits into the span, with every page given its longest time: a glass that never paints ends the process. */
export const RECOVERY: RecoveryPolicy = { windowMs: 10 * 60_000, reloads: 4, recreations: 3 };

const BACK_OFF: BackOff = { firstMs: 250, longestMs: 10_000 };

/** A page paints a second after its start; on a machine with thirty times the work that it can do, ten seconds after. */
const FIRST_PAINT: BackOff = { firstMs: 15_000, longestMs: 60_000 };

/** @param failures monotonic times of the failures so far in milliseconds, this one included, oldest first. */
export function nextStep(failures: readonly number[], policy: RecoveryPolicy = RECOVERY): RecoveryStep {
  const now = failures.at(-1) ?? 0;
  const recent = failures.filter((at) => now - at < policy.windowMs).length;
  const delayMs = backOffMs(BACK_OFF, recent);
  if (recent <= policy.reloads) return { kind: 'reload', delayMs };
  if (recent <= policy.reloads + policy.recreations) return { kind: 'recreate', delayMs };
  return { kind: 'exit' };
}

/**
 * How long a page may take to its first paint. A page that was only slow must not be followed by one that is ended as soon.
 * @param unpainted how many pages before it ended without having painted.
 */
export function firstPaintWithinMs(unpainted: number): number {
  return backOffMs(FIRST_PAINT, unpainted + 1);
}
