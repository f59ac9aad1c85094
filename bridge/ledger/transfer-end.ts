/**
 * How a transfer comes to its end in the ledger. Every change is made with its limit reservation and its audit entry, in
 * the caller's transaction.
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import { failureOfRefusal, type FundingErrorCode } from '../funding/error-code.ts';
import type { Queryable } from '../postgres/database.ts';
import { recordAudit } from './audit.ts';
import { commitReservation, releaseReservation } from './limits.ts';

/** What the ledger made of a kiosk's result. Only `settled` and `known` may be acknowledged. */
export type Settlement = 'settled' | 'known' | 'contradiction' | 'unheard-of';

interface TransferRow {
  status: 'ORDERED' | 'SENT' | 'UNCONFIRMED' | 'CREDITED' | 'FAILED';
  amountMinor: number;
  currency: string;
  creditedMinor: number | null;
}

/** What the machine's cabinet says became of a transfer (M2). */
export async function settleTransfer(
  tx: Queryable,
  asset: AssetId,
  transferId: TransferId,
  outcome: TransferOutcome,
): Promise<Settlement> {
  const row = await lockTransfer(tx, transferId, asset);
  if (!row) return 'unheard-of';
  if (isRepetition(row, outcome)) return 'known';
  if (!isPossible(row, outcome)) {
    await recordContradiction(tx, transferId, row, outcome);
    return 'contradiction';
  }
  if (outcome.outcome === 'credited') await markCredited(tx, transferId, outcome.amount);
  else await markFailed(tx, transferId, ...failureOfRefusal(outcome.reason));
  return 'settled';
}

/** Once for each thing that was said: the kiosk repeats what is not acknowledged. */
async function recordContradiction(
  tx: Queryable,
  transferId: string,
  ledger: TransferRow,
  cabinet: TransferOutcome,
): Promise<void> {
  const { rows } = await tx.query(
    `SELECT 1 FROM audit WHERE event = 'transfer.contradiction' AND subject = $1 AND detail->'cabinet' = $2 LIMIT 1`,
    [transferId, cabinet],
  );
  if (rows.length === 0) await recordAudit(tx, 'transfer.contradiction', transferId, { ledger, cabinet });
}

async function lockTransfer(
  tx: Queryable,
  transferId: string,
  asset: string,
): Promise<TransferRow | undefined> {
  const { rows } = await tx.query<TransferRow & Record<string, unknown>>(
    `SELECT status, amount_minor AS "amountMinor", currency, credited_minor AS "creditedMinor"
     FROM transfers WHERE transfer_id = $1 AND asset = $2 FOR UPDATE`,
    [transferId, asset],
  );
  return rows[0];
}

function isRepetition(row: TransferRow, outcome: TransferOutcome): boolean {
  if (outcome.outcome === 'refused') return row.status === 'FAILED';
  return (
    row.status === 'CREDITED' &&
    row.creditedMinor === outcome.amount.minor &&
    row.currency === outcome.amount.currency
  );
}

function isPossible(row: TransferRow, outcome: TransferOutcome): boolean {
  if (row.status !== 'SENT' && row.status !== 'UNCONFIRMED') return false;
  if (outcome.outcome === 'refused') return true;
  const { minor, currency } = outcome.amount;
  return currency === row.currency && minor > 0 && minor <= row.amountMinor;
}

export async function markCredited(tx: Queryable, transferId: string, amount: Money): Promise<void> {
  await tx.query(
    `UPDATE transfers SET status = 'CREDITED', credited_minor = $2, settled_at = now() WHERE transfer_id = $1`,
    [transferId, amount.minor],
  );
  await commitReservation(tx, transferId, amount.minor);
  await recordAudit(tx, 'transfer.credited', transferId, { amount });
}

export async function markFailed(
  tx: Queryable,
  transferId: string,
  code: FundingErrorCode,
  message: string,
): Promise<void> {
  await tx.query(
    `UPDATE transfers SET status = 'FAILED', failure_code = $2, failure_message = $3, settled_at = now()
     WHERE transfer_id = $1`,
    [transferId, code, message],
  );
  await releaseReservation(tx, transferId);
  await recordAudit(tx, 'transfer.failed', transferId, { code });
}
