/** What Trustly tells of a capture, by an event or by an answer, as the inbox acts on it. Runs in the inbox's transaction. */
import {
  changeCapture,
  lockCapture,
  orderCapture,
  refuseCapture,
  type TakenCapture,
  type ToldCapture,
  wasPaidByAnother,
} from '../../ledger/capture-attempts.ts';
import { afterTold, CAPTURE_STATES, type CaptureNews } from '../../ledger/capture-states.ts';
import { endCaptureOpen } from '../../ledger/capture-alarms.ts';
import { forgetAccount } from '../../ledger/on-file-accounts.ts';
import { mayHaveRefunded } from '../../ledger/on-file-transactions.ts';
import { raiseAlarm } from '../../ledger/rail-alarms.ts';
import type { Queryable } from '../../platform/postgres/database.ts';
import type { Digests } from '../../platform/secrets/digests.ts';
import type { RailEvent } from '../rail-event.ts';
import type { CaptureRules, CaptureTold } from './capture-told.ts';
import { failureOf, failureOfHeld, FAILURES, type FailureName } from './failures.ts';
import { ON_FILE } from './on-file.ts';
import { captured, capturedAgain, decidedAs, hearSecond } from './second-captures.ts';

/** A capture that was cancelled because Trustly was silent is tried anew under another reference, while the player waits. */
const ANEW_WITHIN_MS = 45_000;
const MOST_ATTEMPTS = 3;

/** @param notificationId for people. */
export async function hearCapture(
  tx: Queryable,
  told: CaptureTold,
  notificationId: string,
  rules: CaptureRules,
): Promise<RailEvent> {
  const capture = await lockCapture(tx, told.transactionId, told.reference);
  const alarm = async (why: string) =>
    raiseAlarm(tx, {
      rail: ON_FILE,
      kind: 'CONFLICT',
      subject: notificationId,
      detail: { why, ...about(told), fundingId: capture?.fundingId },
    });
  if (capture === null) {
    const second = await hearSecond(tx, told, rules);
    if (second !== null) return second;
    if (CAPTURE_STATES[told.status].money === 'taken') await alarm('money that this bridge did not ask for');
    return { kind: 'noted', about: `${told.status} of an unknown capture ${told.transactionId}` };
  }
  if (told.minor !== null && told.minor !== capture.amount.minor) {
    await alarm('another amount than was asked for');
    return { kind: 'noted', about: `${told.transactionId} has another amount` };
  }
  const news = afterTold(capture, told, rules.takesProcessed);
  const failure = failureFrom(capture, news, told);
  await changeCapture(tx, capture, {
    state: news.state,
    stamp: news.stamp,
    transactionId: told.transactionId,
    isCaptured: news.effect === 'captured',
    isReversed: news.effect === 'reversed',
    failure,
    declineCode: failure === null || !FAILURES[failure].mayBeAdverse ? null : told.declineCode,
    said: told.providerStatus,
  });
  if (!CAPTURE_STATES[news.state].isOpen || news.effect === 'captured')
    await endCaptureOpen(tx, ON_FILE, capture.reference);
  if (failure !== null && FAILURES[failure].action === 'forget')
    await forgetAccount(tx, ON_FILE, capture.accountId);
  if (isAnew(capture, news)) await orderCapture(tx, { ...capture, number: capture.number + 1 });
  if (news.effect === 'doubtful') await alarm(`${told.status} after ${capture.state}`);
  if (news.effect === 'refunded' && !(await mayHaveRefunded(tx, ON_FILE, told.transactionId)))
    await alarm('given back, and not by this bridge');
  return eventOf(tx, capture, told.transactionId, news, rules.digests);
}

/** It was not sent, or Trustly's answer is certain that it took nothing. */
export async function hearRefused(
  tx: Queryable,
  capture: Pick<TakenCapture, 'reference' | 'tries'>,
  failure: FailureName | null,
  said: string,
): Promise<void> {
  const accountId = await refuseCapture(tx, capture, failure, said);
  if (accountId === null) return;
  await endCaptureOpen(tx, ON_FILE, capture.reference);
  if (failure !== null && FAILURES[failure].action === 'forget') await forgetAccount(tx, ON_FILE, accountId);
}

/** null: it has not failed, or because we cancelled it. */
function failureFrom(capture: ToldCapture, news: CaptureNews, told: CaptureTold): FailureName | null {
  if (news.state === capture.state || (news.state !== 'FAILED' && news.state !== 'DENIED')) return null;
  return (capture.isOfHold ? failureOfHeld : failureOf)(told.providerStatus, told.errorCode);
}

function isAnew(capture: ToldCapture, { state }: CaptureNews): boolean {
  const isSilence =
    capture.isCancelAsked && state !== capture.state && (state === 'CANCELED' || state === 'EXPIRED');
  return isSilence && mayTryAnew(capture);
}

/** The player still waits. */
export function mayTryAnew({ begunMs, number }: Pick<ToldCapture, 'begunMs' | 'number'>): boolean {
  return begunMs < ANEW_WITHIN_MS && number < MOST_ATTEMPTS;
}

async function eventOf(
  tx: Queryable,
  capture: ToldCapture,
  paymentId: string,
  { effect, state }: CaptureNews,
  digests: Digests,
): Promise<RailEvent> {
  const { fundingId, amount } = capture;
  switch (effect) {
    case 'captured':
      return (await wasPaidByAnother(tx, capture))
        ? capturedAgain(capture, paymentId, digests)
        : captured(capture, { paymentId, fundingId }, digests);
    case 'reversed':
      return { kind: 'reversed', paymentId, fundingId: await decidedAs(tx, capture, paymentId), amount };
    case 'nothing':
    case 'refunded':
    case 'doubtful': {
      const isOver = !CAPTURE_STATES[state].isOpen && CAPTURE_STATES[state].money === 'not taken';
      return { kind: isOver ? 'cancelled' : 'pending', paymentId, fundingId };
    }
  }
}

function about({ transactionId, reference, status }: CaptureTold) {
  return { transactionId, reference, status };
}
