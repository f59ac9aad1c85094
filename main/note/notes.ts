import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { MachineError } from '../../hardware/machine/machine-error.ts';
import type { NoteAcceptor } from '../../hardware/machine/note-acceptor.ts';
import type { NoteEvent, NoteId } from '../../protocol/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { Clock } from '../../hardware/clock.ts';
import { tryJournal, JournalError, type Journal, type RecordedNote } from '../journal/journal.ts';
import type { Welcome } from '../link/link-state.ts';
import { Outbox } from '../link/outbox.ts';

export interface NotesPorts {
  /** Null: this machine has none; what the journal has from before is reported all the same. */
  noteAcceptor: NoteAcceptor | null;
  /** Knows whether a memory is older than journal or ledger: no note of such a board is recorded. */
  older: {
    linked(ledgerLast: NoteId | null): void;
    refuses(memoryId: string): boolean;
    contradicted(memoryId: string, note: NoteEvent): void;
  };
  journal: Journal;
  send: (message: KioskMessage) => boolean;
  clock: Clock;
  logger: Logger;
}

interface NotesEvents {
  /** Emitted once for each note event. */
  note: [note: NoteEvent];
}

/**
 * The life of a note event: journaled once, then acknowledged to the board, reported until the bridge has it
 * [stacked-notes].
 */
export class Notes extends EventEmitter<NotesEvents> {
  readonly #outbox: Outbox;
  readonly #ports: NotesPorts;

  constructor(ports: NotesPorts) {
    super();
    this.#ports = ports;
    this.#outbox = new Outbox({
      pending: (skip, limit) =>
        tryJournal(ports.journal, () => ports.journal.unreportedNotes({ skip, limit }).map(report), []),
      send: ports.send,
      clock: ports.clock,
    });
    const { noteAcceptor } = ports;
    noteAcceptor?.on('note', (note, memoryId) => this.#happened(noteAcceptor, note, memoryId));
  }

  linked({ noteTellAfter }: Pick<Welcome, 'noteTellAfter'>): void {
    const { journal, older } = this.#ports;
    older.linked(noteTellAfter);
    tryJournal(journal, () => journal.tellNotesAgain(noteTellAfter), undefined);
    this.#outbox.flush();
  }

  acknowledged(memoryId: string, eventId: number): void {
    const { journal } = this.#ports;
    tryJournal(journal, () => journal.acknowledgeNote(memoryId, eventId), undefined);
    this.#outbox.acknowledged();
  }

  stop(): void {
    this.#outbox.stop();
  }

  #happened(noteAcceptor: NoteAcceptor, note: NoteEvent, memoryId: string): void {
    const { journal, logger, older } = this.#ports;
    if (older.refuses(memoryId)) return;
    let recorded: RecordedNote;
    try {
      recorded = journal.recordNote(memoryId, note);
    } catch (error) {
      // Not acknowledged: the board keeps the event and repeats it until a sound journal has it.
      if (error instanceof JournalError) return;
      throw error;
    }
    if (recorded === 'other') {
      older.contradicted(memoryId, note);
      return;
    }
    // Lost acknowledgements do not matter: the board repeats the event, and we acknowledge it again.
    noteAcceptor.acknowledge(note.eventId).catch((error: unknown) => {
      if (!(error instanceof MachineError)) throw error;
      logger.debug({ event: 'note.acknowledge.later', eventId: note.eventId, code: error.code });
    });
    if (recorded !== 'new') return;
    logger.info({ event: 'note', kind: note.kind, minor: note.minor, memoryId, eventId: note.eventId });
    this.emit('note', note);
    this.#outbox.flush();
  }
}

function report({ memoryId, note }: { memoryId: string; note: NoteEvent }): KioskMessage {
  return { type: 'note', memoryId, note };
}
