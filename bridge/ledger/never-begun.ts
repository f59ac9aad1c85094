/**
 * Orders that a kiosk never begins, because their funding is, or may be, credited by another one (`OTHER_TRANSFER`): the
 * ledger had lost that one. Its credit is the credit of the funding [exactly-once].
 */
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId, OtherTransfer } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { COUNTS_OTHERS } from './further-questions.ts';
import { OPEN_STATUSES } from './transfer-predicates.ts';
import type { TransferStatus } from './transfer-states.ts';

/**
 * What is known of the other order: `OPEN`, its board has the word; `ENDED`, it came to an end that is not known to be a
 * credit of this funding; `UNKNOWN`, the kiosk has ended this one without a word on the other; `CREDITED`, for this funding.
 */
export type ElsewhereEnd = 'OPEN' | 'ENDED' | 'UNKNOWN' | 'CREDITED';

export interface NeverBegun {
  readonly transferId: TransferId;
  readonly status: TransferStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly creditedMinor: number | null;
  readonly elsewhere: {
    readonly transferId: TransferId;
    readonly board: BoardMemory | null;
    readonly end: ElsewhereEnd;
  };
}

interface Row {
  transferId: string;
  status: TransferStatus;
  amountMinor: number;
  currency: string;
  creditedMinor: number | null;
  elsewhereId: string;
  serial: string | null;
  memoryId: string | null;
  end: ElsewhereEnd;
}

/** The kiosk has said so of an order of that machine which is open; of a settled one it changes nothing. */
export async function noteNeverBegun(
  tx: Queryable,
  asset: AssetId,
  transferId: TransferId,
  other: OtherTransfer,
): Promise<void> {
  await tx.query(
    `UPDATE transfers SET elsewhere_id = $3, elsewhere_serial = $4, elsewhere_memory = $5, elsewhere_end = 'OPEN'
     WHERE transfer_id = $1 AND asset = $2 AND status IN ${OPEN_STATUSES}
       AND elsewhere_id IS DISTINCT FROM $3 AND elsewhere_end IS DISTINCT FROM 'CREDITED'`,
    [transferId, asset, other.transferId, other.board?.serial ?? null, other.board?.memoryId ?? null],
  );
}

/** The order of that funding, locked, where the machine's kiosk has said that it never begins it; null: there is none. */
export async function lockNeverBegun(
  tx: Queryable,
  asset: AssetId,
  fundingId: string,
): Promise<NeverBegun | null> {
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `SELECT transfer_id AS "transferId", status, amount_minor AS "amountMinor", currency,
            credited_minor AS "creditedMinor", elsewhere_id AS "elsewhereId", elsewhere_serial AS serial,
            elsewhere_memory AS "memoryId", elsewhere_end AS "end"
     FROM transfers WHERE funding_id = $1 AND asset = $2 AND elsewhere_id IS NOT NULL FOR UPDATE`,
    [fundingId, asset],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { elsewhereId, serial, memoryId, end, ...order } = row;
  const board = serial === null || memoryId === null ? null : { serial, memoryId };
  return { ...order, elsewhere: { transferId: elsewhereId, board, end } };
}

/** Whether that is the other order. */
export function isOther(
  { elsewhere }: NeverBegun,
  { transferId, board }: { readonly transferId: TransferId; readonly board: BoardMemory | null },
): boolean {
  return elsewhere.transferId === transferId && isSameBoard(elsewhere.board, board);
}

/** Whether no more was credited than was ordered, and in the same currency: otherwise a person settles it. */
export function isCreditOf({ amountMinor, currency }: NeverBegun, credited: Money): boolean {
  return credited.currency === currency && credited.minor > 0 && credited.minor <= amountMinor;
}

/** The funding of that order is credited by that one. */
export async function noteCreditedElsewhere(
  tx: Queryable,
  { transferId }: NeverBegun,
  other: OtherTransfer,
): Promise<void> {
  await tx.query(
    `UPDATE transfers SET elsewhere_id = $2, elsewhere_serial = $3, elsewhere_memory = $4, elsewhere_end = 'CREDITED'
     WHERE transfer_id = $1 AND (elsewhere_id, elsewhere_end) IS DISTINCT FROM ($2, 'CREDITED')`,
    [transferId, other.transferId, other.board?.serial ?? null, other.board?.memoryId ?? null],
  );
}

/** The kiosk has told the end of an order that the ledger does not have. */
export async function noteOtherEnded(tx: Queryable, asset: AssetId, transferId: TransferId): Promise<void> {
  await tx.query(
    `UPDATE transfers SET elsewhere_end = 'ENDED'
     WHERE asset = $1 AND status IN ${OPEN_STATUSES} AND elsewhere_id = $2 AND elsewhere_end IN ('OPEN', 'UNKNOWN')`,
    [asset, transferId],
  );
}

/**
 * Whether that order, which its kiosk has ended at last, has no credit by the other one: the end of that one is known, and
 * nobody is asked whose its credit is. Where its end is not known, a person settles this one from now on.
 */
export async function isWithoutCredit(
  tx: Queryable,
  asset: AssetId,
  transferId: TransferId,
): Promise<boolean> {
  const { rows } = await tx.query<{ isAsked: boolean; isEnded: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM machine_questions q
              WHERE q.asset = t.asset AND q.kind = 'UNBOOKED' AND q.answered_at IS NULL
                AND (q.detail->>'transferId' = t.elsewhere_id OR ${COUNTS_OTHERS})) AS "isAsked",
            elsewhere_end = 'ENDED' OR EXISTS (SELECT 1 FROM transfers o
              WHERE o.transfer_id = t.elsewhere_id AND o.transfer_id <> t.transfer_id AND o.asset = t.asset
                AND o.settled_at IS NOT NULL) AS "isEnded"
     FROM transfers t WHERE transfer_id = $1 AND asset = $2`,
    [transferId, asset],
  );
  const [row] = rows;
  if (row === undefined) return false;
  if (row.isAsked || row.isEnded) return !row.isAsked;
  await tx.query(
    `UPDATE transfers SET elsewhere_end = 'UNKNOWN' WHERE transfer_id = $1 AND elsewhere_end = 'OPEN'`,
    [transferId],
  );
  return false;
}
