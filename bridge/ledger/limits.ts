/**
 * What an account has used of a gaming day, and the reservations whose sum it is [atomic-limits]. Amounts are minor
 * units.
 */
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';

/**
 * What the account has used or reserved, locked until the transaction ends: the caller may decide and reserve without
 * another machine, on whichever process, doing so in between [atomic-limits].
 */
export async function lockUsage(
  tx: Queryable,
  account: AccountDigest,
  gamingDay: string,
  currency: string,
): Promise<number> {
  const { rows } = await tx.query<{ used: number }>('SELECT lock_usage($1, $2, $3) AS used', [
    account,
    gamingDay,
    currency,
  ]);
  return rows[0]?.used ?? 0;
}

/** What the account has used or reserved, read without a lock. */
export async function usedOn(
  queryable: Queryable,
  account: AccountDigest,
  gamingDay: string,
  currency: string,
): Promise<number> {
  const { rows } = await queryable.query<{ used: number }>(
    'SELECT used_minor AS used FROM daily_usage WHERE ubai = $1 AND gaming_day = $2 AND currency = $3',
    [account, gamingDay, currency],
  );
  return rows[0]?.used ?? 0;
}

/** No credit followed, and none can follow. */
export async function releaseReservation(tx: Queryable, transferId: string): Promise<void> {
  await tx.query(`UPDATE limit_reservations SET status = 'RELEASED' WHERE transfer_id = $1`, [transferId]);
}
