/**
 * The cabinet interface over a board that speaks docs/cabinet-hid.md. Looks for the board, keeps one session with it,
 * and starts over with growing pauses when the session ends; every end is a fault that the kiosk shows meanwhile.
 */
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { CabinetFault, CabinetStatus } from '../../../protocol/cabinet.ts';
import type { Money } from '../../../protocol/money.ts';
import type { Designation, TransferId, TransferOutcome } from '../../../protocol/transfer.ts';
import {
  type BoardPart,
  type BoardTransfer,
  type Cabinet,
  CabinetError,
  type CabinetEvents,
  type NoteCount,
  type TransferStatus,
} from '../../cabinet.ts';
import { type Clock, waitFor } from '../../clock.ts';
import { OpenError, type OpenTransport } from '../../transports/transport.ts';
import { ExchangeError } from './exchange-error.ts';
import { FrameError } from './frame.ts';
import { HandshakeError } from './handshake.ts';
import type { CabinetLog } from './log.ts';
import { BoardSession } from './session.ts';
import type { NoteMode } from './status.ts';
import type { BoardTiming } from './timing.ts';
import type { TransferOrder } from './transfers.ts';

export interface BoardDriverOptions {
  open: OpenTransport;
  timing: BoardTiming;
  log: CabinetLog;
  clock: Clock;
  /** A number from 0 to 65,535, another one each time. */
  randomSequence(): number;
}

export class BoardDriver extends EventEmitter<CabinetEvents> implements Cabinet {
  readonly #options: BoardDriverOptions;
  #status: CabinetStatus = { connection: 'connecting' };
  #session: BoardSession | undefined;
  #accept = false;
  #test = false;
  #run: { stop: AbortController; done: Promise<void> } | undefined;

  constructor(options: BoardDriverOptions) {
    super();
    this.#options = options;
  }

  get status(): CabinetStatus {
    return this.#status;
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

  async transfer(order: TransferOrder): Promise<TransferOutcome> {
    return this.#onBoard(async (session) => session.transfers.order(order));
  }

  async query(transferId: TransferId, requested: Money | null): Promise<TransferStatus> {
    return this.#onBoard(async (session) => session.transfers.query(transferId, requested));
  }

  async cancel(transferId: TransferId, requested: Money | null): Promise<TransferStatus> {
    return this.#onBoard(async (session) => session.transfers.cancel(transferId, requested));
  }

  async lastTransferId(designation: Designation | null): Promise<TransferId | null> {
    return this.#onBoard(async (session) => session.transfers.last(designation));
  }

  async acknowledge(eventId: number): Promise<void> {
    return this.#onBoard(async (session) => session.acknowledge(eventId));
  }

  async selfTest(): Promise<BoardPart[]> {
    return this.#onBoard(async (session) => session.selfTest());
  }

  async noteCounts(): Promise<NoteCount[]> {
    return this.#onBoard(async (session) => session.noteCounts());
  }

  async history(limit: number): Promise<BoardTransfer[]> {
    return this.#onBoard(async (session) => session.transfers.history(limit));
  }

  acceptNotes(accept: boolean): void {
    this.#accept = accept;
    this.#session?.applyNotes();
  }

  testNotes(test: boolean): void {
    this.#test = test;
    this.#session?.applyNotes();
  }

  get #noteMode(): NoteMode {
    if (this.#test) return 'test';
    return this.#accept ? 'take' : 'off';
  }

  async #onBoard<T>(work: (session: BoardSession) => Promise<T>): Promise<T> {
    const session = this.#session;
    if (session === undefined || session.over) {
      throw new CabinetError('NOT_READY', 'there is no board to talk to');
    }
    try {
      return await work(session);
    } catch (error) {
      if (error instanceof CabinetError) throw error;
      if (error instanceof FrameError) {
        throw new CabinetError('NOT_READY', 'the protocol has no words for this', { cause: error });
      }
      throw new CabinetError('NO_ANSWER', 'the board was lost before it answered', { cause: error });
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

  /** Resolves with what ended the connection, or kept it from coming about. */
  async #connectOnce(stop: AbortSignal): Promise<unknown> {
    const session = new BoardSession({
      ...this.#options,
      firstSequence: this.#options.randomSequence(),
      noteMode: () => this.#noteMode,
      onStatus: (status) => {
        this.#session = session;
        this.#publish(status);
      },
      onEnd: (error) => {
        if (stop.aborted || this.#session !== session) return;
        this.#publish({ connection: 'fault', fault: faultOf(error) });
      },
      onNote: (note, memoryId) => this.emit('note', note, memoryId),
      onAttendant: () => this.emit('attendant'),
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
    this.emit('status', status);
  }
}

function faultOf(error: unknown): CabinetFault {
  if (error instanceof OpenError || error instanceof HandshakeError || error instanceof ExchangeError) {
    return error.code;
  }
  return 'CANNOT_OPEN';
}
