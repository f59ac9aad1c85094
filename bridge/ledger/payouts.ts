/** What becomes of a payout after its order to the rail: what the rail tells of it. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { endTries } from './outbox.ts';
import { MAY_HAVE_BEEN_TRIED, SEVERAL_TRIES, statesBefore } from './outbox-states.ts';
import type { DebtState } from './payout-states.ts';
import { raiseAlarm } from './rail-alarms.ts';

export interface OwedPayout {
  readonly key: string;
  readonly rail: string;
  readonly amount: Money;
  readonly state: DebtState;
  /** More than one order for it may have reached the rail. */
  readonly severalTries: boolean;
  /** false: certainly no order for it has reached the rail. */
  readonly mayHaveLeft: boolean;
}

/** Locks it until the transaction ends. @returns null: this rail was never asked for such a payout. */
export async function lockPayout(tx: Queryable, rail: string, key: string): Promise<OwedPayout | null> {
  const { rows } = await tx.query<{
    state: DebtState;
    minor: number;
    currency: string;
    severalTries: boolean;
    mayHaveLeft: boolean;
  }>(
    `SELECT state, amount_minor AS minor, currency, ${SEVERAL_TRIES} AS "severalTries",
            ${MAY_HAVE_BEEN_TRIED} AS "mayHaveLeft" FROM outbox
     WHERE business_key = $1 AND rail = $2 AND kind = 'payout' FOR UPDATE`,
    [key, rail],
  );
  const row = rows[0];
  if (!row) return null;
  const { minor, currency, state, severalTries, mayHaveLeft } = row;
  return { key, rail, amount: { minor, currency }, state, severalTries, mayHaveLeft };
}

/**
 * The rail has told that the player has the money. The caller has locked it; no person has paid it. What came back stays
 * RETURNED: the rail tells in any order.
 */
export async function markPaid(tx: Queryable, payout: OwedPayout): Promise<void> {
  const { key, rail, state } = payout;
  const { rows } = await tx.query<{ told: number }>(
    `UPDATE outbox SET state = CASE WHEN state IN ${statesBefore('payout', 'PAID')} THEN 'PAID' ELSE state END,
       paid_at = coalesce(paid_at, now()), told_paid = told_paid + 1, ended_at = coalesce(ended_at, now())
     WHERE business_key = $1 RETURNING told_paid AS told`,
    [key],
  );
  if (rows[0]?.told === 1)
    await recordAudit(tx, state === 'RETURNED' ? 'payout.was-paid' : 'payout.paid', key, { rail });
  await endTries(tx, rail, 'payout', key, 'The rail has told that it was paid.');
  await tellIfPaidTwice(tx, payout, 'told_paid');
}

/**
 * The money has come back: a person is told, and pays it in another way. Where another order may have reached the rail,
 * which is not the one that came back, a person is told that too. The caller has locked it, and it may become RETURNED.
 */
export async function markReturned(tx: Queryable, payout: OwedPayout): Promise<void> {
  const { key, rail, amount, state, severalTries } = payout;
  await tx.query(
    `UPDATE outbox SET state = 'RETURNED', returned_at = now(), ended_at = coalesce(ended_at, now())
     WHERE business_key = $1 AND state IN ${statesBefore('payout', 'RETURNED')}`,
    [key],
  );
  await recordAudit(tx, 'payout.returned', key, { rail, was: state });
  await endTries(tx, rail, 'payout', key, 'The rail has told that the money came back.');
  await raiseAlarm(tx, { rail, kind: 'PAYOUT_RETURNED', subject: key, detail: { amount } });
  if (severalTries) {
    const detail = { key, amount, severalTries };
    await raiseAlarm(tx, { rail, kind: 'CONFLICT', subject: key, detail });
  }
  await tellIfPaidTwice(tx, payout, '2');
}

/**
 * It came back once, and the rail told more than once that it was paid: each of these may be a payment. Without a return,
 * a rail that tells the same thing again has paid once. @param from the first that was not known before. The subjects are the same in whatever order all this was told.
 */
async function tellIfPaidTwice(
  tx: Queryable,
  { key, rail, amount }: OwedPayout,
  from: '2' | 'told_paid',
): Promise<void> {
  const { rows } = await tx.query<{ time: number }>(
    `SELECT generate_series(greatest(2, ${from}), told_paid) AS time FROM outbox
     WHERE business_key = $1 AND returned_at IS NOT NULL`,
    [key],
  );
  for (const { time } of rows) {
    const detail = { key, amount, toldPaid: time };
    await raiseAlarm(tx, { rail, kind: 'CONFLICT', subject: `${key} paid ${time}`, detail });
  }
}
