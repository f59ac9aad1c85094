/** A rail that pays first has taken money back. */
import type { Money } from '../../protocol/money.ts';
import { raiseAlarm } from '../ledger/rail-alarms.ts';
import { findPayments, isSamePayment, markReversed, type PaymentKey } from '../ledger/rail-payments.ts';
import { isOverpaid, lowerWhatIsAsked } from '../ledger/refunds.ts';
import { cancelWaitingTransfer } from '../ledger/transfers.ts';
import type { Queryable } from '../platform/postgres/database.ts';

export const TAKEN_BACK_MESSAGE = 'The payment was taken back before it was credited.';

/**
 * The caller holds the lock of the payment. An order that has not left does not leave any more; a refund that has not left
 * is lowered or withdrawn by the database. Where more may have left than the rail has left us, a person is told: the casino
 * has lost the money, or the player owes it.
 * @returns whether all that was taken back is still ours, for certain: no credit and no refund of it has left, and none will.
 */
export async function takeBack(
  tx: Queryable,
  key: PaymentKey,
  amount: Money,
  notificationId: string,
): Promise<boolean> {
  const { rail, fundingId } = key;
  const alarm = async (kind: 'CONFLICT' | 'REVERSED', detail: Record<string, unknown>) =>
    raiseAlarm(tx, { rail, kind, subject: notificationId, detail: { ...key, amount, ...detail } });
  const [known, another] = await findPayments(tx, key);
  if (known && (another || !isSamePayment(known, key, { ...amount, minor: null }))) {
    await alarm('CONFLICT', { known: another ? [known, another] : known });
    return false;
  }
  const wasCaptured = await markReversed(tx, key, amount);
  if (!wasCaptured) return true; // when the capture is told later, no credit follows
  await cancelWaitingTransfer(tx, fundingId, TAKEN_BACK_MESSAGE);
  await lowerWhatIsAsked(tx, rail, fundingId);
  const isOurs = !(await isOverpaid(tx, fundingId));
  if (!isOurs) await alarm('REVERSED', {});
  return isOurs;
}
