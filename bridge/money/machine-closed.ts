/**
 * Nothing is decided about a funding now: it may be on the machine's meter already, though the ledger lacks it
 * [exactly-once].
 */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { MachineOnFloor } from '../ledger/machines.ts';

export type MachineClosedCode = 'OPEN_QUESTIONS' | 'NOT_HEARD' | 'BEING_COMPARED';

const WHY: Readonly<Record<MachineClosedCode, string>> = {
  OPEN_QUESTIONS: 'there are open questions about the machine.',
  NOT_HEARD: 'its kiosk has not been heard since the database server started.',
  BEING_COMPARED: "the machine's memories are being compared.",
};

export class MachineClosedError extends Error {
  readonly code: MachineClosedCode;
  /** True: the machine opens in a moment. False: it waits for a kiosk that is away, or for a person. */
  readonly passing: boolean;

  constructor(code: MachineClosedCode) {
    super(`Nothing was decided: ${WHY[code]} Ask again with the same id.`);
    this.name = 'MachineClosedError';
    this.code = code;
    this.passing = code === 'BEING_COMPARED';
  }
}

/**
 * The ledger may have lost a funding that it does not know. So such a funding is neither ordered nor turned down before
 * ledger, journal and board of its machine agree.
 * @returns the board that an order goes to; null where the machine cannot be ordered from anyway.
 * @throws {MachineClosedError}
 */
export function boardToOrderFrom(machine: MachineOnFloor | null): BoardMemory | null {
  if (machine === null) return null;
  if (machine.questions > 0) throw new MachineClosedError('OPEN_QUESTIONS');
  if (machine.link === null && !machine.heard) throw new MachineClosedError('NOT_HEARD');
  if (machine.link === null) return null;
  if (machine.link.board === null) throw new MachineClosedError('BEING_COMPARED');
  return machine.link.board;
}
