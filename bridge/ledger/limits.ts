/** Daily limits per UBAI: checked and reserved under one row lock, whichever machine or process asks (M7). */
import type { Queryable } from '../postgres/database.ts';
import type { Money } from '../../protocol/money.ts';

/** What a UBAI may add on a gaming day, and what it has added or reserved. */
export interface DailyAllowance {
  readonly limit: Money;
  readonly used: Money;
  readonly remaining: Money;
}

/**
 * Locks what the UBAI has used of the gaming day until the transaction ends, so that the caller may decide and
 * reserve without another machine doing so in between (M7).
 */
export async function lockAllowance(
  tx: Queryable,
  ubai: string,
  gamingDay: string,
  limit: Money,
): Promise<DailyAllowance> {
  const { rows } = await tx.query<{ used: number }>(
    `INSERT INTO daily_usage (ubai, gaming_day, currency) VALUES ($1, $2, $3)
     ON CONFLICT (ubai, gaming_day, currency) DO UPDATE SET used_minor = daily_usage.used_minor
     RETURNING used_minor AS used`,
    [ubai, gamingDay, limit.currency],
  );
  return allowance(limit, rows[0]?.used ?? 0);
}

/** The caller holds the lock of {@link lockAllowance} and has found that the amount fits. */
export async function reserve(
  tx: Queryable,
  transferId: string,
  ubai: string,
  gamingDay: string,
  amount: Money,
): Promise<void> {
  await tx.query(
    `INSERT INTO limit_reservations (transfer_id, ubai, gaming_day, currency, reserved_minor)
     VALUES ($1, $2, $3, $4, $5)`,
    [transferId, ubai, gamingDay, amount.currency, amount.minor],
  );
}

/** The cabinet confirmed this much: it stays used, the rest of the reservation is free again. */
export async function commitReservation(
  tx: Queryable,
  transferId: string,
  creditedMinor: number,
): Promise<void> {
  await tx.query(
    `UPDATE limit_reservations SET status = 'COMMITTED', committed_minor = $2 WHERE transfer_id = $1`,
    [transferId, creditedMinor],
  );
}

/** No credit followed and none can. */
export async function releaseReservation(tx: Queryable, transferId: string): Promise<void> {
  await tx.query(`UPDATE limit_reservations SET status = 'RELEASED' WHERE transfer_id = $1`, [transferId]);
}

function allowance(limit: Money, usedMinor: number): DailyAllowance {
  const { currency } = limit;
  return {
    limit,
    used: { minor: usedMinor, currency },
    remaining: { minor: Math.max(0, limit.minor - usedMinor), currency },
  };
}
