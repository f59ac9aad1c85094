/**
 * A whole virtual cabinet: mains switch, USB cable, the world around the board, and the board's firmware, which lives
 * from one power-up to the next. Kiosks plug into it by {@link VirtualCabinet.open}; hands act on it by
 * {@link VirtualCabinet.act}.
 */
import { EventEmitter } from 'node:events';
import type { Clock } from '../clock.ts';
import { type Behaviour, BehaviourChain } from './behaviour.ts';
import { OpenError, type Receiver, type Transport } from '../transport.ts';
import type { BoardConfiguration } from './configuration.ts';
import type { Step, VirtualCabinetAction, VirtualCabinetState } from './control.ts';
import { Firmware, type FirmwarePorts } from './firmware.ts';
import { initialMemory, type MemoryChip } from './memory.ts';
import { misbehaviour } from './misbehaviour.ts';
import { MemoryStore } from './store.ts';
import { calmWorld, conditionsOf, inputsOf, type World } from './world.ts';

export interface VirtualCabinetOptions {
  configuration: BoardConfiguration;
  chip: MemoryChip;
  clock: Clock;
  /** Eight hexadecimal digits, for a chip that holds nothing yet. */
  newMemoryId(): string;
}

export interface VirtualCabinetEvents {
  /** Something in {@link VirtualCabinet.state} is another now. */
  change: [];
  /** The board can or can not be found on the bus any more. */
  attached: [attached: boolean];
}

/** Thrown through the firmware at the step at which the power goes: nothing after it happens. */
class PowerLost extends Error {
  override readonly name = 'PowerLost';
}

/** One kiosk that holds the board open. Reports reach it in order and never within the call that caused them. */
class Connection {
  readonly #receiver: Receiver;
  #closed = false;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  report(report: Uint8Array): void {
    queueMicrotask(() => {
      if (!this.#closed) this.#receiver.report(report);
    });
  }

