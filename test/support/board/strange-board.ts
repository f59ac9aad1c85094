/** The kiosk's driver with its real time-outs, on simulated time, with a virtual cabinet whose reports can be changed. */
import { expect } from 'vitest';
import { decodeMessage, encodeMessage, type Message } from '../../../hardware/drivers/cabinet-board/codec.ts';
import { CabinetBoard } from '../../../hardware/drivers/cabinet-board/cabinet-board.ts';
import { encodeFrame } from '../../../hardware/drivers/cabinet-board/frame.ts';
import { boardTiming } from '../../../hardware/drivers/cabinet-board/timing.ts';
import { VirtualCabinet } from '../../../simulators/cabinet-board/virtual-cabinet.ts';
import { usMachine } from '../../../simulators/cabinet-board/configuration.ts';
import { chipInProcess } from '../../../simulators/cabinet-board/memory.ts';
import type { CabinetFault, NoteEvent } from '../../../protocol/cabinet.ts';
import { SimulatedClock } from '../simulated-clock.ts';

const PATIENCE_MS = 60_000;

export class StrangeBoard {
  readonly clock = new SimulatedClock();
  readonly cabinet: VirtualCabinet;
  readonly driver: CabinetBoard;
  readonly notes: NoteEvent[] = [];
  readonly #requests: Message[] = [];
  #receive: (report: Uint8Array) => void = () => undefined;

  constructor() {
    const { clock } = this;
    this.cabinet = new VirtualCabinet({
      configuration: usMachine('STRANGE'),
      chip: chipInProcess(),
      clock,
      newMemoryId: () => '0a1b2c3d',
    });
    this.cabinet.behave({
      fromKiosk: (report, next) => {
        this.#requests.push(decodeMessage(report));
        next(report);
      },
    });
    this.driver = new CabinetBoard({
      open: async (receiver) => {
        this.#receive = (report) => receiver.report(report);
        return this.cabinet.open(receiver);
      },
      timing: boardTiming,
      log: { info: () => undefined, warn: () => undefined },
      clock,
      randomSequence: () => 1_000,
    });
    this.driver.noteAcceptor.on('note', (note) => this.notes.push(note));
  }

  get lastSequence(): number {
    return this.#requests.at(-1)?.sequence ?? 0;
  }

  /** How often the kiosk has sent a request of that name. */
  heard(name: string): number {
    return this.#requests.filter((request) => request.name === name).length;
  }

  last(name: string): Message | undefined {
    return this.#requests.findLast((request) => request.name === name);
  }

  /** The board sends this now, even if nobody asked. */
  send(report: Uint8Array): void {
    this.#receive(report);
  }

  /** Changes what the board sends, the first `times` times. @returns a function that ends it. */
  lie(change: (message: Message) => Message, times = Number.POSITIVE_INFINITY): () => void {
    let left = times;
    return this.cabinet.behave({
      toKiosk: (report, next) => {
        const message = decodeMessage(report);
        const other = change(message);
        if (other === message || left === 0) {
          next(report);
          return;
        }
        left -= 1;
        next(encodeMessage(other));
      },
    });
  }

  /** The board never sends answers of that name. */
  mute(name: string): void {
    this.cabinet.behave({
      toKiosk: (report, next) => {
        if (decodeMessage(report).name !== name) next(report);
      },
    });
  }

  answerLateBy(ms: number, name: string): void {
    this.cabinet.behave({
      toKiosk: (report, next) => {
        if (decodeMessage(report).name !== name) next(report);
        else this.clock.after(ms, () => next(report));
      },
    });
  }

  /** No encoder of ours writes this. */
  zeroDenomination(): void {
    this.cabinet.behave({
      toKiosk: (report, next) => {
        const message = decodeMessage(report);
        if (message.name !== 'CONFIGURATION') {
          next(report);
          return;
        }
        const [, code = 0] = report;
        const body = report.slice(5, 5 + (report[4] ?? 0)).fill(0, 3, 7);
        next(encodeFrame({ kind: 'answer', code, sequence: message.sequence, body }));
      },
    });
  }

  /** Once, when the kiosk sends a request of that name. */
  once(name: string, call: () => void): void {
    const end = this.cabinet.behave({
      fromKiosk: (report, next) => {
        next(report);
        if (decodeMessage(report).name !== name) return;
        end();
        call();
      },
    });
  }

  /** Rejects like a cabinet that could not be asked. */
  async expectNoAnswer(work: Promise<unknown>, code = 'NO_ANSWER'): Promise<void> {
    const rejected = expect(work).rejects.toMatchObject({ code });
    await this.run(rejected);
  }

  async ready(): Promise<void> {
    this.driver.start();
    await this.untilReady();
  }

  async untilReady(): Promise<void> {
    await this.#untilStatus(() => this.driver.status.connection === 'ready');
  }

  async untilFault(fault: CabinetFault): Promise<void> {
    await this.#untilStatus(() => {
      const { status } = this.driver;
      return status.connection === 'fault' && status.fault === fault;
    });
  }

  async pass(ms: number): Promise<void> {
    await this.run(this.clock.wait(ms));
  }

  /** Lets simulated time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    return this.clock.run(work, this.clock.now() + PATIENCE_MS);
  }

  async end(): Promise<void> {
    await this.driver.stop();
  }

  async #untilStatus(holds: () => boolean): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.driver.off('status', look);
        resolve();
      };
      this.driver.on('status', look);
      look();
    });
    await this.run(seen);
  }
}
