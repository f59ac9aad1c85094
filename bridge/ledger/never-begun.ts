/**
 * Orders that a kiosk never began, because it has their funding under another id (`OTHER_TRANSFER`): the ledger had lost
 * that one. Its credit is the credit of the funding [exactly-once].
 */
import { Value } from 'typebox/value';
import { BoardMemory, isSameBoard } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { TransferStatus } from './transfer-states.ts';

export interface NeverBegun {
  readonly transferId: TransferId;
  readonly status: TransferStatus;
  readonly amountMinor: number;
  readonly currency: string;
  /** Where its funding is known to be credited; null: not yet known. */
  readonly elsewhere: { readonly transferId: TransferId; readonly board: BoardMemory | null } | null;
}

interface Row {
  transferId: string;
  status: TransferStatus;
  amountMinor: number;
  currency: string;
  elsewhereId: string | null;
  elsewhereBoard: unknown;
}

/** The order of that funding, locked, where the machine's kiosk has said that it never began it; null: there is none. */
export async function lockNeverBegun(
  tx: Queryable,
  asset: AssetId,
  fundingId: string,
): Promise<NeverBegun | null> {
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `SELECT t.transfer_id AS "transferId", t.status, t.amount_minor AS "amountMinor", t.currency,
            e.detail->>'elsewhere' AS "elsewhereId", e.detail->'said'->'board' AS "elsewhereBoard"
     FROM transfers t
     LEFT JOIN LATERAL (
       SELECT detail FROM audit WHERE subject = t.transfer_id AND event = 'transfer.credited-elsewhere'
       ORDER BY entry_id LIMIT 1) e ON true
     WHERE t.funding_id = $1 AND t.asset = $2
       AND EXISTS (SELECT 1 FROM audit a WHERE a.subject = t.transfer_id AND a.event = 'transfer.never-begun'
                   AND a.detail->>'asset' = t.asset)
     FOR UPDATE OF t`,
    [fundingId, asset],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { elsewhereId, elsewhereBoard, ...order } = row;
  const board = Value.Check(BoardMemory, elsewhereBoard) ? elsewhereBoard : null;
  return { ...order, elsewhere: elsewhereId === null ? null : { transferId: elsewhereId, board } };
}

/** Whether that credit is the one that the funding is known to have there. */
export function isThatCredit(
  { elsewhere }: NeverBegun,
  transferId: TransferId,
  board: BoardMemory | null,
): boolean {
  return elsewhere?.transferId === transferId && isSameBoard(elsewhere.board, board);
}
