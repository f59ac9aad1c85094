/** What becomes of a payout after its order to the rail: what the rail tells of it. */
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
  /** Whether the rail has told that it was paid, be it that the money came back later. */
  readonly wasPaid: boolean;
}

/** Locks it until the transaction ends. @returns null: this rail was never asked for such a payout. */
export async function lockPayout(tx: Queryable, rail: string, key: string): Promise<OwedPayout | null> {
  const { rows } = await tx.query<{
    state: DebtState;
    minor: number;
    currency: string;
    wasPaid: boolean;
  }>(
    `SELECT state, amount_minor AS minor, currency, paid_at IS NOT NULL AS "wasPaid" FROM outbox
     WHERE business_key = $1 AND rail = $2 AND kind = 'payout' FOR UPDATE`,
    [key, rail],
  );
  const row = rows[0];
  if (!row) return null;
  const { minor, currency, state, wasPaid } = row;
  return { key, rail, amount: { minor, currency }, state, wasPaid };
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
