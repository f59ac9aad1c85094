/**
 * The connection to a board that speaks docs/cabinet-hid.md. Looks for the board, keeps one session with it, and starts
 * over with growing pauses when the session ends; every end is a fault that the kiosk shows meanwhile.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CabinetFault, CabinetStatus, NoteEvent } from '../../../protocol/cabinet.ts';
import { type Clock, waitFor } from '../../clock.ts';
import { MachineError } from '../../machine/machine-error.ts';
import type { MachineLog } from '../../machine/machine-log.ts';
import { OpenError, type OpenTransport } from '../../transports/report-transport.ts';
import { ExchangeError } from './exchange-error.ts';
import { FrameError } from './frame.ts';
import { HandshakeError } from './handshake.ts';
import { BoardSession } from './session.ts';
import type { NoteMode } from './status.ts';
import type { BoardTiming } from './timing.ts';

export interface BoardConnectionOptions {
  open: OpenTransport;
  timing: BoardTiming;
  log: MachineLog;
  clock: Clock;
  /** A number from 0 to 65,535, another one each time. */
  randomSequence(): number;
  /** What the board has to do with notes now. */
  noteMode(): NoteMode;
  /** Called after each change of {@link BoardConnection.status}. */
  onStatus(status: CabinetStatus): void;
  onNote(note: NoteEvent, memoryId: string): void;
  onAttendantKey(): void;
}

export class BoardConnection {
  readonly #options: BoardConnectionOptions;
  #status: CabinetStatus = { connection: 'connecting' };
  #session: BoardSession | undefined;
  #run: { stop: AbortController; done: Promise<void> } | undefined;

  constructor(options: BoardConnectionOptions) {
    this.#options = options;
  }

  get status(): CabinetStatus {
    return this.#status;
  }

  /** The highest note event id that the board has given out; null: there is no board. */
  get lastEventId(): number | null {
    return this.#session?.lastEventId ?? null;
  }

  start(): void {
    if (this.#run !== undefined) return;
    const stop = new AbortController();
    this.#run = { stop, done: this.#connectForever(stop.signal) };
  }

  async stop(): Promise<void> {
    this.#run?.stop.abort();
    await this.#run?.done;
    this.#run = undefined;
    this.#publish({ connection: 'connecting' });
  }

  /** The note mode has changed: tells the board. */
  applyNotes(): void {
    this.#session?.applyNotes();
  }

  /** Does the work with the board that is connected. @throws {MachineError} */
  async ask<T>(work: (session: BoardSession) => Promise<T>): Promise<T> {
    const session = this.#session;
    if (session === undefined || session.over) {
      throw new MachineError('NOT_READY', 'there is no board to talk to');
    }
    try {
      return await work(session);
    } catch (error) {
      if (error instanceof MachineError) throw error;
      if (error instanceof FrameError) {
        throw new MachineError('NOT_READY', 'the protocol has no encoding for this', { cause: error });
      }
      throw new MachineError('NO_ANSWER', 'the board was lost before it answered', { cause: error });
    }
  }

  async #connectForever(stop: AbortSignal): Promise<void> {
    const { timing, log, clock } = this.#options;
    let retryMs = timing.firstRetryMs;
    while (!stop.aborted) {
      const since = clock.now();
      const error = await this.#connectOnce(stop);
      this.#session = undefined;
      if (stop.aborted) break;
      const fault = faultOf(error);
      log.warn({ fault, err: error }, 'no cabinet interface board');
      this.#publish({ connection: 'fault', fault });
      if (clock.now() - since > timing.trustWindowMs) retryMs = timing.firstRetryMs;
      await waitFor(clock, retryMs, stop);
      retryMs = Math.min(2 * retryMs, timing.longestRetryMs);
    }
  }

  /** Resolves with the reason why the connection ended or could not be made. */
  async #connectOnce(stop: AbortSignal): Promise<unknown> {
    const session = new BoardSession({
      ...this.#options,
      firstSequence: this.#options.randomSequence(),
      onStatus: (status) => {
        this.#session = session;
        this.#publish(status);
      },
      onEnd: (error) => {
        if (stop.aborted || this.#session !== session) return;
        this.#publish({ connection: 'fault', fault: faultOf(error) });
      },
    });
    const close = (): void => void session.close();
    stop.addEventListener('abort', close);
    try {
      await session.begin();
      return await session.ended;
    } catch (error) {
      return error;
    } finally {
      stop.removeEventListener('abort', close);
      await session.close();
    }
  }

  #publish(status: CabinetStatus): void {
    if (isDeepStrictEqual(status, this.#status)) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}

function faultOf(error: unknown): CabinetFault {
  if (error instanceof OpenError || error instanceof HandshakeError || error instanceof ExchangeError) {
    return error.code;
  }
  return 'CANNOT_OPEN';
}
