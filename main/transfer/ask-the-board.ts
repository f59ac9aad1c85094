import type { TransferStatus } from '../../hardware/machine/credit-meter.ts';
import { answerOrNull, MachineError } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import { openUntil } from './transfer-messages.ts';

interface Question {
  transferId: TransferId;
  /** The amount that was ordered under this id; null: not known. */
  requested: Money | null;
  /** The board that it was, or would have been, sent to. */
  board: BoardMemory;
}

/**
 * What became of a transfer that was sent to that board memory. A transfer that the board never began is ended there,
 * durably, so that it cannot begin later; that is an answer too [confirmed-only].
 * @returns null while the board has not ended it.
 * @throws {MachineError} also where another board answered in the place of the one asked.
 */
export async function askTheBoard(machine: Machine, question: Question): Promise<TransferOutcome | null> {
  const { transferId, requested } = question;
  const status = sameBoardSaid(await machine.creditMeter.query(transferId, requested), machine, question);
  return endOf(status.outcome === 'unknown' ? await makeImpossible(machine, question) : status);
}

/** The same, for an id that the board need not have heard of. @throws {MachineError} */
export async function endAtTheBoard(machine: Machine, question: Question): Promise<TransferOutcome | null> {
  return endOf(await makeImpossible(machine, question));
}

/**
 * What can be said of an id while the journal is damaged: nothing is credited, and what was begun before it failed is
 * not known any more. Only one thing is certain: the board that the order was for has credited it, where it says so.
 * Anything else stays open until the journal is sound again or an attendant has looked [confirmed-only].
 */
export async function answerWithoutJournal(
  machine: Machine,
  { transferId, fundingId, board }: { transferId: TransferId; fundingId: string; board: BoardMemory },
): Promise<KioskMessage> {
  const present = boardOf(machine.status);
  const status = isSameBoard(board, present)
    ? await answerOrNull(machine.creditMeter.query(transferId, null))
    : null;
  if (status?.outcome === 'credited' && isSameBoard(board, boardOf(machine.status))) {
    return { type: 'transfer.result', transferId, result: status, fundingId: null, requested: null, board };
  }
  return openUntil({ transferId, fundingId, requested: null, board }, present, 'JOURNAL_DAMAGED');
}

async function makeImpossible(machine: Machine, question: Question): Promise<TransferStatus> {
  return sameBoardSaid(
    await machine.creditMeter.cancel(question.transferId, question.requested),
    machine,
    question,
  );
}

function sameBoardSaid(status: TransferStatus, machine: Machine, { board }: Question): TransferStatus {
  if (isSameBoard(board, boardOf(machine.status))) return status;
  throw new MachineError('NO_ANSWER', 'the board changed while it was asked');
}

/** The final outcome in what the board said; null: none yet. */
function endOf(status: TransferStatus): TransferOutcome | null {
  switch (status.outcome) {
    case 'credited':
    case 'refused':
      return status;
    // The id was taken before this order came: the board has never taken it for this one, and never will.
    case 'anotherOrder':
      return { outcome: 'refused', reason: 'DUPLICATE_ID' };
    case 'pending':
    case 'unknown':
      return null;
  }
}
