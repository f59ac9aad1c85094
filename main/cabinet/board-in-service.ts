import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type { Machine } from '../../hardware/machine/machine.ts';
import { tryJournal, type Journal } from '../journal/journal.ts';
import { boardOf, isSameBoard, type BoardMemory, type CabinetStatus } from '../../protocol/cabinet.ts';

export interface BoardInServicePorts {
  machine: Machine;
  journal: Journal;
  logger: Logger;
}

interface BoardInServiceEvents {
  /** A person has accepted a board. */
  accepted: [];
  /** {@link BoardInService.status} changed although the cabinet's own status did not. */
  changed: [];
}

/**
 * The one board memory that this machine credits with. Any other memory, of another board or of the same board after it
 * lost its memory, counts as no cabinet until a person has looked and accepted it: its meters and its history are not
 * those that the journal belongs to. The first board of a machine is accepted without a person.
 */
export class BoardInService extends EventEmitter<BoardInServiceEvents> {
  #accepted: BoardMemory | null;
  /** What was found out about the board since it was plugged in. */
  #found: { board: BoardMemory; is: 'whole' | 'older' } | null = null;
  readonly #ports: BoardInServicePorts;

  constructor(ports: BoardInServicePorts) {
    super();
    this.#ports = ports;
    const { machine, journal } = ports;
    this.#accepted = tryJournal(journal, () => journal.boardInService(), null);
    machine.on('status', (status) => {
      if (status.connection !== 'ready') this.#found = null; // whatever comes back may have another memory
      if (this.#accepted === null && status.connection === 'ready') this.#take('nobody: the first board');
    });
  }

  /** The cabinet as the rest of the kiosk, the bridge and the glass may see it. */
  get status(): CabinetStatus {
    const { status } = this.#ports.machine;
    const present = boardOf(status);
    const accepted = this.#accepted;
    if (present === null || accepted === null) return status;
    if (present.serial !== accepted.serial) return { connection: 'fault', fault: 'WRONG_BOARD' };
    if (present.memoryId !== accepted.memoryId || this.isOlder) {
      return { connection: 'fault', fault: 'MEMORY_LOST' };
    }
    return status;
  }

  /** The board that the machine credits with, where it is the one plugged in and its memory can be trusted. */
  get inUse(): BoardMemory | null {
    return boardOf(this.status);
  }

  /**
   * The board whose word on an id counts, in service or not. There is none before {@link foundWhole}, because a board
   * that has lost its newest memory does not know what it has done [confirmed-only].
   */
  get witness(): BoardMemory | null {
    return this.#foundThat('whole');
  }

  /** Whether the board that is plugged in has an older copy of its memory. */
  get isOlder(): boolean {
    return this.#foundThat('older') !== null;
  }

  /** Whether the memory of this board has been found whole or older. */
  isFound(board: BoardMemory): boolean {
    return isSameBoard(board, this.#found?.board ?? null);
  }

  /** The board that is plugged in knows the last word that the journal has from it. */
  foundWhole(board: BoardMemory): void {
    this.#found = { board, is: 'whole' };
  }

  /** That board knows less than it has told: its memory is a copy from before, or has lost its newest part. */
  foundOlder(board: BoardMemory): void {
    this.#ports.logger.error({ event: 'board.older', ...board }, 'the board knows less than it has told');
    this.#found = { board, is: 'older' };
    this.emit('changed');
  }

  /** The board that the machine credits with; null: none yet. */
  get accepted(): BoardMemory | null {
    return this.#accepted;
  }

  /**
   * The board that is plugged in is the machine's from now on. @returns whether there was one to accept. An older copy
   * of a memory cannot be accepted: it gives the numbers of its notes and its answers a second time.
   */
  accept(by: string): boolean {
    if (this.witness === null) return false;
    const taken = this.#take(by);
    if (taken) this.emit('accepted');
    return taken;
  }

  #take(by: string): boolean {
    const { machine, journal, logger } = this.#ports;
    const present = boardOf(machine.status);
    if (present === null) return false;
    const written = tryJournal(
      journal,
      () => {
        journal.putIntoService(present, by);
        return true;
      },
      false,
    );
    if (!written) return false;
    logger.info({ event: 'board.accepted', ...present, by });
    this.#accepted = present;
    return true;
  }

  #foundThat(is: 'whole' | 'older'): BoardMemory | null {
    const present = boardOf(this.#ports.machine.status);
    return this.#found?.is === is && isSameBoard(present, this.#found.board) ? present : null;
  }
}
