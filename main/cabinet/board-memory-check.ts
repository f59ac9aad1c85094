import { isDeepStrictEqual } from 'node:util';
import { LONGEST_HISTORY } from '../../hardware/machine/credit-meter.ts';
import { MachineError } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { Clock } from '../../hardware/clock.ts';
import { tryJournal, type BoardWord, type Journal, type TransferRecord } from '../journal/journal.ts';

export interface BoardMemoryCheckPorts {
  machine: Machine;
  boards: {
    readonly isOlder: boolean;
    isFound(board: BoardMemory): boolean;
    foundWhole(board: BoardMemory): void;
    foundOlder(board: BoardMemory): void;
  };
  journal: Journal;
  /** The board has credited what the journal has as refused by it. @throws {JournalError} */
  correct: (refused: TransferRecord, credited: Money) => void;
  clock: Clock;
  /** The board did not answer: it is time to {@link BoardMemoryCheck.make} once more. */
  due: () => void;
}

const AGAIN_MS = 1_000;

/**
 * Finds out whether the board that is plugged in still knows the last words that it gave, before any other word of it
 * counts, in service or not, with a bridge or without. A board whose memory was set back says that it never began what
 * it has credited; that word, once recorded, would hide that the memory is older [confirmed-only].
 *
 * A copy from after the last words can still say that of an order that was open. The true memory, when it is back, has
 * the credit: it is not older by that, and its credit counts [exactly-once].
 */
export class BoardMemoryCheck {
  #cancelAgain: () => void = () => undefined;
  #stopped = false;
  /** The board for which it was made, since that was plugged in. */
  #made: BoardMemory | null = null;
  readonly #ports: BoardMemoryCheckPorts;

  constructor(ports: BoardMemoryCheckPorts) {
    this.#ports = ports;
    const { machine, journal, boards } = ports;
    machine.on('status', (status) => {
      if (status.connection !== 'ready') this.#made = null;
      const board = boardOf(status);
      if (board === null || boards.isFound(board)) return;
      // Without such a word there is nothing to ask.
      if (tryJournal(journal, () => journal.lastWordsOf(board).length === 0, false)) boards.foundWhole(board);
    });
  }

  /** Called once each time a board is plugged in. @throws {JournalError} */
  async make(): Promise<void> {
    const { machine, clock, due } = this.#ports;
    const board = boardOf(machine.status);
    if (board === null || isSameBoard(board, this.#made)) return;
    try {
      await this.#look(board);
      if (this.#isThere(board)) this.#made = board;
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

  async #look(board: BoardMemory): Promise<void> {
    const { boards } = this.#ports;
    if (boards.isFound(board)) {
      if (boards.isOlder) await this.#correctCredits(board); // by its notes
      return;
    }
    const knows =
      (await this.#knowsLastWords(board)) ||
      // A credit that was denied in its name may have been that word.
      ((await this.#correctCredits(board)) && (await this.#knowsLastWords(board)));
    if (!this.#isThere(board) || boards.isFound(board)) return;
    if (knows) boards.foundWhole(board);
    else boards.foundOlder(board);
  }

  async #knowsLastWords(board: BoardMemory): Promise<boolean> {
    for (const word of this.#ports.journal.lastWordsOf(board)) {
      if (!(await this.#knows(word))) return false;
    }
    return true;
  }

  /** @returns whether the board has credited anything that the journal has as refused by it. @throws {JournalError} */
  async #correctCredits(board: BoardMemory): Promise<boolean> {
    const { machine, journal, correct } = this.#ports;
    const history = await machine.creditMeter.history(LONGEST_HISTORY);
    if (!this.#isThere(board)) return false;
    let corrected = false;
    for (const { transferId, requested, status } of history) {
      const record = status.outcome === 'credited' ? journal.find(transferId) : null;
      if (status.outcome !== 'credited' || record?.outcome?.outcome !== 'refused') continue;
      if (!isSameBoard(record.board, board)) continue;
      // It has the id from an order of another amount, and has refused this one.
      if (record.requested !== null && !isDeepStrictEqual(record.requested, requested)) continue;
      correct(record, status.amount);
      corrected = true;
    }
    return corrected;
  }

  #isThere(board: BoardMemory): boolean {
    return isSameBoard(board, boardOf(this.#ports.machine.status));
  }

  async #knows({ transferId, requested, outcome }: BoardWord): Promise<boolean> {
    try {
      const said = (await this.#ports.machine.creditMeter.query(transferId, requested)).outcome;
      if (outcome === 'begun') return said !== 'unknown' && said !== 'anotherOrder';
      // Where the board has the id from an order of another amount, it has refused this order.
      return said === outcome || (said === 'anotherOrder' && outcome === 'refused');
    } catch (error) {
      if (error instanceof MachineError && error.code === 'FORGOTTEN') return true; // the board has had it
      throw error;
    }
  }
}
