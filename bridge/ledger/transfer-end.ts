/**
 * How a transfer comes to its end in the ledger. Every change is made with its limit reservation and its audit entry, in
 * the caller's transaction.
 */
import type { Money } from '../../protocol/money.ts';
import type { FundingErrorCode } from './funding-error-code.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import type { KnownTransfer } from './known-transfers.ts';
import { releaseReservation } from './limits.ts';

/** A transfer that is still ORDERED had left all the same: this ledger, restored from a copy, has forgotten that. */
export async function markCredited(
  tx: Queryable,
  transferId: string,
  amount: Money,
  by: 'machine' | 'hand' = 'machine',
): Promise<void> {
  await tx.query(credit('true'), [transferId, amount.minor, amount.currency, by === 'hand']);
}

/** What {@link markCreditedAsKnown} found. */
export interface CreditedAsKnown {
  /** False: nothing was changed, because the ledger has something else. */
  readonly isCredited: boolean;
  /** Another order for the machine waits. */
  readonly isNextWaiting: boolean;
}

/** {@link markCredited}, if the transfer is still as it was when this process sent it. In one statement of its own. */
export async function markCreditedAsKnown(
  database: Queryable,
  { transferId, fundingId, asset, amountMinor, currency, board }: KnownTransfer,
  amount: Money,
): Promise<CreditedAsKnown> {
  const { rows } = await database.query<{ isCredited: boolean; isNextWaiting: boolean }>(CREDIT_AS_KNOWN, [
    transferId,
    amount.minor,
    amount.currency,
    false,
    fundingId,
    asset,
    amountMinor,
    currency,
    board.serial,
    board.memoryId,
  ]);
  return rows[0] ?? { isCredited: false, isNextWaiting: true };
}

/** SQL: the credit, with its reservation and its entry in the trail. @param onlyIf SQL, of the transfer. */
function credit(onlyIf: string, result = 'SELECT 1 FROM ended'): string {
  return `
    WITH ended AS (
      UPDATE transfers SET status = 'CREDITED', credited_minor = $2, settled_at = now(),
             sent_at = coalesce(sent_at, now()), settled_by_hand = $4
      WHERE transfer_id = $1 AND ${onlyIf}
      RETURNING transfer_id),
    committed AS (
      UPDATE limit_reservations r SET status = 'COMMITTED', committed_minor = $2
      FROM ended WHERE r.transfer_id = ended.transfer_id),
    told AS (
      INSERT INTO audit (event, subject, detail)
      SELECT 'transfer.credited', transfer_id,
             jsonb_build_object('amount', jsonb_build_object('minor', $2::bigint, 'currency', $3::text)) FROM ended)
    ${result}`;
}

const CREDIT_AS_KNOWN = credit(
  `status = 'SENT' AND elsewhere_id IS NULL
   AND (funding_id, asset, amount_minor, currency, board_serial, board_memory) = ($5, $6, $7, $8, $9, $10)`,
  `SELECT EXISTS (SELECT 1 FROM ended) AS "isCredited",
          EXISTS (SELECT 1 FROM transfers WHERE asset = $6 AND status = 'ORDERED') AS "isNextWaiting"`,
);

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
