/**
 * The board and its mains: the memory chip stays, a firmware lives from power-up to the next power cut, and a cut can
 * be set to happen at any step of a transfer or a note.
 */
import type { Clock } from '../../hardware/clock.ts';
import type { BoardConfiguration } from './configuration.ts';
import type { Step } from '../hands.ts';
import { Firmware, type FirmwarePorts } from './firmware.ts';
import { type BoardMemory, initialMemory, type MemoryChip } from './memory.ts';
import { MemoryStore } from './store.ts';
import { conditionsOf, inputsOf, type World } from './world.ts';

export interface PoweredBoardOptions extends Pick<FirmwarePorts, 'send' | 'happened'> {
  configuration: BoardConfiguration;
  chip: MemoryChip;
  clock: Clock;
  world: World;
  /** Eight hexadecimal digits, for a chip that holds nothing yet. */
  newMemoryId(): string;
  /** The firmware has done something, or the power has come or gone. */
  changed(): void;
}

/** Thrown through the firmware at the step at which the power goes: nothing after it happens. */
class PowerLost extends Error {
  override readonly name = 'PowerLost';
}

export class PoweredBoard {
  readonly #options: PoweredBoardOptions;
  #store: MemoryStore;
  #firmware: Firmware | undefined;
  #cutAt: Step | null = null;
  #delayNextMs = 0;

  /** A board without power. */
  constructor(options: PoweredBoardOptions) {
    this.#options = options;
    this.#store = this.#readChip();
  }

  /** Undefined while the power is off. */
  get firmware(): Firmware | undefined {
    return this.#firmware;
  }

  /** What the chip holds. */
  get memory(): Readonly<BoardMemory> {
    return this.#store.current;
  }

  powerUp(): void {
    if (this.#firmware !== undefined) return;
    this.#store = this.#readChip();
    try {
      this.#firmware = new Firmware(this.#ports());
    } catch (error) {
      // The power went again while the firmware settled the last power cut.
      if (!(error instanceof PowerLost)) throw error;
    }
    this.#options.changed();
  }

  powerDown(): void {
    this.#firmware?.halt();
    this.#firmware = undefined;
    this.#options.changed();
  }

  /** Cuts the power once, at that step of the next transfer or note; null: not at all. */
  cutPowerAt(step: Step | null): void {
    this.#cutAt = step;
  }

  /** The next transfer waits this long between begin and credit. */
  delayNextCredit(ms: number): void {
    this.#delayNextMs = ms;
  }

  /** All that the firmware does goes through here, so that a power cut can end it at any step. */
  run(work: (firmware: Firmware) => void): void {
    if (this.#firmware === undefined) return;
    try {
      work(this.#firmware);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
      this.powerDown();
    }
    this.#options.changed();
  }

  #readChip(): MemoryStore {
    const { chip, configuration } = this.#options;
    const denominations = configuration.noteTable.length;
    return new MemoryStore(chip, () => initialMemory(this.#options.newMemoryId(), denominations));
  }

  #ports(): FirmwarePorts {
    const { configuration, clock, world } = this.#options;
    return {
      configuration,
      store: this.#store,
      clock,
      conditions: () => conditionsOf(world),
      inputs: () => inputsOf(world),
      defect: () => world.acceptor,
      nextDelayMs: () => {
        const ms = this.#delayNextMs;
        this.#delayNextMs = 0;
        return ms;
      },
      noteFell: (value) => {
        world.cashBox += value;
      },
      happened: (kind, value) => this.#options.happened(kind, value),
      send: (report) => this.#options.send(report),
      atStep: (step) => {
        if (this.#cutAt !== step) return;
        this.#cutAt = null;
        throw new PowerLost();
      },
      run: (work) => this.run(work),
    };
  }
}
