/**
 * How a transfer comes to its end in the ledger. Every change is made with its limit reservation and its audit entry, in
 * the caller's transaction.
 */
import { isSameBoard } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import { failureOfRefusal, type FundingErrorCode } from './funding-error-code.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit, recordAuditOnce } from './audit.ts';
import { commitReservation, releaseReservation } from './limits.ts';
import { MAY_HAVE_LEFT } from './transfer-predicates.ts';
import type { TransferStatus } from './transfer-states.ts';
import { recoverTransfer } from './recovered.ts';

/**
 * What the ledger made of a kiosk's result. It has its place in the ledger, and may be acknowledged: `settled`, `known`,
 * `recovered` (the ledger had lost it) and `question` (a person must say whose it is).
 */
export type Settlement =
  | 'settled'
  | 'known'
  | 'recovered'
  | 'question'
  /** There is no room for another question: the kiosk keeps it, and tells it again. */
  | 'full'
  | 'contradiction'
  /** The word of a board that the order did not go to: it counts for nothing [confirmed-only]. */
  | 'other-board';

export type TransferResult = Extract<KioskMessage, { type: 'transfer.result' }>;

interface TransferRow {
  asset: string;
  fundingId: string;
  status: TransferStatus;
  amountMinor: number;
  currency: string;
  creditedMinor: number | null;
  serial: string;
  memoryId: string;
  /** Though it is ORDERED. */
  mayHaveLeft: boolean;
}

/** What the machine's cabinet says became of a transfer [confirmed-only]. */
export async function settleTransfer(
  tx: Queryable,
  asset: AssetId,
  merchantId: string,
  said: TransferResult,
): Promise<Settlement> {
  const { transferId, result: outcome } = said;
  const row = await lockTransfer(tx, transferId);
  // An id may be given out again by a ledger that has lost that it was.
  if (!row || isOfAnotherOrder(row, said)) return recoverTransfer(tx, asset, merchantId, said);
  if (isRepetition(row, said)) return 'known';
  if (row.asset !== asset || !isAbout(row, said) || !isPossible(row, said)) {
    await recordAuditOnce(tx, 'transfer.contradiction', transferId, {
      ledger: row,
      cabinet: outcome,
      said,
      asset,
    });
    return 'contradiction';
  }
  if (!isFromItsBoard(row, said)) {
    await recordAuditOnce(tx, 'transfer.other-board', transferId, {
      ledger: row,
      cabinet: outcome,
      said,
      asset,
    });
    return 'other-board';
  }
  if (outcome.outcome === 'credited') await markCredited(tx, transferId, outcome.amount);
  else await markRefused(tx, transferId, ...failureOfRefusal(outcome.reason));
  return 'settled';
}

async function lockTransfer(tx: Queryable, transferId: string): Promise<TransferRow | undefined> {
  const { rows } = await tx.query<TransferRow & Record<string, unknown>>(
    `SELECT asset, funding_id AS "fundingId", status, amount_minor AS "amountMinor", currency,
            credited_minor AS "creditedMinor", board_serial AS serial, board_memory AS "memoryId",
            ${MAY_HAVE_LEFT} AS "mayHaveLeft"
     FROM transfers WHERE transfer_id = $1 FOR UPDATE`,
    [transferId],
  );
  return rows[0];
}

/** By the funding; where only a board knows of a credit, by that board, and by an order that has not left. */
function isOfAnotherOrder(row: TransferRow, said: TransferResult): boolean {
  if (said.fundingId !== null) return said.fundingId !== row.fundingId;
  if (said.result.outcome === 'refused') return false;
  return !isAbout(row, said) || !isFromItsBoard(row, said) || (row.status === 'ORDERED' && !row.mayHaveLeft);
}

/** A moved board, too, may tell what the ledger has from the machine where it was before. */
function isRepetition(row: TransferRow, said: TransferResult): boolean {
  const { result: outcome } = said;
  if (outcome.outcome === 'refused') return row.status === 'FAILED';
  return (
    row.status === 'CREDITED' &&
    row.creditedMinor === outcome.amount.minor &&
    row.currency === outcome.amount.currency &&
    isAbout(row, said) &&
    isFromItsBoard(row, said)
  );
}

/** The same order: where the kiosk knows for what it was, and how much. */
function isAbout(row: TransferRow, { fundingId, requested }: TransferResult): boolean {
  const sameFunding = fundingId === null || fundingId === row.fundingId;
  return sameFunding && (requested === null || isAmount(row, requested));
}

function isAmount(row: TransferRow, { minor, currency }: Money): boolean {
  return minor === row.amountMinor && currency === row.currency;
}

function isPossible(row: TransferRow, { fundingId, result: outcome }: TransferResult): boolean {
  const mayHaveLeft = row.status === 'ORDERED' && (row.mayHaveLeft || fundingId !== null);
  if (row.status !== 'SENT' && row.status !== 'UNCONFIRMED' && !mayHaveLeft) return false;
  if (outcome.outcome === 'refused') return true;
  const { minor, currency } = outcome.amount;
  return currency === row.currency && minor > 0 && minor <= row.amountMinor;
}

/** A kiosk that refuses an order before any board had it says so without a board. */
function isFromItsBoard({ serial, memoryId }: TransferRow, { board, result }: TransferResult): boolean {
  return board === null ? result.outcome === 'refused' : isSameBoard(board, { serial, memoryId });
}

/** One that is still ORDERED had left all the same: this ledger, restored from a copy, has forgotten it. */
export async function markCredited(tx: Queryable, transferId: string, amount: Money): Promise<void> {
  await tx.query(
    `UPDATE transfers SET status = 'CREDITED', credited_minor = $2, settled_at = now(), sent_at = coalesce(sent_at, now())
     WHERE transfer_id = $1`,
    [transferId, amount.minor],
  );
  await commitReservation(tx, transferId, amount.minor);
  await recordAudit(tx, 'transfer.credited', transferId, { amount });
}

/** By the machine's word, or a person's; of one that is still ORDERED as above. */
export async function markRefused(
  tx: Queryable,
  transferId: string,
  code: FundingErrorCode,
  message: string,
): Promise<void> {
  await fail(tx, transferId, code, message, 'now()');
}

/** One that has certainly not left. */
export async function markUnsent(
  tx: Queryable,
  transferId: string,
  code: FundingErrorCode,
  message: string,
): Promise<void> {
  await fail(tx, transferId, code, message, 'NULL');
}

async function fail(
  tx: Queryable,
  transferId: string,
  code: FundingErrorCode,
  message: string,
  sentAt: 'now()' | 'NULL',
): Promise<void> {
  await tx.query(
    `UPDATE transfers SET status = 'FAILED', failure_code = $2, failure_message = $3, settled_at = now(),
            sent_at = coalesce(sent_at, ${sentAt})
     WHERE transfer_id = $1`,
    [transferId, code, message],
  );
  await releaseReservation(tx, transferId);
  await recordAudit(tx, 'transfer.failed', transferId, { code });
}
