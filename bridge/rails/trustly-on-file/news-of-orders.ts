/** What Trustly tells of what it was asked to pay: deposits (our payouts) and refunds. Runs in the inbox's transaction. */
import type { Stamp, ToldState } from '../../ledger/capture-states.ts';
import { askedFor, keepIfNewer } from '../../ledger/on-file-transactions.ts';
import { raiseAlarm } from '../../ledger/rail-alarms.ts';
import type { Queryable } from '../../platform/postgres/database.ts';
import type { RailEvent } from '../rail-event.ts';
import { ON_FILE } from './on-file.ts';
import { DEPOSIT_STATES, REFUND_TRANSACTION_STATES } from './payout-and-refund-news.ts';

export interface OrderTold {
  readonly transactionId: string;
  readonly reference: string | null;
  readonly status: ToldState;
  readonly stamp: Stamp;
}

export async function hearDeposit(
  tx: Queryable,
  told: OrderTold,
  notificationId: string,
): Promise<RailEvent> {
  const { transactionId, reference, status, stamp } = told;
  const about = `deposit ${transactionId} is ${status}`;
  const { tells } = DEPOSIT_STATES[status];
  if (!(await keepIfNewer(tx, transactionId, stamp)) || tells === null) return { kind: 'noted', about };
  const asked = reference === null ? null : await askedFor(tx, ON_FILE, reference);
  if (reference !== null && asked?.kind === 'payout' && tells !== 'a person')
    return { kind: tells, key: reference, amount: asked.amount };
  const detail = { transactionId, reference, status };
  await raiseAlarm(tx, { rail: ON_FILE, kind: 'CONFLICT', subject: notificationId, detail });
  return { kind: 'noted', about };
}

/** A refund that the outbox has as done, and that the player does not get after all, a person has to give back. */
export async function hearRefund(tx: Queryable, told: OrderTold, notificationId: string): Promise<RailEvent> {
  const { transactionId, reference, status, stamp } = told;
  const isNews = await keepIfNewer(tx, transactionId, stamp);
  const asked = reference === null ? null : await askedFor(tx, ON_FILE, reference);
  if (isNews && (asked?.kind !== 'refund' || REFUND_TRANSACTION_STATES[status].isLost)) {
    const detail = { transactionId, reference, status, means: REFUND_TRANSACTION_STATES[status].means };
    await raiseAlarm(tx, { rail: ON_FILE, kind: 'CONFLICT', subject: notificationId, detail });
  }
  return { kind: 'noted', about: `refund ${transactionId} is ${status}` };
}
