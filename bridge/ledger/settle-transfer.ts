/**
 * What a kiosk's result makes of the ledger: the transfer is settled, or what the ledger lacks is booked, or asked about,
 * in the caller's transaction [confirmed-only].
 */
import { isSameBoard } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAuditOnce } from './audit.ts';
import { findBooking } from './booked-answers.ts';
import { failureOfRefusal } from './funding-error-code.ts';
import {
  isCreditOf,
  isOther,
  isWithoutCredit,
  lockNeverBegun,
  noteCreditedElsewhere,
  noteOtherEnded,
} from './never-begun.ts';
import { answerSubject } from './questions.ts';
import {
  creditSubject,
  openSubject,
  recoverTransfer,
  type LostTransfer,
  type TransferResult,
} from './recovered.ts';
import { markCredited, markRefused } from './transfer-end.ts';
import { MAY_HAVE_LEFT } from './transfer-predicates.ts';
import { isOpen, type TransferStatus } from './transfer-states.ts';

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
  /** Its kiosk has ended it, and whether another order has credited its funding is not known yet: as `full`. */
  | 'waits'
  | 'contradiction'
  /** The word of a board that the order did not go to: it counts for nothing [confirmed-only]. */
  | 'other-board';

export interface Heard {
  readonly settlement: Settlement;
  /** Which transfer of the ledger it is about. */
  readonly transferId: TransferId;
}

interface TransferRow {
  asset: string;
  fundingId: string;
  status: TransferStatus;
  amountMinor: number;
  currency: string;
  creditedMinor: number | null;
  /** By which order its funding is, or may be, credited; null: by none but this. */
  elsewhereId: string | null;
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
): Promise<Heard> {
  const { transferId, board } = said;
  const row = await lockTransfer(tx, transferId);
  // An id may be given out again by a ledger that has lost that it was.
  if (row && !isOfAnotherOrder(row, said)) return end(tx, asset, row, said);
  await noteOtherEnded(tx, asset, transferId);
  // A person may have booked it while it was open: under another id, or just now.
  const bookedAs = await findBooking(tx, asset, openSubject(transferId), board);
  if (bookedAs !== null) {
    const ofIt = { ...said, transferId: bookedAs };
    const booked = await lockTransfer(tx, bookedAs);
    if (booked && !isOfAnotherOrder(booked, ofIt)) return end(tx, asset, booked, ofIt);
  }
  const elsewhere = await settleNeverBegun(tx, asset, said);
  return elsewhere ?? { settlement: await recoverTransfer(tx, asset, merchantId, said), transferId };
}

/** Of a transfer that the ledger has. */
async function end(tx: Queryable, asset: AssetId, row: TransferRow, said: TransferResult): Promise<Heard> {
  const { transferId, result: outcome } = said;
  if (isRepetition(row, said) && !(await isSecondCredit(tx, asset, row, said)))
    return { settlement: 'known', transferId };
  if (row.asset !== asset || !isAbout(row, said) || !isPossible(row, said)) {
    const elsewhere = await settleNeverBegun(tx, asset, said);
    if (elsewhere !== null) return elsewhere;
    return contradict(tx, asset, row, said, 'contradiction');
  }
  if (!isFromItsBoard(row, said)) return contradict(tx, asset, row, said, 'other-board');
  if (outcome.outcome === 'credited') await markCredited(tx, transferId, outcome.amount);
  else if (row.elsewhereId !== null && !(await isWithoutCredit(tx, asset, transferId)))
    return { settlement: 'waits', transferId };
  else await markRefused(tx, transferId, ...failureOfRefusal(outcome.reason));
  return { settlement: 'settled', transferId };
}

async function contradict(
  tx: Queryable,
  asset: AssetId,
  row: TransferRow,
  said: TransferResult,
  settlement: 'contradiction' | 'other-board',
): Promise<Heard> {
  const { transferId, result: cabinet } = said;
  await recordAuditOnce(tx, `transfer.${settlement}`, transferId, { ledger: row, cabinet, said, asset });
  return { settlement, transferId };
}

