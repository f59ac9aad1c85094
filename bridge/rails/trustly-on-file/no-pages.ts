/**
 * No code for this rail: the pages on the phone to which one would lead are not there yet. It looks like a rail with an open
 * circuit, which is passed over [live-codes-only].
 */
import type { CodeSource } from '../rail.ts';

const LATER_MS = 60_000;

export const NO_PAGES: CodeSource = {
  issueCode: async () => ({ kind: 'failed', reason: 'CODE_SOURCE_NOT_FOUND', retryAfterMs: LATER_MS }),
  waiting: 0,
  isPaused: true,
};
