/**
 * Orders that a kiosk never begins, because their funding is, or may be, credited by another one (`OTHER_TRANSFER`):
 * the ledger had lost the other one. The credit of that order is the credit of the funding [exactly-once].
 */
import type { AssetId, OtherTransfer } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { COUNTS_OTHERS } from './further-questions.ts';
import { OPEN_STATUSES } from './transfer-predicates.ts';

/** The kiosk has said so of an order of that machine. Only an open order is changed. */
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

/** The funding of that order is credited by the other one. */
export async function noteCreditedElsewhere(
  tx: Queryable,
  transferId: TransferId,
  other: OtherTransfer,
): Promise<void> {
  await tx.query(
    `UPDATE transfers SET elsewhere_id = $2, elsewhere_serial = $3, elsewhere_memory = $4, elsewhere_end = 'CREDITED'
     WHERE transfer_id = $1 AND (elsewhere_id, elsewhere_end) IS DISTINCT FROM ($2, 'CREDITED')`,
    [transferId, other.transferId, other.board?.serial ?? null, other.board?.memoryId ?? null],
  );
}

/** The kiosk has told the end of an order that the ledger does not have. */
export async function noteOtherEnded(tx: Queryable, asset: AssetId, other: TransferId): Promise<void> {
  await tx.query(
    `UPDATE transfers SET elsewhere_end = 'ENDED'
     WHERE asset = $1 AND status IN ${OPEN_STATUSES} AND elsewhere_id = $2 AND elsewhere_end IN ('OPEN', 'UNKNOWN')`,
    [asset, other],
  );
}

/** The kiosk has ended the order without a word on the other one: from now on a person settles it. */
export async function noteOtherUnknown(tx: Queryable, transferId: TransferId): Promise<void> {
  await tx.query(
    `UPDATE transfers SET elsewhere_end = 'UNKNOWN' WHERE transfer_id = $1 AND elsewhere_end = 'OPEN'`,
    [transferId],
  );
}

/** What the ledger has of the other order, under its own id. */
export async function findOtherEnd(
  tx: Queryable,
  asset: AssetId,
  other: TransferId,
): Promise<{ readonly isAskedAbout: boolean; readonly isSettled: boolean }> {
  const { rows } = await tx.query<{ isAskedAbout: boolean; isSettled: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM machine_questions
              WHERE asset = $1 AND kind = 'UNBOOKED' AND answered_at IS NULL
                AND (detail->>'transferId' = $2 OR ${COUNTS_OTHERS})) AS "isAskedAbout",
            EXISTS (SELECT 1 FROM transfers
              WHERE transfer_id = $2 AND asset = $1 AND settled_at IS NOT NULL) AS "isSettled"`,
    [asset, other],
  );
  return rows[0] ?? { isAskedAbout: true, isSettled: false };
}
