import { boardOf, isSameBoard, type CabinetStatus } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferRecord } from '../journal/journal.ts';

export interface OpenTransfer {
  amount: Money;
  cause: 'UNKNOWN' | 'OTHER_BOARD' | 'MEMORY_LOST';
}

/** What the player is told about the oldest transfer that is waited for, and why it is; null: there is none. */
export function openTransfer(open: TransferRecord[], status: CabinetStatus): OpenTransfer | null {
  const record = open.find((candidate) => !candidate.acknowledged);
  if (record === undefined || record.requested === null || record.board === null) return null;
  const present = boardOf(status);
  if (present === null || isSameBoard(record.board, present)) {
    return { amount: record.requested, cause: 'UNKNOWN' };
  }
  const cause = present.serial === record.board.serial ? 'MEMORY_LOST' : 'OTHER_BOARD';
  return { amount: record.requested, cause };
}
