/** What becomes of a payout after its order to the rail: what the rail tells of it, and what a person does in its place. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { endTries } from './outbox.ts';
import { statesBefore } from './outbox-states.ts';
import type { DebtState } from './payout-states.ts';
import { raiseAlarm } from './rail-alarms.ts';

export interface OwedPayout {
  readonly key: string;
  readonly rail: string;
  readonly amount: Money;
  readonly state: DebtState;
  /** Whether the rail has told that its money came back. */
  readonly hasComeBack: boolean;
}

/** Locks it until the transaction ends. @returns null: this rail was never asked for such a payout. */
export async function lockPayout(tx: Queryable, rail: string, key: string): Promise<OwedPayout | null> {
  const { rows } = await tx.query<{
    state: DebtState;
    minor: number;
    currency: string;
    hasComeBack: boolean;
  }>(
    `SELECT state, amount_minor AS minor, currency, returned_at IS NOT NULL AS "hasComeBack" FROM outbox
     WHERE business_key = $1 AND rail = $2 AND kind = 'payout' FOR UPDATE`,
    [key, rail],
  );
  const row = rows[0];
  if (!row) return null;
  const { minor, currency, state, hasComeBack } = row;
  return { key, rail, amount: { minor, currency }, state, hasComeBack };
}

/** The rail has told that the player has the money. The caller has locked it, and it may become PAID. */
export async function markPaid(tx: Queryable, { key, rail }: OwedPayout): Promise<void> {
  await tx.query(
    `UPDATE outbox SET state = 'PAID', paid_at = now(), ended_at = coalesce(ended_at, now())
     WHERE business_key = $1 AND state IN ${statesBefore('payout', 'PAID')}`,
    [key],
  );
  await recordAudit(tx, 'payout.paid', key, { rail });
  await endTries(tx, rail, 'payout', key, 'The rail has told that it was paid.');
}

/**
 * The money has come back: a person is told, and pays it in another way. The caller has locked it, and it may become
 * RETURNED.
 */
export async function markReturned(tx: Queryable, { key, rail, amount, state }: OwedPayout): Promise<void> {
  await tx.query(
    `UPDATE outbox SET state = 'RETURNED', returned_at = now(), ended_at = coalesce(ended_at, now())
     WHERE business_key = $1 AND state IN ${statesBefore('payout', 'RETURNED')}`,
    [key],
  );
  await recordAudit(tx, 'payout.returned', key, { rail, was: state });
  await endTries(tx, rail, 'payout', key, 'The rail has told that the money came back.');
  await raiseAlarm(tx, { rail, kind: 'PAYOUT_RETURNED', subject: key, detail: { amount } });
}

/**
 * A person has paid what the rail did not. @returns false: it does not wait for a person, since it was paid in the
 * meantime, or came back.
 */
export async function markSettledByHand(
  tx: Queryable,
  key: string,
  by: { readonly actor: string; readonly reason: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE outbox SET state = 'SETTLED_BY_HAND'
     WHERE business_key = $1 AND kind = 'payout' AND state IN ${statesBefore('payout', 'SETTLED_BY_HAND')}`,
    [key],
  );
  if (rowCount !== 1) return false;
  await recordAudit(tx, 'payout.settled-by-hand', key, by);
  return true;
}
