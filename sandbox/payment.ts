/**
 * One player's payment, and the pure rules that settle it with the bridge: which call comes next, and what an answer
 * means. The rule above all [confirmed-only]: nothing is voided, and nobody is told that it failed, while a credit
 * could follow.
 */
import { Type, type Static } from 'typebox';
import { Money } from '../protocol/money.ts';

const closed = { additionalProperties: false } as const;

/** What the Funding API's cancel takes as a reason. */
export const CancelReason = Type.Enum(['PLAYER_CANCELLED', 'BANK_REFUSED', 'EXPIRED']);
export type CancelReason = Static<typeof CancelReason>;

export const PaymentState = Type.Enum(['AUTHORIZED', 'PENDING', 'CAPTURED', 'VOIDED']);

export const Payment = Type.Object(
  {
    fundingId: Type.String(),
    /** The code it was begun from. */
    codeId: Type.String(),
    /** The microsite visit that shows it. */
    checkoutId: Type.String(),
    asset: Type.String(),
    merchantId: Type.String(),
    gameName: Type.Union([Type.String(), Type.Null()]),
    playerId: Type.Union([Type.String(), Type.Null()]),
    amount: Money,
    ubai: Type.String({ maxLength: 40 }),
    /** For the player's eyes: bank, kind of account and its last digits. */
    account: Type.String(),
    state: PaymentState,
    /** Calls begun, written down before each leaves. More than one: an earlier answer may have been lost. */
    attempts: Type.Integer({ minimum: 0 }),
    /** A refusal came when an earlier call might have been heard: only the bridge's cancel can give certainty. */
    doubtful: Type.Boolean(),
    captured: Type.Union([Money, Type.Null()]),
    /** Why it was voided. */
    code: Type.Union([Type.String(), Type.Null()]),
    /** What the bridge said may still be added today. */
    remaining: Type.Union([Money, Type.Null()]),
    /** The bridge is still to be told that this was given up before any funding was asked for. */
    noticeDue: Type.Union([CancelReason, Type.Null()]),
    /** Milliseconds since 1970. */
    createdAt: Type.Integer(),
    updatedAt: Type.Integer(),
  },
  closed,
);
export type Payment = Static<typeof Payment>;

export type Call =
  | { kind: 'fund' }
  | { kind: 'ask' }
  | { kind: 'cancel'; reason: CancelReason }
  /** Settled. */
  | { kind: 'none' };

/** What the bridge said, reduced to what it proves. */
export type Answer =
  | { kind: 'credited'; amount: Money }
  /** Certain that no credit can follow. */
  | { kind: 'declined'; code: string; remaining: Money | null }
  | { kind: 'unconfirmed' }
  /** A 4xx: this call changed nothing. Proves nothing about an earlier one. */
  | { kind: 'refused'; code: string }
  /** A 404: refused likewise; to a question, that the bridge has recorded no such funding. */
  | { kind: 'notFound'; code: string }
  /** No answer, a 5xx, or one that cannot be used: proves nothing. */
  | { kind: 'unknown'; detail: string };

/** A player stands at the machine this long; a funding that could not be asked for by then is taken back. */
export const FUNDING_WINDOW_MS = 90_000;

/** A notice moves no money; it is for the glass, and not worth repeating after this. */
export const NOTICE_WINDOW_MS = 60_000;

export function nextCall(payment: Payment, nowMs: number): Call {
  const age = nowMs - payment.createdAt;
  switch (payment.state) {
    case 'CAPTURED':
      return { kind: 'none' };
    case 'VOIDED':
      return payment.noticeDue === null || age > NOTICE_WINDOW_MS
        ? { kind: 'none' }
        : { kind: 'cancel', reason: payment.noticeDue };
    case 'PENDING':
      return { kind: 'ask' };
    case 'AUTHORIZED':
      return payment.doubtful || age > FUNDING_WINDOW_MS
        ? { kind: 'cancel', reason: 'EXPIRED' }
        : { kind: 'fund' };
  }
}

/** The payment after this answer to that call. Idempotent: an answer repeated changes nothing more. */
export function afterAnswer(payment: Payment, call: Call, answer: Answer): Payment {
  if (payment.state === 'CAPTURED') return payment;
  if (payment.state === 'VOIDED') {
    return answer.kind === 'unknown' ? payment : { ...payment, noticeDue: null };
  }
  switch (answer.kind) {
    case 'credited':
      return { ...payment, state: 'CAPTURED', captured: answer.amount };
    case 'declined':
      return {
        ...payment,
        state: 'VOIDED',
        code: whyDeclined(call, answer.code),
        remaining: answer.remaining,
      };
    case 'unconfirmed':
      return { ...payment, state: 'PENDING' };
    case 'notFound':
      // Nothing was recorded, so nothing was ordered either: the funding is asked for again, with the same id
      // [exactly-once].
      if (call.kind === 'ask') return { ...payment, state: 'AUTHORIZED' };
      return afterRefusal(payment, call, answer.code);
    case 'refused':
      return afterRefusal(payment, call, answer.code);
    case 'unknown':
      return payment;
  }
}

/** The bridge says of any cancellation that it was cancelled; why is known to whoever asked for it. */
function whyDeclined(call: Call, code: string): string {
  return call.kind === 'cancel' && code === 'CANCELLED' ? call.reason : code;
}

function afterRefusal(payment: Payment, call: Call, code: string): Payment {
  if (call.kind !== 'fund') return payment;
  return payment.attempts > 1 ? { ...payment, doubtful: true } : { ...payment, state: 'VOIDED', code };
}

/** How long to wait before the next call, in milliseconds; `attempt` counts from 1. */
export function retryDelayMs(attempt: number): number {
  return Math.min(5_000, 250 * 2 ** Math.min(attempt - 1, 8));
}
