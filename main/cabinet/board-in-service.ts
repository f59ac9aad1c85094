import type { Logger } from 'pino';
import type { Cabinet } from '../../hardware/cabinet.ts';
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { BoardMemory, Journal } from '../journal/journal.ts';
import { whileSound } from '../journal/while-sound.ts';
import { boardOf } from './board-memory.ts';

export interface BoardInServicePorts {
  cabinet: Cabinet;
  journal: Journal;
  logger: Logger;
}

/**
 * The one board memory that this machine credits with. Another one, be it another board or the same one after it lost
 * its memory, is no cabinet to the rest of the kiosk until a person has looked and accepted it: its meters and its
 * history are not those that the journal belongs to. The first board of a machine is taken as it is.
 */
export class BoardInService {
  #accepted: BoardMemory | null;
  readonly #ports: BoardInServicePorts;

  constructor(ports: BoardInServicePorts) {
    this.#ports = ports;
    const { cabinet, journal } = ports;
    this.#accepted = whileSound(journal, () => journal.boardInService(), null);
    cabinet.on('status', (status) => {
      if (this.#accepted === null && status.connection === 'ready') this.accept('nobody: the first board');
    });
  }

  /** The cabinet as the rest of the kiosk, the bridge and the glass may see it. */
  get status(): CabinetStatus {
    const { status } = this.#ports.cabinet;
    const present = boardOf(status);
    const accepted = this.#accepted;
    if (present === null || accepted === null) return status;
    if (present.serial !== accepted.serial) return { connection: 'fault', fault: 'WRONG_BOARD' };
    if (present.memoryId !== accepted.memoryId) return { connection: 'fault', fault: 'MEMORY_LOST' };
    return status;
  }

  /** Null: none yet. */
  get accepted(): BoardMemory | null {
    return this.#accepted;
  }

  /** The board that is plugged in is the machine's from now on. @returns whether there was one to accept. */
  accept(by: string): boolean {
    const { cabinet, journal, logger } = this.#ports;
    const present = boardOf(cabinet.status);
    if (present === null) return false;
    const written = whileSound(
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
}