/** Whether an order that is CREDITED by the credit of another id has one of its own. */
async function isSecondCredit(
  tx: Queryable,
  asset: AssetId,
  row: TransferRow,
  said: TransferResult,
): Promise<boolean> {
  if (said.result.outcome !== 'credited' || row.elsewhereId === null) return false;
  const order = await lockNeverBegun(tx, asset, row.fundingId);
  return order !== null && !isOther(order, said);
}

/**
 * The credit of an order that the ledger has lost, where the kiosk never began the one that the ledger has for the same
 * funding: the funding is credited [confirmed-only]. @returns null: there is no such order, or it cannot be so.
 */
async function settleNeverBegun(tx: Queryable, asset: AssetId, said: TransferResult): Promise<Heard | null> {
  const { transferId: elsewhere, fundingId, board, result } = said;
  if (result.outcome !== 'credited' || fundingId === null) return null;
  const order = await lockNeverBegun(tx, asset, fundingId);
  if (order === null) return null;
  const { transferId } = order;
  if (!isOpen(order.status)) {
    const isKnown = order.elsewhere.end === 'CREDITED' || order.creditedMinor === result.amount.minor;
    return isKnown && isOther(order, said) ? { settlement: 'known', transferId } : null;
  }
  await noteCreditedElsewhere(tx, order, { transferId: elsewhere, board });
  await recordAuditOnce(tx, 'transfer.credited-elsewhere', transferId, {
    cabinet: result,
    elsewhere,
    said,
    asset,
  });
  if (!isCreditOf(order, result.amount)) return null; // a person settles it
  await markCredited(tx, transferId, result.amount);
  const by = { actor: 'bridge', reason: `Its funding has the order ${transferId}, which was never begun.` };
  await answerSubject(tx, asset, 'UNBOOKED', openSubject(elsewhere), by);
  await answerSubject(tx, asset, 'UNBOOKED', creditSubject(elsewhere, board), by);
  return { settlement: 'settled', transferId };
}

/**
 * A person says that the credit of an order that only its board knew is that of a funding whose own order was never begun
 * because of it. @returns the order that is CREDITED by it; null: it can not be so.
 */
export async function creditNeverBegun(
  tx: Queryable,
  { asset, fundingId, transferId, board }: Pick<LostTransfer, 'asset' | 'fundingId' | 'transferId' | 'board'>,
  amount: Money,
  by: Record<string, unknown>,
): Promise<TransferId | null> {
  const order = await lockNeverBegun(tx, asset, fundingId);
  if (order === null || !isOpen(order.status)) return null;
  if (!isOther(order, { transferId, board }) || !isCreditOf(order, amount)) return null;
  await noteCreditedElsewhere(tx, order, { transferId, board });
  const cabinet = { outcome: 'credited', amount } as const;
  const detail = { cabinet, elsewhere: transferId, board, asset, ...by };
  await recordAuditOnce(tx, 'transfer.credited-elsewhere', order.transferId, detail);
  await markCredited(tx, order.transferId, amount);
  return order.transferId;
}

async function lockTransfer(tx: Queryable, transferId: string): Promise<TransferRow | undefined> {
  const { rows } = await tx.query<TransferRow & Record<string, unknown>>(
    `SELECT asset, funding_id AS "fundingId", status, amount_minor AS "amountMinor", currency,
            credited_minor AS "creditedMinor", elsewhere_id AS "elsewhereId", board_serial AS serial, board_memory AS "memoryId",
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

/**
 * A moved board, too, may tell what the ledger has from the machine where it was before. That an order is ended which was
 * never begun says nothing of the other one that credited its funding.
 */
function isRepetition(row: TransferRow, said: TransferResult): boolean {
  const { result: outcome } = said;
  if (outcome.outcome === 'refused')
    return row.status === 'FAILED' || (row.status === 'CREDITED' && row.elsewhereId !== null);
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
