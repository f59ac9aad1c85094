/** How far the memories of a machine go: by its kiosk's report, and by what the kiosk has told of orders since. */
import { isSameBoard } from '../../protocol/cabinet.ts';
import { designationOf } from '../../protocol/transfer.ts';
import type { MemoryReport } from '../money/judge-memory.ts';
import type { TransferOpen } from '../money/judge-open.ts';
import type { TransferResult } from '../money/judge-result.ts';

/** What a kiosk says of an order. */
export type OrderReport = TransferResult | TransferOpen;

/** Whether it has an id of this designation that is above all of the report. */
export function isBeyond(
  { journalLast, boardLast }: MemoryReport,
  { transferId }: OrderReport,
  designation: string,
): boolean {
  if (designationOf(transferId) !== designation) return false;
  return transferId > (journalLast ?? '') && transferId > (boardLast ?? '');
}

/** The report as it would be now: the journal has what the kiosk has told since, and the board what it has said itself. */
export function extendedBy(
  memory: MemoryReport,
  { type, transferId, board }: OrderReport,
  designation: string,
): MemoryReport {
  if (designationOf(transferId) !== designation) return memory;
  const further = (last: string | null) => (transferId > (last ?? '') ? transferId : last);
  const { journalLast, boardLast } = memory;
  const boardSaid = type === 'transfer.result' && isSameBoard(board, memory.board);
  return {
    ...memory,
    journalLast: further(journalLast),
    boardLast: boardSaid ? further(boardLast) : boardLast,
  };
}
