/**
 * How a transfer comes to its end in the ledger. Every change is made with its limit reservation and its audit entry, in
 * the caller's transaction.
 */
import type { Money } from '../../protocol/money.ts';
import type { FundingErrorCode } from './funding-error-code.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { releaseReservation } from './limits.ts';

/** A transfer that is still ORDERED had left all the same: this ledger, restored from a copy, has forgotten that. */
export async function markCredited(
  tx: Queryable,
  transferId: string,
  amount: Money,
  by: 'machine' | 'hand' = 'machine',
): Promise<void> {
  await tx.query(CREDIT, [transferId, amount.minor, amount.currency, by === 'hand']);
}

const CREDIT = `
  WITH ended AS (
    UPDATE transfers SET status = 'CREDITED', credited_minor = $2, settled_at = now(),
           sent_at = coalesce(sent_at, now()), settled_by_hand = $4
    WHERE transfer_id = $1
    RETURNING transfer_id),
  committed AS (
    UPDATE limit_reservations r SET status = 'COMMITTED', committed_minor = $2
    FROM ended WHERE r.transfer_id = ended.transfer_id)
  INSERT INTO audit (event, subject, detail)
  SELECT 'transfer.credited', transfer_id,
         jsonb_build_object('amount', jsonb_build_object('minor', $2::bigint, 'currency', $3::text)) FROM ended`;

/** Ends a transfer from a machine, which reserves nothing of a limit. */
export async function markDebited(tx: Queryable, transferId: string, amount: Money): Promise<void> {
  await tx.query(
    `UPDATE transfers SET status = 'DEBITED', debited_minor = $2, settled_at = now(), sent_at = coalesce(sent_at, now())
     WHERE transfer_id = $1`,
    [transferId, amount.minor],
  );
  await recordAudit(tx, 'transfer.debited', transferId, { amount });
}

/** Marks a transfer as FAILED, by the machine's word or a person's. For one that is still ORDERED, see above. */
export async function markRefused(
  tx: Queryable,
  transferId: string,
  code: FundingErrorCode,
  message: string,
  by: 'machine' | 'hand' = 'machine',
): Promise<void> {
  await fail(tx, transferId, code, message, 'now()', by);
}

/** Ends a transfer that has certainly not left. */
export async function markUnsent(
  tx: Queryable,
  transferId: string,
  code: FundingErrorCode,
  message: string,
): Promise<void> {
  await fail(tx, transferId, code, message, 'NULL');
}

/** The machine has not said in the window what became of it. */
export async function markUnconfirmed(tx: Queryable, transferId: string): Promise<void> {
  await tx.query(`UPDATE transfers SET status = 'UNCONFIRMED' WHERE transfer_id = $1`, [transferId]);
  await recordAudit(tx, 'transfer.unconfirmed', transferId, {});
}

async function fail(
  tx: Queryable,
  transferId: string,
  code: FundingErrorCode,
  message: string,
  sentAt: 'now()' | 'NULL',
  by: 'machine' | 'hand' = 'machine',
): Promise<void> {
  await tx.query(
    `UPDATE transfers SET status = 'FAILED', failure_code = $2, failure_message = $3, settled_at = now(),
            sent_at = coalesce(sent_at, ${sentAt}), settled_by_hand = $4
     WHERE transfer_id = $1`,
    [transferId, code, message, by === 'hand'],
  );
  await releaseReservation(tx, transferId);
  await recordAudit(tx, 'transfer.failed', transferId, { code });
}
