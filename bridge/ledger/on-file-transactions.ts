/** What a rail told last, by its own time, of transactions that are no captures: deposits and refunds. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { Stamp } from './capture-states.ts';
import { MAY_HAVE_BEEN_TRIED } from './outbox-states.ts';

/** Keeps it, where it is newer than what was told before. @returns whether it is. */
export async function keepIfNewer(tx: Queryable, transactionId: string, stamp: Stamp): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO on_file_transactions (transaction_id, told_ms, told_event) VALUES ($1, $2, $3)
     ON CONFLICT (transaction_id) DO UPDATE SET told_ms = excluded.told_ms, told_event = excluded.told_event
     WHERE (excluded.told_ms, length(excluded.told_event), excluded.told_event)
       > (on_file_transactions.told_ms, length(on_file_transactions.told_event), on_file_transactions.told_event)`,
    [transactionId, stamp.atMs, stamp.eventId],
  );
  return rowCount === 1;
}

/** What the outbox asks for under a key. @returns null: nothing. */
export async function askedFor(
  queryable: Queryable,
  rail: string,
  key: string,
): Promise<{ kind: 'refund' | 'payout'; amount: Money } | null> {
  const { rows } = await queryable.query<{ kind: 'refund' | 'payout'; minor: number; currency: string }>(
    'SELECT kind, amount_minor AS minor, currency FROM outbox WHERE rail = $1 AND business_key = $2',
    [rail, key],
  );
  const [row] = rows;
  return row ? { kind: row.kind, amount: { minor: row.minor, currency: row.currency } } : null;
}

/** Whether the outbox may have asked the rail to give back money of this payment. */
export async function mayHaveRefunded(
  queryable: Queryable,
  rail: string,
  paymentId: string,
): Promise<boolean> {
  const { rows } = await queryable.query<{ asked: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM outbox WHERE rail = $1 AND payment_id = $2 AND kind = 'refund'
       AND ${MAY_HAVE_BEEN_TRIED}) AS asked`,
    [rail, paymentId],
  );
  return rows[0]?.asked === true;
}
