/**
 * A whole virtual cabinet: a board with its mains switch, a USB cable, and the world around them. Kiosks plug into it
 * by {@link VirtualCabinet.open}; hands act on it by {@link VirtualCabinet.act}.
 */
import { EventEmitter } from 'node:events';
import { OpenError, type Receiver, type Transport } from '../../hardware/transports/report-transport.ts';
import { type Behaviour, BehaviourChain } from './behaviour.ts';
import { cabinetState } from './cabinet-state.ts';
import type { VirtualCabinetAction, VirtualCabinetState } from './control.ts';
import { misbehaviour } from './misbehaviour.ts';
import { PoweredBoard, type PoweredBoardOptions } from './powered-board.ts';
import { UsbPort } from './usb-port.ts';
import { calmWorld, type World } from './world.ts';

export type VirtualCabinetOptions = Pick<
  PoweredBoardOptions,
  'configuration' | 'chip' | 'clock' | 'newMemoryId'
>;

export interface VirtualCabinetEvents {
  /** Something in {@link VirtualCabinet.state} may have changed. */
  change: [];
  /** Whether the board can be found on the bus has changed. */
  attached: [attached: boolean];
}

const behavesWell = (): void => undefined;

const NOTES_SHOWN = 128;

export class VirtualCabinet extends EventEmitter<VirtualCabinetEvents> {
  readonly #options: VirtualCabinetOptions;
  readonly #world: World = calmWorld();
  readonly #board: PoweredBoard;
  readonly #port: UsbPort;
  readonly #wire: BehaviourChain;
  readonly #notes: { kind: string; minor: number }[] = [];
  #plugged = true;
  #attached = false;
  #behaveWell = behavesWell;

  /** Plugged in, and with its power on. */
  constructor(options: VirtualCabinetOptions) {
    super();
    this.#options = options;
    this.#wire = new BehaviourChain({
      toKiosk: (report) => this.#port.send(report),
      fromKiosk: (report) => this.#board.run((firmware) => firmware.receive(report)),
    });
    this.#port = new UsbPort({
      report: (report) => this.#wire.fromKiosk(report),
      closed: () => this.#board.run((firmware) => firmware.notes.kioskLost()),
    });
    this.#board = new PoweredBoard({
      ...options,
      world: this.#world,
      send: (report) => this.#wire.toKiosk(report),
      happened: (kind, minor) => this.#happened(kind, minor),
      changed: () => this.#changed(),
    });
    this.#board.powerUp();
  }

  /** Whether the board can be found on the bus. */
  get attached(): boolean {
    return this.#attached;
  }

  /** Minor units of the notes that lie in the cash box: what a person would count, whatever the board says. */
  get cashBox(): number {
    return this.#world.cashBox;
  }

  /** Note events that the kiosk has not acknowledged yet. */
  get unacknowledgedEvents(): number {
    return this.#board.memory.events.length;
  }

  get state(): VirtualCabinetState {
    return cabinetState({
      configuration: this.#options.configuration,
      memory: this.#board.memory,
      firmware: this.#board.firmware,
      plugged: this.#plugged,
      open: this.#port.open,
      world: this.#world,
      notes: this.#notes,
    });
  }

  /** Opens the board for a kiosk, as an operating system does. @throws {OpenError} */
  open(receiver: Receiver): Transport {
    if (!this.#attached) throw new OpenError('ABSENT', 'the virtual cabinet is off or unplugged');
    const transport = this.#port.connect(receiver);
    this.emit('change');
    return transport;
  }

  /** From now on the board behaves like this too; the function returned ends it. */
  behave(behaviour: Behaviour): () => void {
    return this.#wire.add(behaviour);
  }

  act(action: VirtualCabinetAction): void {
    this.#do(action);
    this.#board.run((firmware) => firmware.stateChanged());
    this.#changed();
  }

  #do(action: VirtualCabinetAction): void {
    switch (action.action) {
      case 'note.insert':
        this.#board.run((firmware) => {
          const seen = firmware.notes.insert(action.minor, action.genuine ?? true);
          if (seen !== 'REJECTED') this.#happened(seen, action.minor);
        });
        return;
      case 'door':
        this.#world.doorOpen = action.open;
        return;
      case 'tilt':
        this.#world.tilt = action.active;
        return;
      case 'attendantKey':
        this.#world.attendantKey = action.turned;
        return;
      case 'acceptor':
        this.#world.acceptor = action.state;
        if (action.state === 'JAMMED') this.#board.run((firmware) => firmware.notes.jam());
        return;
      case 'cashOut':
        this.#cashOut();
        return;
      case 'play':
        this.#board.run((firmware) => firmware.play(action.minor));
        return;
      case 'cable':
        this.#plugged = action.plugged;
        return;
      case 'power':
        if (action.on) this.#board.powerUp();
        else this.#board.powerDown();
        return;
      case 'delayNextCredit':
        this.#board.delayNextCredit(action.ms);
        return;
      case 'powerCutAt':
        this.#board.cutPowerAt(action.step);
        return;
      case 'misbehave':
        this.#behaveWell();
        this.#behaveWell =
          action.as === null ? behavesWell : this.behave(misbehaviour(action.as, this.#options.clock));
    }
  }

  #cashOut(): void {
    if (this.#world.cashingOut) return;
    this.#board.run((firmware) => {
      this.#world.cashingOut = true;
      firmware.cashOut();
      this.#options.clock.after(this.#options.configuration.cashOutMs, () => {
        this.#world.cashingOut = false;
        this.#board.run((firmware) => firmware.stateChanged());
      });
    });
  }

  #happened(kind: string, minor: number): void {
    this.#notes.unshift({ kind, minor });
    this.#notes.length = Math.min(this.#notes.length, NOTES_SHOWN);
  }

  /** The board is on the bus while it has power and its cable is in; a kiosk that held it learns when it is not. */
  #changed(): void {
    const attached = this.#plugged && this.#board.firmware !== undefined;
    if (attached !== this.#attached) {
      this.#attached = attached;
      if (!attached) {
        this.#port.drop();
        this.#board.run((firmware) => firmware.notes.kioskLost());
      }
      this.emit('attached', attached);
    }
    this.emit('change');
  }
}
