/**
 * The board's firmware, from power-up to power cut: requests in, answers and notices out, through the codec that the
 * driver uses. What it must not forget is in the memory chip; everything else here is gone with the power.
 */
import type { NotPlayableCondition, NoteEvent } from '../../protocol/cabinet.ts';
import {
  type Answer,
  decodeBody,
  encodeMessage,
  type Notice,
  type Request,
} from '../../hardware/drivers/cabinet-board/codec.ts';
import { type BoardInput, BOARD_MAGIC } from '../../hardware/drivers/cabinet-board/codes.ts';
import { decodeFrame, type Frame, FrameError } from '../../hardware/drivers/cabinet-board/frame.ts';
import { type BoardState, requestCodes } from '../../hardware/drivers/cabinet-board/messages.ts';
import type { Clock } from '../../hardware/clock.ts';
import type { BoardConfiguration } from './configuration.ts';
import type { Step } from '../hands.ts';
import { CreditUnit } from './credit-unit.ts';
import { HISTORY_LENGTH } from './memory.ts';
import type { MemoryStore } from './store.ts';
import { type AcceptorDefect, NoteUnit } from './note-unit.ts';

export interface FirmwarePorts {
  configuration: BoardConfiguration;
  store: MemoryStore;
  clock: Clock;
  conditions(): NotPlayableCondition[];
  inputs(): BoardInput[];
  defect(): AcceptorDefect;
  nextDelayMs(): number;
  /** A note has fallen into the cash box. */
  noteFell(value: number): void;
  /** Called for those who watch the cabinet, not for the kiosk. */
  happened(kind: NoteEvent['kind'], value: number): void;
  /** A report for the kiosk, if there is one. */
  send(report: Uint8Array): void;
  atStep(step: Step): void;
  run(work: () => void): void;
}

export class Firmware {
  readonly notes: NoteUnit;
  readonly #ports: FirmwarePorts;
  readonly #credits: CreditUnit;
  #noticeSequence = 0;

  /** Power-up: settles what the last power cut left open. */
  constructor(ports: FirmwarePorts) {
    this.#ports = ports;
    const changed = (): void => this.stateChanged();
    this.#credits = new CreditUnit({
      ...ports,
      ended: (record) => {
        this.#notify({ name: 'TRANSFER', body: record });
        changed();
      },
    });
    this.notes = new NoteUnit({
      ...ports,
      sendEscrow: (body) => this.#notify({ name: 'NOTE_IN_ESCROW', body }),
      sendEvent: (body) => this.#notify({ name: 'NOTE_EVENT', body }),
      changed,
    });
    this.#credits.recover();
    this.notes.recover();
  }

  /** The power goes. */
  halt(): void {
    this.#credits.halt();
    this.notes.halt();
  }

  /** A report from the kiosk: any bytes at all. What is not a whole report is as if it had never come. */
  receive(report: Uint8Array): void {
    let frame: Frame;
    try {
      frame = decodeFrame(report);
    } catch (error) {
      if (error instanceof FrameError) return;
      throw error;
    }
    if (frame.kind !== 'request') return;
    this.notes.kioskHeard();
    try {
      const message = decodeBody(frame);
      if (message.kind === 'request') this.#answer(message);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#reject(frame, error);
    }
  }

  /** Something that STATUS tells has changed. */
  stateChanged(): void {
    this.#notify({ name: 'STATUS', body: this.#state() });
  }

  /** The player plays: that much, or all there is, leaves the credit meter. */
  play(minor: number): void {
    const { meters } = this.#ports.store.current;
    this.#ports.store.change({ meters: { ...meters, credits: Math.max(0, meters.credits - minor) } });
  }

  /** All credits go to the player. */
  cashOut(): void {
    const { meters } = this.#ports.store.current;
    const totalOut = meters.totalOut + meters.credits;
    this.#ports.store.change({ meters: { ...meters, credits: 0, totalOut } });
  }

  #answer(request: Request): void {
    const answer = this.#answerTo(request);
    this.#ports.send(encodeMessage({ ...answer, kind: 'answer', sequence: request.sequence } as Answer));
    if (request.name !== 'TRANSFER_BEGIN') return;
    this.#ports.atStep('answered');
    // The meters may have risen. Whoever ordered waits for the answer, so that goes first.
    this.stateChanged();
  }

  #answerTo(request: Request): Pick<Answer, 'name' | 'body'> {
    const { configuration, store } = this.#ports;
    const { name } = request;
    switch (name) {
      case 'IDENTIFY': {
        const { serial, firmware, protocol } = configuration;
        const { memoryId } = store.current;
        return { name, body: { magic: BOARD_MAGIC, protocol, memoryId, serial, firmware } };
      }
      case 'CONFIGURATION': {
        const { currency, denomination, maxTransfer, escrowLimitMs } = configuration;
        const body = { currency, denomination, maxTransfer, escrowLimitMs, historyLength: HISTORY_LENGTH };
        return { name, body };
      }
      case 'NOTE_TABLE':
        return { name, body: { values: configuration.noteTable } };
      case 'STATUS':
        return { name, body: this.#state() };
      case 'ENABLE_NOTES':
        return { name, body: { enabledNotes: this.notes.enable(request.body.enabledNotes) } };
      case 'ESCROW': {
        const { escrowId, decision } = request.body;
        return { name, body: { escrowId, held: this.notes.decide(escrowId, decision) ? 'YES' : 'NO' } };
      }
      case 'ACKNOWLEDGE':
        this.notes.acknowledge(request.body.eventId);
        return { name, body: request.body };
      case 'NOTE_COUNTS':
        return { name, body: { counts: store.current.noteCounts } };
      case 'SELF_TEST':
        return { name, body: { failed: this.#ports.defect() === 'OK' ? [] : ['ACCEPTOR'] } };
      case 'TRANSFER_BEGIN':
        return { name, body: this.#credits.begin(request.body) };
      case 'TRANSFER_QUERY':
        return { name, body: this.#credits.query(request.body.transferId) };
      case 'TRANSFER_CANCEL':
        return { name, body: this.#credits.cancel(request.body.transferId) };
      case 'TRANSFER_HIGHEST':
        return { name, body: { transferId: this.#credits.highest(request.body.series) } };
      case 'TRANSFER_HISTORY':
        return { name, body: this.#credits.history(request.body.index) };
    }
  }

  #reject(frame: Frame, error: FrameError): void {
    const known = Object.values<number>(requestCodes).includes(frame.code);
    const reason = known && error.code === 'BODY' ? 'MALFORMED_BODY' : 'UNKNOWN_REQUEST';
    const body = { requestCode: frame.code, reason } as const;
    this.#ports.send(encodeMessage({ kind: 'answer', name: 'REJECTED', sequence: frame.sequence, body }));
  }

  #state(): BoardState {
    return {
      conditions: this.#ports.conditions(),
      inputs: this.#ports.inputs(),
      acceptor: this.notes.state,
      enabledNotes: this.notes.enabled,
      lastEventId: this.#ports.store.current.lastEventId,
      ...this.#ports.store.current.meters,
    };
  }

  #notify(notice: Pick<Notice, 'name' | 'body'>): void {
    this.#noticeSequence = (this.#noticeSequence + 1) & 0xffff;
    this.#ports.send(encodeMessage({ ...notice, kind: 'notice', sequence: this.#noticeSequence } as Notice));
  }
}
