/** What the phone is to say of a payment: pure. */
import type { NewestCapture } from '../../ledger/capture-attempts.ts';
import { CAPTURE_STATES } from '../../ledger/capture-states.ts';
import type { FundingMoney } from '../../ledger/funding-money.ts';
import { stateOfMoney } from '../money-on-page.ts';
import type { PayState } from '../pay-page.ts';
import { adverseAction } from './adverse-action.ts';
import { NOT_NOW } from './failure-words.ts';
import { FAILURES, isFailure } from './failures.ts';

/** Nothing new is ordered for a payment that was begun so long ago (bridge/ledger/capture-attempts.ts). */
const PAY_WITHIN_MS = 600_000;

export interface PaymentFacts {
  /** Since the player began. */
  readonly ageMs: number;
  readonly isAtBank: boolean;
  /** An account was chosen for it, and its bank sends a code first. */
  readonly isWaiting: boolean;
  /** null: nothing was ordered yet. */
  readonly capture: NewestCapture | null;
  /** null: the machine's side has decided nothing yet. */
  readonly money: FundingMoney | null;
}

export function payState({ ageMs, isAtBank, isWaiting, capture, money }: PaymentFacts): PayState {
  if (money !== null) return stateOfMoney(money);
  if (capture === null) {
    if (isWaiting) return { kind: 'waiting-for-code' };
    if (ageMs > PAY_WITHIN_MS) return { kind: 'too-late' };
    return { kind: isAtBank ? 'waiting-for-bank' : 'choose-bank', attempt: 1 };
  }
  if (capture.wasReversed && !capture.wasCaptured) return { kind: 'going-back', by: 'bank' };
  if (capture.wasCaptured) return { kind: 'being-added' };
  switch (CAPTURE_STATES[capture.state].page) {
    case 'CAPTURING':
      return { kind: 'capturing' };
    case 'BEING_ADDED':
      return { kind: 'being-added' };
    case 'GOING_BACK':
      return { kind: 'going-back', by: 'bank' };
    case 'DECLINED':
      return declined(capture, ageMs);
  }
}

function declined(
  { failure: name, declineCode, number, isForgotten }: NewestCapture,
  ageMs: number,
): PayState {
  const attempt = number + 1;
  const failure = isFailure(name) ? FAILURES[name] : null;
  // The law asks for it, however late it is.
  if (failure?.mayBeAdverse === true && declineCode !== null)
    return { kind: 'adverse-action', text: adverseAction(declineCode), attempt };
  if (ageMs > PAY_WITHIN_MS) return { kind: 'too-late' };
  // A login refreshes no account that is forgotten: by the player, or because the phone has put the same one on file anew.
  if (failure === null || (failure.words === null && isForgotten))
    return { kind: 'declined', words: NOT_NOW, mayTryAgain: true, attempt };
  if (failure.words === null) return { kind: 'refresh-needed' };
  if (failure.action === 'attendant') return { kind: 'not-taken-here', words: failure.words };
  return { kind: 'declined', words: failure.words, mayTryAgain: failure.action === 'try-again', attempt };
}
