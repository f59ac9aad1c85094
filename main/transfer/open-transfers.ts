import type { Logger } from 'pino';
import { MachineError } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory, type CabinetStatus } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { Clock } from '../../hardware/clock.ts';
import { tryJournal, type Journal, type TransferRecord } from '../journal/journal.ts';
import { askTheBoard } from './ask-the-board.ts';
import type { Outcomes } from './outcomes.ts';

export interface OpenTransfersPorts {
  machine: Machine;
  /** The board whose word counts; null: none. */
  witness: () => BoardMemory | null;
  journal: Journal;
  clock: Clock;
  logger: Logger;
  outcomes: Outcomes;
  /** Called when it is time to ask again with {@link OpenTransfers.settleAll}, in its turn. */
  due: () => void;
}

/** How soon the board is asked again about a transfer that it has not ended, or about which it did not answer. */
export const ASK_AGAIN_MS = 500;

/**
 * Transfers that were sent and whose end is not known: only the board they were sent to can tell it [confirmed-only].
 */
export class OpenTransfers {
  #cancelTimer: () => void = () => undefined;
  #stopped = false;
  readonly #ports: OpenTransfersPorts;

  constructor(ports: OpenTransfersPorts) {
    this.#ports = ports;
    ports.machine.on('status', (status) => {
      if (status.connection === 'ready') this.#askIn(0);
    });
  }

  /** Asks the board about each of them. */
  async settleAll(): Promise<void> {
    const { journal, machine, logger, outcomes, witness } = this.#ports;
    for (const { transferId, board, requested, begun } of journal.open()) {
      // Another board, or one whose memory was lost, cannot know. A person must find out.
      if (board === null || !isSameBoard(board, witness())) continue;
      try {
        const outcome = await askTheBoard(machine, { transferId, requested, board });
        if (outcome === null) {
          if (!begun) journal.noteBegun(transferId);
          this.askAgain();
        } else outcomes.settle(transferId, requested, outcome);
      } catch (error) {
        if (!(error instanceof MachineError)) throw error;
        logger.warn({ event: 'transfer.ask', transferId, code: error.code }, 'the board did not answer');
        this.askAgain();
      }
    }
  }

  askAgain(): void {
    this.#askIn(ASK_AGAIN_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  #askIn(ms: number): void {
    this.#cancelTimer();
    if (this.#stopped) return;
    const { clock, journal, machine, due } = this.#ports;
    this.#cancelTimer = clock.after(ms, () => {
      const open = tryJournal(journal, () => journal.open().length, 0);
      if (open > 0 && machine.status.connection === 'ready') due();
    });
  }
}

/** A credit that the machine waits for, because its end is not known. */
export interface WaitedFor {
  amount: Money;
  cause: 'UNKNOWN' | 'OLDER_MEMORY' | 'OTHER_BOARD' | 'MEMORY_LOST';
}

/**
 * The oldest that is waited for, and why; null: there is none. @param isOlder the board that is plugged in has an older
 * copy of its memory, and cannot tell.
 */
export function waitedFor(open: TransferRecord[], status: CabinetStatus, isOlder: boolean): WaitedFor | null {
  const record = open.find((candidate) => !candidate.acknowledged);
  if (record === undefined || record.requested === null || record.board === null) return null;
  const present = boardOf(status);
  if (present === null || isSameBoard(record.board, present)) {
    return { amount: record.requested, cause: isOlder ? 'OLDER_MEMORY' : 'UNKNOWN' };
  }
  const cause = present.serial === record.board.serial ? 'MEMORY_LOST' : 'OTHER_BOARD';
  return { amount: record.requested, cause };
}
