import { EventEmitter } from 'node:events';
import type { NoteAcceptor, NoteAcceptorEvents, NoteCount } from '../../machine/note-acceptor.ts';
import type { BoardConnection } from './connection.ts';
import type { NoteMode } from './status.ts';

/** The note acceptor of whatever board is connected, now and later. */
export class BoardNoteAcceptor extends EventEmitter<NoteAcceptorEvents> implements NoteAcceptor {
  readonly #connection: BoardConnection;
  #accept = false;
  #test = false;

  constructor(connection: BoardConnection) {
    super();
    this.#connection = connection;
  }

  get mode(): NoteMode {
    if (this.#test) return 'test';
    return this.#accept ? 'take' : 'off';
  }

  get lastEventId(): number | null {
    return this.#connection.lastEventId;
  }

  accept(accept: boolean): void {
    this.#accept = accept;
    this.#connection.applyNotes();
  }

  test(test: boolean): void {
    this.#test = test;
    this.#connection.applyNotes();
  }

  async acknowledge(eventId: number): Promise<void> {
    return this.#connection.ask(async (session) => session.acknowledge(eventId));
  }

  async counts(): Promise<NoteCount[]> {
    return this.#connection.ask(async (session) => session.noteCounts());
  }
}