  lost(): void {
    queueMicrotask(() => {
      if (this.#closed) return;
      this.#closed = true;
      this.#receiver.lost(new Error('the virtual cabinet was unplugged or lost its power'));
    });
  }

  close(): void {
    this.#closed = true;
  }
}

const behavesWell = (): void => undefined;

const NOTES_SHOWN = 128;

export class VirtualCabinet extends EventEmitter<VirtualCabinetEvents> {
  readonly #options: VirtualCabinetOptions;
  readonly #world: World = calmWorld();
  readonly #notes: { kind: string; minor: number }[] = [];
  readonly #wire = new BehaviourChain({
    toKiosk: (report) => this.#kiosk?.report(report),
    fromKiosk: (report) => this.#run((firmware) => firmware.receive(report)),
  });
  #behaveWell = behavesWell;
  #store: MemoryStore;
  #firmware: Firmware | undefined;
  #plugged = true;
  #kiosk: Connection | undefined;
  #delayNextMs = 0;
  #cutAt: Step | null = null;

  constructor(options: VirtualCabinetOptions) {
    super();
    this.#options = options;
    this.#store = this.#readChip();
    this.#firmware = this.#powerUp();
  }

  get attached(): boolean {
    return this.#plugged && this.#firmware !== undefined;
  }

  /** Opens the board for a kiosk, as an operating system does. @throws {OpenError} */
  open(receiver: Receiver): Transport {
    if (!this.attached) throw new OpenError('ABSENT', 'the virtual cabinet is off or unplugged');
    if (this.#kiosk !== undefined) throw new OpenError('CANNOT_OPEN', 'another kiosk holds the board');
    const connection = new Connection(receiver);
    this.#kiosk = connection;
    this.emit('change');
    return {
      write: async (report) => {
        if (this.#kiosk !== connection) throw new Error('the board is gone');
        this.#wire.fromKiosk(report);
      },
      close: async () => {
        connection.close();
        if (this.#kiosk !== connection) return;
        this.#kiosk = undefined;
        this.#run((firmware) => firmware.notes.kioskLost());
      },
    };
  }

  act(action: VirtualCabinetAction): void {
    switch (action.action) {
      case 'note.insert':
        this.#run((firmware) => {
          const seen = firmware.notes.insert(action.minor, action.genuine ?? true);
          if (seen !== 'REJECTED') this.#happened(seen, action.minor);
        });
        break;
      case 'door':
        this.#world.doorOpen = action.open;
        break;
      case 'tilt':
        this.#world.tilt = action.active;
        break;
      case 'cashOut':
        this.#cashOut();
        break;
      case 'play':
        this.#play(action.minor);
        break;
      case 'cable':
        this.#setAttached(() => {
          this.#plugged = action.plugged;
        });
        break;
      case 'power':
        if (action.on) this.#setAttached(() => (this.#firmware ??= this.#powerUp()));
        else this.#powerDown();
        break;
      case 'acceptor':
        this.#world.acceptor = action.state;
        if (action.state === 'JAMMED') this.#run((firmware) => firmware.notes.jam());
        break;
      case 'delayNextCredit':
        this.#delayNextMs = action.ms;
        break;
      case 'powerCutAt':
        this.#cutAt = action.step;
        break;
      case 'attendantKey':
        this.#world.attendantKey = action.turned;
        break;
      case 'misbehave':
        this.#behaveWell();
        this.#behaveWell =
          action.as === null ? behavesWell : this.behave(misbehaviour(action.as, this.#options.clock));
    }
    this.#run((firmware) => firmware.stateChanged());
  }

  /** From now on the board behaves like this too; the function returned ends it. */
  behave(behaviour: Behaviour): () => void {
    return this.#wire.add(behaviour);
  }

  /** Minor units of the notes that lie in the cash box: what a person would count, whatever the board says. */
  get cashBox(): number {
    return this.#world.cashBox;
  }

  /** Note events that the kiosk has not acknowledged yet. */
  get unacknowledgedEvents(): number {
    return this.#store.current.events.length;
  }

  get state(): VirtualCabinetState {
    const { configuration } = this.#options;
    const { memoryId, meters, transfers } = this.#store.current;
    const { serial, firmware, protocol, currency, noteTable } = configuration;
    return {
      identity: { serial, memoryId, firmware, protocol },
      currency,
      powered: this.#firmware !== undefined,
      plugged: this.#plugged,
      open: this.#kiosk !== undefined,
      conditions: conditionsOf(this.#world),
      acceptor: this.#firmware?.notes.state ?? 'OFF',
      notesEnabled: (this.#firmware?.notes.enabled ?? 0) !== 0,
      acceptedNotes: noteTable,
      meters,
      transfers: transfers.toReversed().map(({ transferId, requested, currency, state, reason }) => ({
        transferId,
        requested: { minor: requested, currency },
        outcome: ({ PENDING: 'pending', CREDITED: 'credited', REFUSED: 'refused' } as const)[state],
        ...(reason === 'NONE' ? {} : { reason }),
      })),
      notes: [...this.#notes],
    };
  }

  /** All that firmware does goes through here, so that a power cut can end it at any step. */
  #run(work: (firmware: Firmware) => void): void {
    const firmware = this.#firmware;
    try {
      if (firmware !== undefined) work(firmware);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
      this.#powerDown();
    }
    this.emit('change');
  }

  #happened(kind: string, minor: number): void {
    this.#notes.unshift({ kind, minor });
    this.#notes.length = Math.min(this.#notes.length, NOTES_SHOWN);
  }

  /** @returns undefined when the power goes again while the firmware settles the last power cut. */
  #powerUp(): Firmware | undefined {
    this.#store = this.#readChip();
    try {
      return new Firmware(this.#firmwarePorts());
    } catch (error) {
      if (error instanceof PowerLost) return undefined;
      throw error;
    }
  }

  #firmwarePorts(): FirmwarePorts {
    const { configuration, clock } = this.#options;
    return {
      configuration,
      store: this.#store,
      clock,
      conditions: () => conditionsOf(this.#world),
      inputs: () => inputsOf(this.#world),
      defect: () => this.#world.acceptor,
      nextDelayMs: () => {
        const ms = this.#delayNextMs;
        this.#delayNextMs = 0;
        return ms;
      },
      noteFell: (value) => {
        this.#world.cashBox += value;
      },
      happened: (kind, value) => this.#happened(kind, value),
      send: (report) => this.#wire.toKiosk(report),
      atStep: (step) => {
        if (this.#cutAt !== step) return;
        this.#cutAt = null;
        throw new PowerLost();
      },
      run: (work) => this.#run(work),
    };
  }

  #readChip(): MemoryStore {
    const { chip, configuration } = this.#options;
    const denominations = configuration.noteTable.length;
    return new MemoryStore(chip, () => initialMemory(this.#options.newMemoryId(), denominations));
  }

  #powerDown(): void {
    this.#setAttached(() => {
      this.#firmware?.halt();
      this.#firmware = undefined;
    });
  }

  #setAttached(change: () => void): void {
    const before = this.attached;
    change();
    if (before === this.attached) return;
    const kiosk = this.#kiosk;
    this.#kiosk = undefined;
    if (!this.attached) this.#firmware?.notes.kioskLost();
    this.emit('attached', this.attached);
    this.emit('change');
    kiosk?.lost();
  }

  #cashOut(): void {
    if (this.#firmware === undefined || this.#world.cashingOut) return;
    this.#world.cashingOut = true;
    const { meters } = this.#store.current;
    this.#store.change({
      meters: { ...meters, credits: 0, totalOut: meters.totalOut + meters.credits },
    });
    this.#options.clock.after(this.#options.configuration.cashOutMs, () => {
      this.#world.cashingOut = false;
      this.#run((firmware) => firmware.stateChanged());
    });
  }

  #play(minor: number): void {
    if (this.#firmware === undefined) return;
    const { meters } = this.#store.current;
    this.#store.change({ meters: { ...meters, credits: Math.max(0, meters.credits - minor) } });
  }
}
