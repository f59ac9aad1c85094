/** What the bridge is told about a transfer, from what the journal has of it: pure. */
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage, OpenReason } from '../../protocol/egm-link.ts';
import type { TransferOutcome } from '../../protocol/transfer.ts';
import type { TransferRecord } from '../journal/journal.ts';

type Order = Extract<BridgeMessage, { type: 'transfer.order' }>;
type Question = Extract<BridgeMessage, { type: 'transfer.query' }>;
type Result = Extract<KioskMessage, { type: 'transfer.result' }>;
type Open = Extract<KioskMessage, { type: 'transfer.open' }>;

/** What a result tells. */
export type ToldTransfer = Omit<TransferRecord, 'acknowledged' | 'begun' | 'at'>;

/** The result to send; empty while the outcome is not known. */
export function resultsOf({ outcome, ...transfer }: ToldTransfer): Result[] {
  return outcome === null ? [] : [resultOf({ ...transfer, outcome })];
}

export function resultOf({
  transferId,
  outcome,
  fundingId,
  requested,
  board,
}: ToldTransfer & { outcome: TransferOutcome }): Result {
  return { type: 'transfer.result', transferId, result: outcome, fundingId, requested, board };
}

/** What is known of an order whose outcome is not. */
type OpenOrder = Pick<TransferRecord, 'transferId' | 'fundingId' | 'requested' | 'board'>;

/** @param witness the board that could be asked now. @param why the reason, where it is not the board. */
export function openUntil(
  { transferId, fundingId, requested, board }: OpenOrder,
  witness: BoardMemory | null,
  why: OpenReason = whyOpen(board, witness),
): Open {
  return {
    type: 'transfer.open',
    transferId,
    why,
    fundingId,
    requested,
    board,
    present: witness,
    other: null,
  };
}

/** The message about an order that is not begun, because its funding is, or may be, credited by the other one. */
export function notBegun(order: OpenOrder, witness: BoardMemory | null, other: OpenOrder): Open {
  const { transferId, board } = other;
  return { ...openUntil(order, witness, 'OTHER_TRANSFER'), other: { transferId, board } };
}

function whyOpen(asked: BoardMemory | null, witness: BoardMemory | null): OpenReason {
  if (witness === null) return 'NO_BOARD';
  return isSameBoard(asked, witness) ? 'ASKING' : 'OTHER_BOARD';
}

/** The answer about an order that is refused without a record of its own: its id belongs to another one. */
export function duplicateOf({
  transferId,
  fundingId,
  requested,
}: Pick<ToldTransfer, 'transferId' | 'fundingId' | 'requested'>): Result {
  const result: TransferOutcome = { outcome: 'refused', reason: 'DUPLICATE_ID' };
  return { type: 'transfer.result', transferId, result, fundingId, requested, board: null };
}

/**
 * Whether the record belongs to what the bridge orders or asks about, or to an id that was ended before its order came.
 */
export function isRecordOf({ fundingId, requested }: TransferRecord, about: Order | Question): boolean {
  if (fundingId !== null && fundingId !== about.fundingId) return false;
  if (requested === null || about.type === 'transfer.query') return true;
  const { minor, currency } = about.amount;
  return requested.minor === minor && requested.currency === currency;
}
