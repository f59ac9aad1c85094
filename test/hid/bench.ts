/** A virtual cabinet, a way to plug it in, and a driver on it: what every scenario of the driver suite runs on. */
import type { EventEmitter } from 'node:events';
import { CabinetBoard } from '../../hardware/drivers/cabinet-board/cabinet-board.ts';
import type { BoardTiming } from '../../hardware/drivers/cabinet-board/timing.ts';
import { systemClock } from '../../hardware/clock.ts';
import type { OpenTransport } from '../../hardware/transports/report-transport.ts';
import { type BoardConfiguration, usMachine } from '../../simulators/cabinet-board/configuration.ts';
import { VirtualCabinet } from '../../simulators/cabinet-board/virtual-cabinet.ts';
import { chipInProcess } from '../../simulators/cabinet-board/memory.ts';
import type { CabinetStatus, NoteEvent } from '../../protocol/cabinet.ts';

/** A board on a cable. */
export interface Plugged {
  open: OpenTransport;
  /** Takes the board away for good. */
  remove(): Promise<void>;
}

/** One way to plug a virtual cabinet in. */
export interface Target {
  name: string;
  plug(cabinet: VirtualCabinet): Promise<Plugged>;
}

/** The driver's times, for a board that is never far. */
const timing: BoardTiming = {
  answerMs: 250,
  attempts: 3,
  pollMs: 100,
  firstRetryMs: 50,
  longestRetryMs: 400,
  trustWindowMs: 2_000,
  unusableReports: 5,
  notices: 180,
};

const boardTimes = { eventRepeatMs: 100, kioskSilenceMs: 1_500, escrowLimitMs: 1_000, cashOutMs: 200 };

/** Long enough for the slowest machine; a scenario that needs it has failed. */
const PATIENCE_MS = 15_000;

export class Bench {
  readonly cabinet: VirtualCabinet;
  readonly driver: CabinetBoard;
  /** Note events that the driver has reported, repetitions included. */
  readonly notes: NoteEvent[] = [];
  readonly #plugged: Plugged;
  #lastNumber = 0;

  private constructor(cabinet: VirtualCabinet, plugged: Plugged) {
    this.cabinet = cabinet;
    this.#plugged = plugged;
    this.driver = new CabinetBoard({
      open: plugged.open,
      timing,
      log: { info: () => undefined, warn: () => undefined },
      clock: systemClock,
      randomSequence: () => Math.floor(Math.random() * 0x10000),
    });
    this.driver.noteAcceptor.on('note', (note) => this.notes.push(note));
  }

  /** A new cabinet with an empty memory, plugged in, and a driver that has found it. */
  static async ready(target: Target, serial = 'SUITE'): Promise<Bench> {
    const cabinet = newCabinet({ ...usMachine(serial), ...boardTimes });
    const bench = new Bench(cabinet, await target.plug(cabinet));
    bench.driver.start();
    await bench.untilReady();
    return bench;
  }

  async end(): Promise<void> {
    await this.driver.stop();
    await this.#plugged.remove();
  }

  nextId(): string {
    this.#lastNumber += 1;
    return `000042-${String(this.#lastNumber).padStart(10, '0')}`;
  }

  async untilReady(): Promise<void> {
    await this.untilStatus('a ready board', (status) => status.connection === 'ready');
  }

  async untilFault(fault: string): Promise<void> {
    await this.untilStatus(
      `the fault ${fault}`,
      (status) => status.connection === 'fault' && status.fault === fault,
    );
  }

  async untilStatus(what: string, holds: (status: CabinetStatus) => boolean): Promise<void> {
    await until(
      this.driver,
      'status',
      what,
      () => holds(this.driver.status),
      () => JSON.stringify(this.driver.status),
    );
  }

  /** Waits for something that is true of the cabinet itself, whatever the driver has heard. */
  async untilCabinet(what: string, holds: (cabinet: VirtualCabinet) => boolean): Promise<void> {
    await until(
      this.cabinet,
      'change',
      what,
      () => holds(this.cabinet),
      () => JSON.stringify(this.cabinet.state),
    );
  }

  async untilNotes(what: string, holds: (notes: readonly NoteEvent[]) => boolean): Promise<void> {
    await until(
      this.driver.noteAcceptor,
      'note',
      what,
      () => holds(this.notes),
      () => JSON.stringify(this.notes),
    );
  }
}

export function newCabinet(configuration: BoardConfiguration): VirtualCabinet {
  return new VirtualCabinet({
    configuration,
    chip: chipInProcess(),
    clock: systemClock,
    newMemoryId: () =>
      Math.floor(Math.random() * 0xffffffff)
        .toString(16)
        .padStart(8, '0'),
  });
}

async function until(
  emitter: Pick<EventEmitter, 'on' | 'off'>,
  event: string,
  what: string,
  holds: () => boolean,
  seen: () => string,
): Promise<void> {
  if (holds()) return;
  await new Promise<void>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      emitter.off(event, look);
      settle();
    };
    const look = (): void => {
      if (holds()) finish(resolve);
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`waited in vain for ${what}; there is ${seen()}`))),
      PATIENCE_MS,
    );
    emitter.on(event, look);
  });
}
