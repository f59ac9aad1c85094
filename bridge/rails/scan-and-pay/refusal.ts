/** What it means that an answer of Trustly had no code, or that there was no answer: pure. */
import { errors } from 'undici';
import type { CodeFailure } from '../../../protocol/egm-link.ts';

export interface Refusal {
  readonly kind: 'failed';
  readonly reason: CodeFailure;
  /** Whether asking again within the same seconds can help. */
  readonly retry: boolean;
  /** How long Trustly wants no requests from anybody; null: it did not say. */
  readonly pauseMs: number | null;
}

export function refusal(reason: CodeFailure, retry = false, pauseMs: number | null = null): Refusal {
  return { kind: 'failed', reason, retry: retry && pauseMs === null, pauseMs };
}

/** @param pauseMs from `Retry-After`; null where there was none. */
export function refusalOfStatus(status: number, pauseMs: number | null): Refusal {
  switch (status) {
    case 401:
      return refusal('CODE_SOURCE_REFUSED_CREDENTIALS');
    case 403:
      return refusal('CODE_SOURCE_REFUSED_MERCHANT');
    case 404:
      return refusal('CODE_SOURCE_NOT_FOUND');
    case 408: // it did not see our request in time
    case 504: // what is behind its gateway did not answer in time
      return refusal('CODE_SOURCE_TIMED_OUT', true, pauseMs);
    case 429:
      return refusal('CODE_SOURCE_RATE_LIMITED', false, pauseMs);
    default:
      if (status >= 500) return refusal('CODE_SOURCE_FAILED', true, pauseMs);
      if (status >= 400) return refusal('CODE_SOURCE_REFUSED_REQUEST');
      // Never followed: the credentials would go along, and nobody knows where to.
      if (status >= 300) return refusal('CODE_SOURCE_REDIRECTED');
      return refusal('CODE_SOURCE_ANSWER_INVALID');
  }
}

/** @param error what the HTTP client threw instead of a whole answer. */
export function refusalOfError(error: unknown): Refusal {
  if (error instanceof Error && TIME_OUTS.has(error.name)) return refusal('CODE_SOURCE_TIMED_OUT');
  if (error instanceof errors.HTTPParserError || error instanceof errors.ResponseExceededMaxSizeError) {
    return refusal('CODE_SOURCE_ANSWER_INVALID');
  }
  return refusal('CODE_SOURCE_UNREACHABLE', true);
}

/** Whether the error comes from our own signal, which says when the time for the code is over. */
const TIME_OUTS = new Set(['TimeoutError', 'AbortError']);
