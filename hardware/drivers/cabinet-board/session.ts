/** One connection to one board, from the handshake until it is lost or no longer trusted. */
import type { NoteEvent } from '../../../protocol/cabinet.ts';
import { type Clock, toWholeSecond, waitFor } from '../../clock.ts';
import type { MachinePart } from '../../machine/diagnostics.ts';
import type { MachineLog } from '../../machine/machine-log.ts';
import type { NoteCount } from '../../machine/note-acceptor.ts';
import type { OpenTransport, Transport } from '../../transports/report-transport.ts';
import type { Notice } from './codec.ts';
import { Exchange } from './exchange.ts';
import { ExchangeError } from './exchange-error.ts';
import { type BoardProfile, handshake } from './handshake.ts';
import type { BoardState } from './messages.ts';
import { type NoteMode, notesToEnable, readyStatus, type ReadyStatus } from './status.ts';
import type { BoardTiming } from './timing.ts';
import { Transfers } from './transfers.ts';

export interface SessionOptions {
  open: OpenTransport;
  timing: BoardTiming;
  firstSequence: number;
  clock: Clock;
  log: MachineLog;
  /** What the board has to do with notes now. */
  noteMode(): NoteMode;
  onStatus(status: ReadyStatus): void;
  onNote(note: NoteEvent, memoryId: string): void;
  /** Called once, before those who wait for an answer are told. */
  onEnd(error: Error): void;
  /** The attendant's key was turned during this session. */
  onAttendantKey(): void;
}

export class BoardSession {
  /** Settles once, with the reason for which the connection ended. */
  readonly ended: Promise<Error>;
  readonly transfers: Transfers;
  readonly #options: SessionOptions;
  readonly #exchange: Exchange;
  readonly #over = new AbortController();
  #transport: Transport | undefined;
  #known: { profile: BoardProfile; state: BoardState } | undefined;
  #early: Notice[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
    let end: (error: Error) => void = () => undefined;
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#exchange = new Exchange({
      timing: options.timing,
      firstSequence: options.firstSequence,
      clock: options.clock,
      onNotice: (notice) => this.#noticed(notice),
      onBroken: (error) => {
        this.#over.abort();
        options.onEnd(error);
        this.transfers.wakeAll();
        end(error);
      },
    });
    this.transfers = new Transfers({
      exchange: this.#exchange,
      pollMs: options.timing.pollMs,
      clock: options.clock,
    });
  }

  /** Whether it has ended: nothing can be sent any more. */
  get over(): boolean {
    return this.#over.signal.aborted;
  }

  /** The id in the board's last state; null before the first state. */
  get lastEventId(): number | null {
    return this.#known?.state.lastEventId ?? null;
  }

  /**
   * Opens the board and asks it who it is; {@link SessionOptions.onStatus} has been called when this resolves.
   * @throws {OpenError} @throws {HandshakeError} @throws {ExchangeError}
   */
  async begin(): Promise<void> {
    this.#transport = await this.#options.open({
      report: (report) => this.#exchange.receive(report),
      lost: (cause) => this.#exchange.break(new ExchangeError('ABSENT', 'the board was lost', { cause })),
    });
    this.#exchange.attach(this.#transport);
    this.#known = await handshake(this.#exchange);
    this.#publish(this.#known.state);
    for (const notice of this.#early.splice(0)) this.#noticed(notice);
    this.#poll().catch((error: unknown) => this.#failed(error));
  }

  /** Ends the session and lets the board go. Never rejects. */
  async close(): Promise<void> {
    this.#exchange.break(new ExchangeError('ABSENT', 'the kiosk let the board go'));
    await this.#transport?.close();
  }

  /** @throws {ExchangeError} */
  async acknowledge(eventId: number): Promise<void> {
    await this.#exchange.ask('ACKNOWLEDGE', { eventId });
  }

  /** @throws {ExchangeError} */
  async selfTest(): Promise<MachinePart[]> {
    const { failed } = await this.#exchange.ask('SELF_TEST', {});
    return failed;
  }

  /** @throws {ExchangeError} */
  async noteCounts(): Promise<NoteCount[]> {
    const { counts } = await this.#exchange.ask('NOTE_COUNTS', {});
    const noteTable = this.#known?.profile.noteTable ?? [];
    return noteTable.map((minor, index) => ({ minor, count: counts[index] ?? 0 }));
  }

  /** The note mode has changed: tells the board. A failure shows as the end of the session. */
  applyNotes(): void {
    this.#enableNotes().catch((error: unknown) => this.#failed(error));
  }

  /** Asks the board for its state again and again: by this each side knows that the other one works. */
  async #poll(): Promise<void> {
    const { signal } = this.#over;
    const { clock, timing } = this.#options;
    while (!signal.aborted) {
      await this.#enableNotes();
      await waitFor(clock, toWholeSecond(clock, timing.statusMs), signal);
      if (signal.aborted) return;
      this.#publish(await this.#exchange.ask('STATUS', {}));
    }
  }

  async #enableNotes(): Promise<void> {
    if (this.#known === undefined) return;
    const wanted = notesToEnable(this.#known.profile.noteTable, this.#options.noteMode());
    if (this.#known.state.enabledNotes === wanted) return;
    const { enabledNotes } = await this.#exchange.ask('ENABLE_NOTES', { enabledNotes: wanted });
    this.#known.state = { ...this.#known.state, enabledNotes };
  }

  #noticed(notice: Notice): void {
    if (this.#known === undefined) {
      this.#early.push(notice);
      return;
    }
    switch (notice.name) {
      case 'STATUS':
        this.#publish(notice.body);
        return;
      case 'TRANSFER':
        this.transfers.changed(notice.body.transferId);
        return;
      case 'NOTE_EVENT': {
        const { eventId, kind, value } = notice.body;
        const { identity, configuration } = this.#known.profile;
        const note = { eventId, kind, minor: value, currency: configuration.currency };
        this.#options.onNote(note, identity.memoryId);
        return;
      }
      case 'NOTE_IN_ESCROW':
        this.#decide(notice.body.escrowId).catch((error: unknown) => this.#failed(error));
    }
  }

  /** A note is kept only while the kiosk takes notes and the machine may be played. */
  async #decide(escrowId: number): Promise<void> {
    const keep = this.#options.noteMode() === 'take' && this.#known?.state.conditions.length === 0;
    await this.#exchange.ask('ESCROW', { escrowId, decision: keep ? 'STACK' : 'RETURN' });
  }

  #publish(state: BoardState): void {
    if (this.#known === undefined) return;
    const keyBefore = this.#known.state.inputs.includes('ATTENDANT_KEY');
    this.#known.state = state;
    this.#options.onStatus(readyStatus(this.#known.profile, state));
    if (!keyBefore && state.inputs.includes('ATTENDANT_KEY')) this.#options.onAttendantKey();
  }

  /** The end of the session is reported elsewhere. Any other error is a defect and must not go unnoticed. */
  #failed(error: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#options.log.warn({ err: error }, 'cabinet session failed');
    this.#exchange.break(new ExchangeError('BAD_FRAMES', 'the session failed', { cause: error }));
  }
}
