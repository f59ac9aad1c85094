import type { Machine } from '../../hardware/machine/machine.ts';
import type { OperatorCommand } from '../../preload/operator.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { boardOf } from '../../protocol/cabinet.ts';
import { tryJournal, type Journal } from '../journal/journal.ts';
import type { AuditEvent } from './audit.ts';

export interface CommandPorts {
  machine: Machine;
  journal: Journal;
  /** The kiosk's own methods. */
  acceptBoard: (by: string) => boolean;
  settleByHand: (transferId: TransferId, by: string) => void;
  beginNewJournal: () => void;
  selfTest: () => void;
  /** @returns whether it is written down. */
  log: (event: AuditEvent, detail: string) => boolean;
}

/** Does what the operator wants, once it is written down who wanted it. */
export function carryOut(command: OperatorCommand, operator: string, ports: CommandPorts): void {
  const { machine, journal, log } = ports;
  switch (command) {
    case 'selfTest':
      if (log('selfTest', '')) ports.selfTest();
      return;
    case 'takeOut':
      log('outOfService', ''); // the entry is all that is needed: see Operator.hasTheMachine
      return;
    case 'putIn':
      log('inService', '');
      return;
    case 'acceptBoard': {
      const board = boardOf(machine.status);
      if (board === null || !log('boardAccepted', `${board.serial}, memory ${board.memoryId}`)) return;
      ports.acceptBoard(operator);
      return;
    }
    case 'settleByHand': {
      const [open] = tryJournal(journal, () => journal.open(), []).filter(
        ({ acknowledged }) => !acknowledged,
      );
      if (open === undefined || !log('transferSettledByHand', open.transferId)) return;
      ports.settleByHand(open.transferId, operator);
      return;
    }
    case 'beginJournal':
      if (log('journalBegun', journal.problem?.message ?? '')) ports.beginNewJournal();
  }
}
