/**
 * The life of the code on the glass, as a pure machine: asked for, shown, rotated before its expiry [rotated-in-time],
 * dropped at its expiry whatever happened [live-codes-only], replaced after it led to a credit [used-is-gone] and for
 * another player. Times are monotonic milliseconds.
 */
import type { CodeFailure } from '../../protocol/egm-link.ts';
import { retryDelay, type CodeTrouble } from './retry.ts';

export interface CodePolicy {
  /** How long before its expiry the next code is asked for. */
  rotateBeforeExpiryMs: number;
  /** A request that has no answer after this long is made again. */
  answerWithinMs: number;
}

export interface ShownCode {
  requestId: number;
  /** Verbatim what the rail issued [verbatim-code]. */
  url: string;
  lifetimeMs: number;
  expiresAt: number;
}

interface PendingRequest {
  requestId: number;
  sentAt: number;
}

export type CodePurpose = 'first' | 'rotation' | 'replacement';

export interface CodeState {
  /** Whether a scan could lead to a credit. */
  wanted: boolean;
  shown: ShownCode | null;
  /** Requests without an answer, oldest first. The newest is waited for; older ones may still be answered. */
  pending: readonly PendingRequest[];
  /** The last request failed or was not answered; null after a code came. */
  trouble: CodeTrouble | null;
  /** Failures since the last code. */
  failures: number;
  /** When to ask next; null while an answer is waited for, or while no code is wanted. */
  askAt: number | null;
  /** Why the next request is made. */
  purpose: CodePurpose;
  lastRequestId: number;
  lastAskedAt: number;
}

export type CodeEvent =
  /** Whether a scan could lead to a credit now. */
  | { type: 'wanted'; wanted: boolean }
  /** A new link: what was asked on the old one will not be answered, and old refusals may not hold any more. */
  | { type: 'linked' }
  | { type: 'issued'; requestId: number; url: string; lifetimeMs: number }
  | { type: 'failed'; requestId: number; reason: CodeFailure; retryAfterMs: number }
  /** A code led to a credit. */
  | { type: 'credited' }
  /** Codes asked for so far were made for another player. */
  | { type: 'playerChanged' }
  /** The monotonic clock cannot be trusted across this moment: a suspend of the machine. */
  | { type: 'resumed' }
  /** Time has passed; due at {@link wakeAt}, harmless at any other time. */
  | { type: 'tick' };

export type CodeEffect = { type: 'request'; requestId: number; purpose: CodePurpose };

export interface CodeStep {
  state: CodeState;
  effects: readonly CodeEffect[];
}

/** Taken off every lifetime, for its transit over the link. */
export const LINK_TRANSIT_MARGIN_MS = 500;

/** More unanswered requests than this are forgotten, oldest first. */
export const PENDING_KEPT = 4;

/** The least time between two requests, except for a replacement: a code may be short-lived, a door opened often. */
export const LEAST_BETWEEN_MS = 1_000;

export const initialCodeState: CodeState = {
  wanted: false,
  shown: null,
  pending: [],
  trouble: null,
  failures: 0,
  askAt: null,
  purpose: 'first',
  lastRequestId: 0,
  lastAskedAt: -Infinity,
};

/**
 * @param now monotonic milliseconds, not before that of the step before.
 * @param random uniform in [0, 1), for the jitter of a retry.
 */
export function stepCode(
  before: CodeState,
  event: CodeEvent,
  { now, random }: { now: number; random: number },
  policy: CodePolicy,
): CodeStep {
  const state = react(dropExpired(before, now), event, { now, random }, policy);
  return askIfDue(giveUpWaiting(state, { now, random }, policy), now);
}

/**
 * The code that may be on the glass at this instant [live-codes-only], even if the `tick` that takes it away is late.
 */
export function codeAt(state: CodeState, now: number): ShownCode | null {
  return state.shown !== null && now < state.shown.expiresAt ? state.shown : null;
}

/** When the machine wants its next `tick`; null: not before another event. */
export function wakeAt(state: CodeState, policy: CodePolicy): number | null {
  if (!state.wanted) return null;
  const awaited = state.pending.at(-1);
  const times = [
    state.shown?.expiresAt,
    state.askAt ?? undefined,
    state.askAt === null && awaited !== undefined ? awaited.sentAt + policy.answerWithinMs : undefined,
  ].filter((time) => time !== undefined);
  return times.length === 0 ? null : Math.min(...times);
}

function dropExpired(state: CodeState, now: number): CodeState {
  const shown = codeAt(state, now);
  return shown === state.shown ? state : { ...state, shown };
}

