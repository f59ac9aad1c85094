/** What of a transfer is compared with what a kiosk says of it. */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { MAY_HAVE_LEFT } from './transfer-predicates.ts';
import type { Order } from './order.ts';
import type { TransferStatus } from './transfer-states.ts';

/**
 * What is known of the other order: `OPEN`, its board will say; `ENDED`, it ended, and not with a credit that is known
 * to be of this funding; `UNKNOWN`, the kiosk has ended this one without a word on the other; `CREDITED`, for this
 * funding.
 */
export type ElsewhereEnd = 'OPEN' | 'ENDED' | 'UNKNOWN' | 'CREDITED';

export interface Elsewhere {
  readonly transferId: TransferId;
  readonly board: BoardMemory | null;
  readonly end: ElsewhereEnd;
}

export interface KnownTransfer {
  readonly transferId: TransferId;
  readonly asset: AssetId;
  readonly fundingId: string;
  readonly status: TransferStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly creditedMinor: number | null;
  /** The board that it is for. */
  readonly board: BoardMemory;
  /** It may have left, though it is ORDERED. */
  readonly mayHaveLeft: boolean;
  /** A person said what became of it. */
  readonly settledByHand: boolean;
  /** The order by which its funding is, or may be, credited; null: by none but this. */
  readonly elsewhere: Elsewhere | null;
}

/** A transfer that was just claimed to be sent, as the ledger has it. */
export function sentTransfer(asset: AssetId, { transferId, fundingId, amount, board }: Order): KnownTransfer {
  return {
    transferId,
    asset,
    fundingId,
    status: 'SENT',
    amountMinor: amount.minor,
    currency: amount.currency,
    creditedMinor: null,
    board,
    mayHaveLeft: false, // that is asked of one that is ORDERED
    settledByHand: false,
    elsewhere: null,
  };
}

interface Row {
  transferId: string;
  asset: string;
  fundingId: string;
  status: TransferStatus;
  amountMinor: number;
  currency: string;
  creditedMinor: number | null;
  serial: string;
  memoryId: string;
  mayHaveLeft: boolean;
  settledByHand: boolean;
  elsewhereId: string | null;
  elsewhereSerial: string | null;
  elsewhereMemory: string | null;
  elsewhereEnd: ElsewhereEnd | null;
}

const SELECT_TRANSFER = `
  SELECT transfer_id AS "transferId", asset, funding_id AS "fundingId", status, amount_minor AS "amountMinor", currency,
         credited_minor AS "creditedMinor", board_serial AS serial, board_memory AS "memoryId",
         ${MAY_HAVE_LEFT} AS "mayHaveLeft", settled_by_hand AS "settledByHand", elsewhere_id AS "elsewhereId", elsewhere_serial AS "elsewhereSerial",
         elsewhere_memory AS "elsewhereMemory", elsewhere_end AS "elsewhereEnd"
  FROM transfers`;

export async function findTransfer(queryable: Queryable, transferId: string): Promise<KnownTransfer | null> {
  const { rows } = await queryable.query<Row & Record<string, unknown>>(
    `${SELECT_TRANSFER} WHERE transfer_id = $1`,
    [transferId],
  );
  return rows[0] ? known(rows[0]) : null;
}

/** The transfer, locked until the transaction ends. */
export async function lockTransfer(tx: Queryable, transferId: string): Promise<KnownTransfer | null> {
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `${SELECT_TRANSFER} WHERE transfer_id = $1 FOR UPDATE`,
    [transferId],
  );
  return rows[0] ? known(rows[0]) : null;
}

/** The transfer of a funding of that machine, locked in the same way. */
export async function lockTransferOf(
  tx: Queryable,
  asset: AssetId,
  fundingId: string,
): Promise<KnownTransfer | null> {
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `${SELECT_TRANSFER} WHERE funding_id = $1 AND asset = $2 FOR UPDATE`,
    [fundingId, asset],
  );
  return rows[0] ? known(rows[0]) : null;
}

/** Marks a transfer that this ledger has not sent: it may have left all the same. */
export async function noteLeft(tx: Queryable, transferId: string): Promise<void> {
  await tx.query(`UPDATE transfers SET doubtful = true WHERE transfer_id = $1 AND status = 'ORDERED'`, [
    transferId,
  ]);
}

function known(row: Row): KnownTransfer {
  const { serial, memoryId, elsewhereId, elsewhereSerial, elsewhereMemory, elsewhereEnd, ...transfer } = row;
  const board = { serial, memoryId };
  if (elsewhereId === null || elsewhereEnd === null) return { ...transfer, board, elsewhere: null };
  const otherBoard =
    elsewhereSerial === null || elsewhereMemory === null
      ? null
      : { serial: elsewhereSerial, memoryId: elsewhereMemory };
  return {
    ...transfer,
    board,
    elsewhere: { transferId: elsewhereId, board: otherBoard, end: elsewhereEnd },
  };
}
