import type { Logger } from 'pino';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, type BoardMemory, type NoteEvent, type NoteId } from '../../protocol/cabinet.ts';
import { tryJournal, type Journal } from '../journal/journal.ts';

export interface OlderNotesPorts {
  machine: Machine;
  boards: { foundOlder(board: BoardMemory): void };
  journal: Journal;
  logger: Logger;
}

/**
 * Whether the board's memory is older than its notes in the journal, or in the ledger, where the journal was set back
 * with it. Such a board gives out event ids again: a new note
 * would pass for an old one, and nobody would be told of it [stacked-notes]. So this is known before any note of it counts.
 */
export class OlderNotes {
  /** The memory of this connection, where it is older. */
  #older: string | null = null;
  #connected = false;
  /** The last note that the ledger has, as the last link said. */
  #ledgerLast: NoteId | null = null;
  readonly #ports: OlderNotesPorts;

  constructor(ports: OlderNotesPorts) {
    this.#ports = ports;
    ports.machine.on('status', ({ connection }) => {
      if (connection !== 'ready') {
        this.#connected = false;
        this.#older = null; // whatever comes back may be another board
      } else if (!this.#connected) {
        this.#connected = true;
        this.#compare('connected');
      }
    });
  }

  /** A new link: the ledger has every note up to this one. */
  linked(ledgerLast: NoteId | null): void {
    this.#ledgerLast = ledgerLast;
    if (this.#connected) this.#compare('linked');
  }

  /** No event of this memory is recorded or acknowledged. */
  refuses(memoryId: string): boolean {
    return this.#older === memoryId;
  }

  /** The journal has something else under the id of this event. */
  contradicted(memoryId: string, note: NoteEvent): void {
    this.#ports.logger.error(
      { event: 'note.contradicted', memoryId, ...note },
      'the journal has another note under the id of this event',
    );
    this.#older = memoryId;
    this.#tell();
  }

  #compare(when: 'connected' | 'linked'): void {
    const { machine, journal, logger } = this.#ports;
    const board = boardOf(machine.status);
    const boardLast = machine.noteAcceptor?.lastEventId ?? null;
    if (board === null || boardLast === null) return;
    const { memoryId } = board;
    const journalLast = tryJournal(journal, () => journal.lastEventId(memoryId), 0);
    const ledgerLast = this.#ledgerLast?.memoryId === memoryId ? this.#ledgerLast.eventId : 0;
    const isBehind =
      when === 'connected'
        ? boardLast < Math.max(journalLast, ledgerLast)
        : Math.max(boardLast, journalLast) < ledgerLast; // the journal has what the board has told since
    if (isBehind) {
      const known = { memoryId, boardLast, journalLast, ledgerLast };
      logger.error({ event: 'note.behind', ...known }, 'the board has lost notes');
      this.#older = memoryId;
    }
    this.#tell();
  }

  #tell(): void {
    const board = boardOf(this.#ports.machine.status);
    if (board !== null && this.refuses(board.memoryId)) this.#ports.boards.foundOlder(board);
  }
}