function react(
  state: CodeState,
  event: CodeEvent,
  { now, random }: { now: number; random: number },
  policy: CodePolicy,
): CodeState {
  switch (event.type) {
    case 'tick':
      return state;
    case 'wanted':
      return want(state, event.wanted, now);
    case 'linked':
    case 'resumed':
      return { ...state, ...fresh, shown: null, askAt: state.wanted ? now : null };
    case 'credited':
      return replace(state, now);
    case 'playerChanged':
      return startOver(state, now);
    case 'issued':
      return issued(state, event, { now, random }, policy);
    case 'failed':
      return isAwaited(state, event.requestId) ? failed(state, event, { now, random }) : state;
  }
}

const fresh = { pending: [], trouble: null, failures: 0, purpose: 'first' } as const;

function want(state: CodeState, wanted: boolean, now: number): CodeState {
  if (wanted === state.wanted) return state;
  if (!wanted) {
    return { ...state, wanted, shown: null, pending: [], askAt: state.trouble === null ? null : state.askAt };
  }
  // A retry that was postponed stays postponed: a door that is opened often is no reason to ask more often.
  const askAt = Math.max(now, state.askAt ?? 0, state.lastAskedAt + LEAST_BETWEEN_MS);
  return { ...state, wanted, purpose: 'first', askAt };
}

/** A request on its way brings a code that nobody has seen: it is the replacement [used-is-gone]. */
function replace(state: CodeState, now: number): CodeState {
  if (!state.wanted) return state;
  const gone: CodeState = { ...state, shown: null };
  if (state.askAt === null || state.trouble !== null) return gone;
  return { ...gone, askAt: now, purpose: 'replacement' };
}

/** Unlike after a credit, the code of a request on its way is of no use either. A postponed retry stays postponed. */
function startOver(state: CodeState, now: number): CodeState {
  const gone: CodeState = { ...state, shown: null, pending: [] };
  if (!state.wanted || (state.askAt !== null && state.trouble !== null)) return gone;
  return { ...gone, askAt: Math.max(now, state.lastAskedAt + LEAST_BETWEEN_MS), purpose: 'replacement' };
}

function issued(
  state: CodeState,
  event: Extract<CodeEvent, { type: 'issued' }>,
  { now, random }: { now: number; random: number },
  policy: CodePolicy,
): CodeState {
  const request = state.pending.find((candidate) => candidate.requestId === event.requestId);
  if (request === undefined || !state.wanted) return state;
  // The bridge measured the lifetime at some moment between our question and its answer. A healthy link takes less
  // than the margin; for one that stalls, only the moment of the question is certain to be early enough
  // [live-codes-only].
  const expiresAt = Math.min(request.sentAt, now - LINK_TRANSIT_MARGIN_MS) + event.lifetimeMs;
  if (now >= expiresAt) {
    if (!isAwaited(state, event.requestId)) return state;
    return failed(state, { reason: 'CODE_SOURCE_ANSWER_INVALID', retryAfterMs: 0 }, { now, random });
  }
  const before = Math.min(policy.rotateBeforeExpiryMs, event.lifetimeMs / 2);
  return {
    ...state,
    shown: { requestId: event.requestId, url: event.url, lifetimeMs: event.lifetimeMs, expiresAt },
    pending: state.pending.filter((candidate) => candidate.requestId > event.requestId),
    trouble: null,
    failures: 0,
    purpose: 'rotation',
    askAt: Math.max(now, expiresAt - before, state.lastAskedAt + LEAST_BETWEEN_MS),
  };
}

/** A late refusal counts too: it tells more than that there was no answer. */
function isAwaited(state: CodeState, requestId: number): boolean {
  const open = state.askAt === null || state.trouble === 'NO_ANSWER';
  return open && state.pending.at(-1)?.requestId === requestId;
}

function failed(
  state: CodeState,
  event: { reason: CodeTrouble; retryAfterMs: number },
  { now, random }: { now: number; random: number },
): CodeState {
  const failures = state.failures + 1;
  const delay = Math.max(event.retryAfterMs, retryDelay(event.reason, failures, random));
  return { ...state, failures, trouble: event.reason, askAt: now + delay };
}

/** An answer that is late is still taken when it comes, but not waited for. */
function giveUpWaiting(
  state: CodeState,
  time: { now: number; random: number },
  policy: CodePolicy,
): CodeState {
  const awaited = state.pending.at(-1);
  if (!state.wanted || state.askAt !== null || awaited === undefined) return state;
  if (time.now < awaited.sentAt + policy.answerWithinMs) return state;
  return failed(state, { reason: 'NO_ANSWER', retryAfterMs: 0 }, time);
}

function askIfDue(state: CodeState, now: number): CodeStep {
  if (!state.wanted || state.askAt === null || now < state.askAt) return { state, effects: [] };
  const requestId = state.lastRequestId + 1;
  return {
    state: {
      ...state,
      askAt: null,
      lastRequestId: requestId,
      lastAskedAt: now,
      pending: [...state.pending, { requestId, sentAt: now }].slice(-PENDING_KEPT),
    },
    effects: [{ type: 'request', requestId, purpose: state.purpose }],
  };
}
