import type { Logger } from 'pino';
import { LONGEST_HISTORY, type MachineTransfer } from '../../hardware/machine/credit-meter.ts';
import { MachineError } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import { compiled } from '../../protocol/compiled.ts';
import { designationOf, TransferId, type Designation } from '../../protocol/transfer.ts';
import type { Journal, LearnedTransfer } from '../journal/journal.ts';

export interface MemoryComparisonPorts {
  machine: Machine;
  /** The machine's own board, where it is plugged in and its word counts; null: none that may be compared with. */
  inUse: () => BoardMemory | null;
  journal: Journal;
  logger: Logger;
}

/** The result of the comparison, for this board and this designation. */
export interface Compared {
  board: BoardMemory;
  designation: Designation;
  /** The highest id that the board knows; null: none. */
  boardLast: TransferId | null;
}

const ours = compiled(TransferId);

/**
 * Compares the journal with the memory of the board that is plugged in. A journal that lost its newest rows opens
 * without an error, and so does a board that was set back: only the other one can tell [exactly-once] [confirmed-only].
 */
export class MemoryComparison {
  #done: Compared | null = null;
  readonly #ports: MemoryComparisonPorts;

  constructor(ports: MemoryComparisonPorts) {
    this.#ports = ports;
    ports.machine.on('status', ({ connection }) => {
      if (connection !== 'ready') this.#done = null; // whatever comes back may be another board
    });
  }

  /** The result for the board that is plugged in; null: not compared yet. */
  get done(): Compared | null {
    return this.#done;
  }

  /** Forgets the result, so that the comparison is made again. */
  again(): void {
    this.#done = null;
  }

  /** Leaves {@link done} as null where the board did not answer. @throws {JournalError} */
  async compare(designation: Designation): Promise<void> {
    const board = this.#ports.inUse();
    if (board === null || this.#done?.designation === designation) return;
    try {
      this.#done = await this.#compareWith(board, designation);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
    }
  }

  async #compareWith(board: BoardMemory, designation: Designation): Promise<Compared | null> {
    const { machine } = this.#ports;
    const boardLast = await machine.creditMeter.lastTransferId(designation);
    // The last in time need not be the highest, because a few ids overtake each other.
    const [newest] = await machine.creditMeter.history(1);
    if (!this.#isStill(board)) return null;
    const lasts = [boardLast, newest?.transferId ?? null].filter((id) => id !== null);
    if (!lasts.every((id) => this.#hasFrom(board, id))) await this.#learn(board, designation);
    return this.#isStill(board) ? { board, designation, boardLast } : null;
  }

  /** The journal is older than the board, or new: it learns what the board's history has. */
  async #learn(board: BoardMemory, designation: Designation): Promise<void> {
    const { machine, journal, logger } = this.#ports;
    const history = (await machine.creditMeter.history(LONGEST_HISTORY)).filter(({ transferId }) =>
      ours().Check(transferId),
    );
    const unknown = history.filter(({ transferId }) => journal.find(transferId) === null);
    const own = history.filter(({ transferId }) => designationOf(transferId) === designation);
    const meets = own.some(({ transferId }) => this.#hasFrom(board, transferId));
    const gap = !meets && (await this.#hasForgotten(designation));
    if (!this.#isStill(board)) return;
    const incompleteBelow = gap ? (own.at(-1)?.transferId ?? null) : null;
    if (unknown.length === 0 && incompleteBelow === null) return;
    journal.learn(board, unknown.toReversed().map(learned), incompleteBelow);
    logger.error(
      { event: 'journal.behind', learned: unknown.map(({ transferId }) => transferId), incompleteBelow },
      'the journal did not know what the board knows',
    );
  }

  /**
   * Rows are lost from the newest on: where the journal has this one, it has all before it. A row that never went to
   * this board (a refusal, for instance) proves nothing: it may have been written after the loss.
   */
  #hasFrom(board: BoardMemory, transferId: TransferId): boolean {
    return isSameBoard(this.#ports.journal.find(transferId)?.board ?? null, board);
  }

  /** Whether any id of the designation has left the board's history. */
  async #hasForgotten(designation: Designation): Promise<boolean> {
    try {
      await this.#ports.machine.creditMeter.query(`${designation}-${'0'.repeat(10)}`, null);
      return false;
    } catch (error) {
      if (error instanceof MachineError && error.code === 'FORGOTTEN') return true;
      throw error;
    }
  }

  #isStill(board: BoardMemory): boolean {
    return isSameBoard(board, this.#ports.inUse());
  }
}

function learned({ transferId, requested, status }: MachineTransfer): LearnedTransfer {
  const final = status.outcome === 'credited' || status.outcome === 'refused';
  const ordered = requested !== null && requested.minor > 0; // a cancelled id was never ordered
  return { transferId, requested: ordered ? requested : null, outcome: final ? status : null };
}
