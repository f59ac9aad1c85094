/**
 * The money of payments of rails that pay first. The database itself makes a refund of what is captured and is certain
 * not to be credited, in whichever transaction makes it certain (`owe_refund`).
 */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { raiseAlarm } from './rail-alarms.ts';
import { isOverpaid } from './refunds.ts';

export interface PaymentKey {
  readonly rail: string;
  /** The rail's id of the payment. */
  readonly paymentId: string;
  /** Our id of the payment, which the player's phone shows too. */
  readonly fundingId: string;
}

export interface KnownPayment extends PaymentKey {
  /** null: not heard of yet. */
  readonly capturedMinor: number | null;
  readonly reversedMinor: number;
  readonly currency: string;
}

/**
 * Serialises everything about one payment until the transaction ends: its notifications are handled one after the
 * other.
 */
export async function lockPayment(tx: Queryable, rail: string, paymentId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7301))', [`${rail} ${paymentId}`]);
}

/** Finds payments by the rail's id or by ours. More than one: the two ids do not belong together. */
export async function findPayments(
  tx: Queryable,
  { rail, paymentId, fundingId }: PaymentKey,
): Promise<KnownPayment[]> {
  const { rows } = await tx.query<KnownPayment & Record<string, unknown>>(
    `SELECT rail, payment_id AS "paymentId", funding_id AS "fundingId", captured_minor AS "capturedMinor",
            reversed_minor AS "reversedMinor", currency
     FROM rail_payments WHERE (rail = $1 AND payment_id = $2) OR funding_id = $3`,
    [rail, paymentId, fundingId],
  );
  return rows;
}

/**
 * Call this after the funding was decided, in the same transaction: from here on a refund is owed for what is certain
 * not to be credited.
 */
export async function markCaptured(
  tx: Queryable,
  { rail, paymentId, fundingId }: PaymentKey,
  amount: Money,
  ageMs: number,
): Promise<void> {
  await recordAudit(tx, 'payment.captured', fundingId, { rail, paymentId, amount });
  await tx.query(
    `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, captured_minor, captured_at)
     VALUES ($1, $2, $3, $4, $5, now() - make_interval(secs => $6::float8 / 1000))
     ON CONFLICT (rail, payment_id) DO UPDATE
       SET captured_minor = excluded.captured_minor, captured_at = excluded.captured_at`,
    [rail, paymentId, fundingId, amount.currency, amount.minor, ageMs],
  );
  if (await isOverpaid(tx, fundingId)) {
    // More was taken back, before the capture was heard of, than was captured.
    const detail = { paymentId, fundingId, amount };
    await raiseAlarm(tx, { rail, kind: 'REVERSED', subject: paymentId, detail });
  }
}

/**
 * The rail has taken this much back. The transfer is locked first, as it is when it is settled. @returns whether the
 * capture was heard of before; otherwise it has led to nothing yet.
 */
export async function markReversed(
  tx: Queryable,
  { rail, paymentId, fundingId }: PaymentKey,
  amount: Money,
): Promise<boolean> {
  await tx.query('SELECT 1 FROM transfers WHERE funding_id = $1 FOR UPDATE', [fundingId]);
  const { rows } = await tx.query<{ captured: boolean }>(
    `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, reversed_minor) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (rail, payment_id) DO UPDATE SET reversed_minor = rail_payments.reversed_minor + excluded.reversed_minor
     RETURNING captured_minor IS NOT NULL AS captured`,
    [rail, paymentId, fundingId, amount.currency, amount.minor],
  );
  await recordAudit(tx, 'payment.reversed', fundingId, { rail, paymentId, amount });
  return rows[0]?.captured === true;
}

/** @param amount where `minor` is null, only the currency must be the same. */
export function isSamePayment(
  known: KnownPayment,
  { rail, paymentId, fundingId }: PaymentKey,
  { minor, currency }: { readonly minor: number | null; readonly currency: string },
): boolean {
  const sameId = known.rail === rail && known.paymentId === paymentId && known.fundingId === fundingId;
  const sameAmount = minor === null || known.capturedMinor === null || known.capturedMinor === minor;
  return sameId && sameAmount && known.currency === currency;
}
