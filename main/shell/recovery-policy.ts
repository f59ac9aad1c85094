/** What to do after the renderer failed: reload, then a new window, then a new process. Pure. */
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

export const RECOVERY: RecoveryPolicy = { windowMs: 10 * 60_000, reloads: 4, recreations: 3 };

const BACK_OFF: BackOff = { firstMs: 250, longestMs: 10_000 };

/** @param failures monotonic times of the failures so far in milliseconds, this one included, oldest first. */
export function nextStep(failures: readonly number[], policy: RecoveryPolicy = RECOVERY): RecoveryStep {
  const now = failures.at(-1) ?? 0;
  const recent = failures.filter((at) => now - at < policy.windowMs).length;
  const delayMs = backOffMs(BACK_OFF, recent);
  if (recent <= policy.reloads) return { kind: 'reload', delayMs };
  if (recent <= policy.reloads + policy.recreations) return { kind: 'recreate', delayMs };
  return { kind: 'exit' };
}
