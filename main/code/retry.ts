import { spreadBackOffMs, type BackOff } from '../../protocol/back-off.ts';
import type { CodeFailure } from '../../protocol/egm-link.ts';

/** Why there is no new code: what the bridge said, or that it said nothing. */
export type CodeTrouble = CodeFailure | 'NO_ANSWER';

/**
 * A failure that may pass by itself is retried soon, so that a retry can succeed within the ten seconds before expiry
 * [rotated-in-time].
 */
const passing = { firstMs: 500, longestMs: 30_000 };

/** A failure that only a person can cure is retried rarely. */
const standing = { firstMs: 15_000, longestMs: 120_000 };

const backOff: Record<CodeTrouble, BackOff> = {
  NO_ANSWER: passing,
  CODE_SOURCE_UNREACHABLE: passing,
  CODE_SOURCE_TIMED_OUT: passing,
  CODE_SOURCE_FAILED: passing,
  CODE_SOURCE_RATE_LIMITED: passing,
  CODE_SOURCE_ANSWER_INVALID: passing,
  BUSY: passing,
  CODE_SOURCE_REFUSED_REQUEST: standing,
  CODE_SOURCE_REFUSED_CREDENTIALS: standing,
  CODE_SOURCE_REFUSED_MERCHANT: standing,
  CODE_SOURCE_NOT_FOUND: standing,
  CODE_SOURCE_REDIRECTED: standing,
  MACHINE_DISABLED: standing,
};

/** @param failures since the last success, 1 or more. @param random uniform in [0, 1). @returns milliseconds. */
export function retryDelay(trouble: CodeTrouble, failures: number, random: number): number {
  return spreadBackOffMs(backOff[trouble], failures, random);
}
