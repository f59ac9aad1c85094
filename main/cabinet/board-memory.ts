import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { BoardMemory } from '../journal/journal.ts';

/** The board that is plugged in now and its memory; null where none is ready. */
export function boardOf(status: CabinetStatus): BoardMemory | null {
  if (status.connection !== 'ready') return null;
  return { serial: status.identity.serial, memoryId: status.identity.memoryId };
}

export function isSameBoard(board: BoardMemory, status: CabinetStatus): boolean {
  const present = boardOf(status);
  return present !== null && present.serial === board.serial && present.memoryId === board.memoryId;
}
