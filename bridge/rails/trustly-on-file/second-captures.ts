/**
 * Money that was taken a second time for what the player pays once: Trustly completes an attempt that it said was over, or has two
 * captures under one reference of ours. It is decided as a payment of its own, and goes back [money-has-a-home].
 */
import { findAttempt, wasPaidByAnother, type ToldCapture } from '../../ledger/capture-attempts.ts';
import { CAPTURE_STATES, isMoney, type ToldState } from '../../ledger/capture-states.ts';
import { mayHaveRefunded } from '../../ledger/on-file-transactions.ts';
import { findPayments } from '../../ledger/rail-payments.ts';
import type { Queryable } from '../../platform/postgres/database.ts';
import type { AccountDigest, Digests } from '../../platform/secrets/digests.ts';
import type { Captured, RailEvent } from '../rail-event.ts';
import { accountKeys } from './account-key.ts';
import type { CaptureRules, CaptureTold } from './capture-told.ts';
import { ON_FILE } from './on-file.ts';

type Attempt = Pick<
  ToldCapture,
  'reference' | 'fundingId' | 'asset' | 'amount' | 'account' | 'ageMs' | 'authorizationId' | 'isForgotten'
>;

const PAID_BEFORE = 'This was taken a second time, and goes back.';

/** The id under which the second money is decided: the first has the player's. */
const secondOf = (paymentId: string) => `second-${paymentId}`;

export function captured(
  attempt: Attempt,
  { paymentId, fundingId }: Pick<Captured, 'paymentId' | 'fundingId'>,
  digests: Digests,
): Captured {
  const { asset, amount, ageMs } = attempt;
  return {
    kind: 'captured',
    paymentId,
    fundingId,
    asset,
    amount,
    account: accountOf(attempt, digests),
    ageMs: Math.max(0, Math.round(ageMs)),
  };
}

/**
 * Nothing is sent before the account has its key. A ledger that was set back may have forgotten the key: it is asked for
 * again, and until then this is told again. Of an account whose consent was taken back since, nobody can ask.
 */
function accountOf(
  { reference, account, isForgotten, authorizationId }: Attempt,
  digests: Digests,
): AccountDigest {
  if (account !== null) return account;
  if (!isForgotten) throw new Error(`capture ${reference} is of an account that has no key yet`);
  return digests.account(accountKeys(authorizationId).key);
}

export function capturedAgain(attempt: Attempt, paymentId: string, digests: Digests): Captured {
  const event = captured(attempt, { paymentId, fundingId: secondOf(paymentId) }, digests);
  return { ...event, turnedDown: PAID_BEFORE };
}

/** The id under which the money of an attempt was decided, or will be. */
export async function decidedAs(tx: Queryable, attempt: Attempt, paymentId: string): Promise<string> {
  const known = await knownPayment(tx, paymentId);
  if (known) return known.fundingId;
  return (await wasPaidByAnother(tx, attempt)) ? secondOf(paymentId) : attempt.fundingId;
}

/** What is told of another transaction than that of an attempt, under the reference of the attempt. @returns null: of none of ours. */
export async function hearSecond(
  tx: Queryable,
  { transactionId, reference, status }: CaptureTold,
  { takesProcessed, digests }: CaptureRules,
): Promise<RailEvent | null> {
  const known = await knownPayment(tx, transactionId);
  const attempt = reference === null ? null : await findAttempt(tx, reference);
  if (isMoney(status, takesProcessed)) return attempt && capturedAgain(attempt, transactionId, digests);
  if (isTakenBack(status, known?.capturedMinor ?? null)) {
    const amount = known?.capturedMinor
      ? { minor: known.capturedMinor, currency: known.currency }
      : attempt?.amount;
    if (amount === undefined) return null;
    if (known && known.reversedMinor > 0) return noted(transactionId, status);
    return { kind: 'reversed', paymentId: transactionId, fundingId: secondOf(transactionId), amount };
  }
  const isOurRefund = status === 'REFUNDED' || status === 'PARTIALLY_REFUNDED';
  return isOurRefund && (await mayHaveRefunded(tx, ON_FILE, transactionId))
    ? noted(transactionId, status)
    : null;
}

/** By the bank; or what was told as money has failed. */
function isTakenBack(status: ToldState, capturedMinor: number | null): boolean {
  const { isOpen, money } = CAPTURE_STATES[status];
  return status === 'REVERSED' || (capturedMinor !== null && !isOpen && money === 'not taken');
}

async function knownPayment(tx: Queryable, paymentId: string) {
  const payments = await findPayments(tx, { rail: ON_FILE, paymentId, fundingId: secondOf(paymentId) });
  return payments.find((payment) => payment.paymentId === paymentId);
}

function noted(transactionId: string, status: string): RailEvent {
  return { kind: 'noted', about: `${status} of ${transactionId}, which was taken a second time` };
}
