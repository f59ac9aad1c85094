/** What Trustly tells of money that it holds, by an event or by an answer. Runs in the inbox's transaction. */
import { endUnsent, makeDue, orderCapture } from '../../ledger/capture-attempts.ts';
import { endCaptureOpen, endHoldOpen } from '../../ledger/capture-alarms.ts';
import { addSecondHold, changeHold, lockHold, type ToldHold } from '../../ledger/capture-holds.ts';
import { afterHoldTold, afterOtherAmount, HOLD_STATES, type KnownHold } from '../../ledger/hold-states.ts';
import { forgetAccount } from '../../ledger/on-file-accounts.ts';
import { raiseAlarm } from '../../ledger/rail-alarms.ts';
import type { Queryable } from '../../platform/postgres/database.ts';
import type { RailEvent } from '../rail-event.ts';
import type { CaptureTold } from './capture-told.ts';
import { failureOf, FAILURES } from './failures.ts';
import { mayTryAnew } from './news-of-captures.ts';
import { ON_FILE } from './on-file.ts';

/** @returns null: it is not of a hold of ours. @param notificationId for people. */
export async function hearHold(
  tx: Queryable,
  told: CaptureTold,
  notificationId: string,
): Promise<RailEvent | null> {
  const { transactionId, reference, status, stamp } = told;
  const hold = await lockHold(tx, transactionId, reference);
  if (hold === null) return null;
  const noted: RailEvent = { kind: 'noted', about: `hold ${transactionId} is ${status}` };
  const alarm = async (why: string, subject = notificationId) =>
    raiseAlarm(tx, {
      rail: ON_FILE,
      kind: 'CONFLICT',
      subject,
      detail: { why, transactionId, reference: hold.reference, status },
    });
  if (hold.transactionId !== null && hold.transactionId !== transactionId) {
    await addSecondHold(tx, hold, { transactionId, state: status, stamp });
    return noted;
  }
  if (told.minor !== null && told.minor !== hold.amount.minor) {
    const state = afterOtherAmount(hold.state, status);
    await changeHold(tx, hold, { state, stamp: hold.stamp, transactionId, said: told.providerStatus });
    if (HOLD_STATES[state].stage === 'over') await endHoldOpen(tx, ON_FILE, hold.reference);
    await alarm('another amount is held than was asked for', hold.reference);
    const ended = hold.isSecond ? null : await endUnsent(tx, hold.attempt, OTHER_AMOUNT);
    if (ended !== null) await endCaptureOpen(tx, ON_FILE, hold.attempt);
    return noted;
  }
  const news = afterHoldTold(hold, told);
  await changeHold(tx, hold, { ...news, transactionId, said: told.providerStatus });
  if (HOLD_STATES[news.state].stage === 'over') await endHoldOpen(tx, ON_FILE, hold.reference);
  if (news.state !== hold.state && HOLD_STATES[news.state].isOdd === true)
    await alarm(`${status} of a hold, which moves no money`);
  if (!hold.isSecond && hold.attemptState === 'ORDERED') await goOn(tx, hold, news, told);
  return noted;
}

const OTHER_AMOUNT = { failure: null, declineCode: null, said: 'another amount is held than was asked for' };

/** The attempt was not sent: it is sent now, or over. */
async function goOn(tx: Queryable, hold: ToldHold, { state }: KnownHold, told: CaptureTold): Promise<void> {
  const { stage } = HOLD_STATES[state];
  if (stage === 'held') return makeDue(tx, hold.attempt);
  if (stage === 'asked') return;
  const hasFailed = state === 'FAILED' || state === 'DENIED';
  const failure = hasFailed ? failureOf(told.providerStatus, told.errorCode) : null;
  const isForgotten = failure !== null && FAILURES[failure].action === 'forget';
  const ended = await endUnsent(tx, hold.attempt, {
    failure,
    declineCode: failure !== null && FAILURES[failure].mayBeAdverse ? told.declineCode : null,
    said: `its money is not held: ${state}`,
  });
  if (ended === null) return;
  await endCaptureOpen(tx, ON_FILE, hold.attempt);
  if (isForgotten) await forgetAccount(tx, ON_FILE, ended.accountId);
  const isSilence = hold.isCancelAsked && (state === 'CANCELED' || state === 'EXPIRED');
  if (isSilence && mayTryAnew(ended)) await orderCapture(tx, { ...ended, number: ended.number + 1 });
}

/** This ledger was set back, and has forgotten a hold of ours: a person has to let go of it. */
export async function hearUnknownHold(
  tx: Queryable,
  { transactionId, reference, status }: Pick<CaptureTold, 'transactionId' | 'reference' | 'status'>,
  notificationId: string,
): Promise<RailEvent> {
  if (HOLD_STATES[status].stage === 'held' && reference !== null && OUR_HOLD.test(reference))
    await raiseAlarm(tx, {
      rail: ON_FILE,
      kind: 'CONFLICT',
      subject: notificationId,
      detail: { why: 'money is held that this ledger knows nothing of', transactionId, reference, status },
    });
  return { kind: 'noted', about: `${status} of an unknown hold ${transactionId}` };
}

/** As `holdReference` makes it. */
const OUR_HOLD = /\.\d+\.h$/;
