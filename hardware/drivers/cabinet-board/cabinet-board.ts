/** A machine behind a cabinet interface board that speaks docs/cabinet-hid.md. It has every capability. */
import { EventEmitter } from 'node:events';
import type { CabinetStatus } from '../../../protocol/cabinet.ts';
import type { AttendantKey, AttendantKeyEvents } from '../../machine/attendant-key.ts';
import type { CreditMeter } from '../../machine/credit-meter.ts';
import type { Diagnostics } from '../../machine/diagnostics.ts';
import type { Machine, MachineEvents } from '../../machine/machine.ts';
import type { NoteAcceptor } from '../../machine/note-acceptor.ts';
import { BoardConnection, type BoardConnectionOptions } from './connection.ts';
import { creditMeterOf } from './credit-meter.ts';
import { BoardNoteAcceptor } from './note-acceptor.ts';

export type CabinetBoardOptions = Omit<
  BoardConnectionOptions,
  'noteMode' | 'onStatus' | 'onNote' | 'onAttendantKey'
>;

export class CabinetBoard extends EventEmitter<MachineEvents> implements Machine {
  readonly creditMeter: CreditMeter;
  readonly noteAcceptor: NoteAcceptor;
  readonly attendantKey: AttendantKey = new EventEmitter<AttendantKeyEvents>();
  readonly diagnostics: Diagnostics;
  readonly #connection: BoardConnection;

  constructor(options: CabinetBoardOptions) {
    super();
    const connection: BoardConnection = new BoardConnection({
      ...options,
      noteMode: () => noteAcceptor.mode,
      onStatus: (status) => this.emit('status', status),
      onNote: (note, memoryId) => noteAcceptor.emit('note', note, memoryId),
      onAttendantKey: () => this.attendantKey.emit('turned'),
    });
    const noteAcceptor = new BoardNoteAcceptor(connection);
    this.#connection = connection;
    this.creditMeter = creditMeterOf(connection);
    this.noteAcceptor = noteAcceptor;
    this.diagnostics = { selfTest: async () => connection.ask(async (session) => session.selfTest()) };
  }

  get status(): CabinetStatus {
    return this.#connection.status;
  }

  start(): void {
    this.#connection.start();
  }

  async stop(): Promise<void> {
    await this.#connection.stop();
  }
}
