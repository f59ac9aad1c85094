import { MachineError } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { Clock } from '../../hardware/clock.ts';
import { tryJournal, type BoardWord, type Journal } from '../journal/journal.ts';

export interface BoardMemoryCheckPorts {
  machine: Machine;
  boards: {
    isFound(board: BoardMemory): boolean;
    foundWhole(board: BoardMemory): void;
    foundOlder(board: BoardMemory): void;
  };
  journal: Journal;
  clock: Clock;
  /** The board did not answer: it is time to {@link BoardMemoryCheck.make} once more. */
  due: () => void;
}

const AGAIN_MS = 1_000;

/**
 * Finds out whether the board that is plugged in still knows the last word that it gave, before any other word of it
 * counts, in service or not, with a bridge or without. A board whose memory was set back says that it never began what
 * it has credited; that word, once recorded, would hide that the memory is older [confirmed-only].
 */
export class BoardMemoryCheck {
  #cancelAgain: () => void = () => undefined;
  #stopped = false;
  readonly #ports: BoardMemoryCheckPorts;

  constructor(ports: BoardMemoryCheckPorts) {
    this.#ports = ports;
    const { machine, journal, boards } = ports;
    machine.on('status', (status) => {
      const board = boardOf(status);
      if (board === null || boards.isFound(board)) return;
      // Without such a word there is nothing to ask.
      if (tryJournal(journal, () => journal.lastWordOf(board) === null, false)) boards.foundWhole(board);
    });
  }

  /** Called once each time a board is plugged in. @throws {JournalError} */
  async make(): Promise<void> {
    const { machine, journal, boards, clock, due } = this.#ports;
    const board = boardOf(machine.status);
    if (board === null || boards.isFound(board)) return;
    try {
      const word = journal.lastWordOf(board);
      const knows = word === null || (await this.#knows(word));
      if (!isSameBoard(board, boardOf(machine.status)) || boards.isFound(board)) return;
      if (knows) boards.foundWhole(board);
      else boards.foundOlder(board);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      this.#cancelAgain();
      if (!this.#stopped) this.#cancelAgain = clock.after(AGAIN_MS, due);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelAgain();
  }

  async #knows({ transferId, requested, outcome }: BoardWord): Promise<boolean> {
    try {
      const said = (await this.#ports.machine.creditMeter.query(transferId, requested)).outcome;
      // Where the board has the id from an order of another amount, it has refused this order.
      return said === outcome || (said === 'anotherOrder' && outcome === 'refused');
    } catch (error) {
      if (error instanceof MachineError && error.code === 'FORGOTTEN') return true; // the board has had it
      throw error;
    }
  }
}
