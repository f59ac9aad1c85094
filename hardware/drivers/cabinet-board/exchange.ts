/**
 * Requests and their answers over one open transport. Judges the board by what arrives: an answer must carry the
 * sequence number and the name of a request that is open; anything unusable counts against the board.
 */
import type { Clock } from '../../clock.ts';
import {
  type Answer,
  decodeMessage,
  encodeMessage,
  type Notice,
  type Rejection,
  type Request,
} from './codec.ts';
import { ExchangeError, NoAnswerYet } from './exchange-error.ts';
import { FrameError } from './frame.ts';
import type { AnswerBody, RequestBody, RequestName } from './messages.ts';
import { SlidingCount } from './sliding-count.ts';
import type { BoardTiming } from './timing.ts';
import type { Transport } from '../../transports/report-transport.ts';

interface OpenRequest {
  readonly name: RequestName;
  settle(result: Answer | Rejection | Error): void;
}

export interface ExchangeOptions {
  timing: BoardTiming;
  /** Where the sequence starts: random, so that an answer to an earlier kiosk process is not taken for ours. */
  firstSequence: number;
  clock: Clock;
  onNotice(notice: Notice): void;
  /** Called once, before those who wait for an answer are told. */
  onBroken(error: ExchangeError): void;
}

/** An answer to one of this many last requests, even a second answer, comes from a slow board and is not unusable. */
const REMEMBERED_SEQUENCES = 256;

export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #open = new Map<number, OpenRequest>();
  readonly #unusable: SlidingCount;
  readonly #notices: SlidingCount;
  #transport: Transport | undefined;
  #sequence: number;
  #issued = 0;
  #broken: ExchangeError | undefined;

  constructor(options: ExchangeOptions) {
    const { timing } = options;
    this.#options = options;
    this.#sequence = options.firstSequence & 0xffff;
    this.#unusable = new SlidingCount(timing.unusableReports, timing.trustWindowMs);
    this.#notices = new SlidingCount(timing.notices, timing.trustWindowMs);
  }

  /** Requests can be sent from now on. */
  attach(transport: Transport): void {
    this.#transport = transport;
  }

  /**
   * Sends the request, again and again until it is answered: for requests that may arrive twice. A late answer to an
   * earlier sending counts.
   * @throws {ExchangeError} when no answer comes; the exchange is broken then.
   * @throws {FrameError} for what has no encoding; nothing was sent.
   */
  async ask<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<AnswerBody<Name>> {
    try {
      return await this.#send(name, body, this.#options.timing.attempts);
    } catch (error) {
      if (error instanceof NoAnswerYet) throw this.break(this.#silence(name));
      throw error;
    }
  }

  /**
   * Sends the request once.
   * @throws {NoAnswerYet} after `answerMs`. @throws {ExchangeError}
   * @throws {FrameError} for what has no encoding; nothing was sent.
   */
  async askOnce<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<AnswerBody<Name>> {
    return this.#send(name, body, 1);
  }

  /** Takes what the transport receives, which may be any bytes. */
  receive(report: Uint8Array): void {
    if (this.#broken !== undefined) return;
    let message;
    try {
      message = decodeMessage(report);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#distrust(error);
      return;
    }
    if (message.kind === 'request') this.#distrust(new FrameError('REPORT_ID', 'a request from the board'));
    else if (message.kind === 'answer') this.#answered(message);
    else if (this.#notices.add(this.#options.clock.now())) {
      this.break(new ExchangeError('BAD_FRAMES', 'the board sends too many notices'));
    } else this.#options.onNotice(message);
  }

  /** Counts one unusable report. Too many of them break the exchange. */
  #distrust(error: FrameError): void {
    if (this.#unusable.add(this.#options.clock.now())) {
      this.break(
        new ExchangeError('BAD_FRAMES', 'too many unusable reports from the board', { cause: error }),
      );
    }
  }

  #answered(answer: Answer | Rejection): void {
    const request = this.#open.get(answer.sequence);
    if (request !== undefined && (answer.name === request.name || answer.name === 'REJECTED')) {
      request.settle(answer);
      return;
    }
    const age = (this.#sequence - answer.sequence) & 0xffff;
    if (request !== undefined || age >= Math.min(this.#issued, REMEMBERED_SEQUENCES)) {
      this.#distrust(new FrameError('BODY', `an answer ${answer.name} to a request that was never made`));
    }
  }

  /** Ends the exchange: rejects what is open. Idempotent; returns the error that ended it. */
  break(error: ExchangeError): ExchangeError {
    if (this.#broken !== undefined) return this.#broken;
    this.#broken = error;
    this.#options.onBroken(error);
    for (const request of this.#open.values()) request.settle(error);
    return error;
  }

  #silence(name: RequestName): ExchangeError {
    return this.#unusable.any(this.#options.clock.now())
      ? new ExchangeError('BAD_FRAMES', `only unusable reports in answer to ${name}`)
      : new ExchangeError('SILENT', `no answer to ${name}`);
  }

  #nextSequence(): number {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#issued += 1;
    return this.#sequence;
  }

  async #send<Name extends RequestName>(
    name: Name,
    body: RequestBody<Name>,
    attempts: number,
  ): Promise<AnswerBody<Name>> {
    if (this.#broken !== undefined) throw this.#broken;
    const { clock, timing } = this.#options;
    const reportWith = (sequence: number): Uint8Array =>
      encodeMessage({ kind: 'request', name, sequence, body } as Request);
    let next = this.#nextSequence();
    // What has no encoding throws here, before anything is under way.
    let report = reportWith(next);
    const answer = await new Promise<Answer | Rejection>((resolve, reject) => {
      const sequences: number[] = [];
      let callOff: () => void;
      const settle = (result: Answer | Rejection | Error): void => {
        callOff();
        for (const sequence of sequences) this.#open.delete(sequence);
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      const attempt = (): void => {
        if (sequences.length === attempts) {
          settle(new NoAnswerYet(`no answer to ${name}`));
          return;
        }
        if (sequences.length > 0) {
          next = this.#nextSequence();
          report = reportWith(next);
        }
        sequences.push(next);
        this.#open.set(next, { name, settle });
        callOff = clock.after(timing.answerMs, attempt);
        this.#write(report);
      };
      attempt();
    });
    if (answer.name === 'REJECTED') {
      const message = `the board rejects ${name}: ${answer.body.reason}`;
      throw this.break(new ExchangeError('PROTOCOL_VERSION', message));
    }
    return answer.body as AnswerBody<Name>;
  }

  #write(report: Uint8Array): void {
    const lost = (cause: unknown): void => {
      this.break(new ExchangeError('ABSENT', 'the board cannot be written to', { cause }));
    };
    if (this.#transport === undefined) lost(new Error('the board is not open'));
    else this.#transport.write(report).catch(lost);
  }
}
