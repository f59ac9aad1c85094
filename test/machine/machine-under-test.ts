/** What the conformance suite needs of a driver: the machine it makes, and hands on what it drives. */
import type { Machine } from '../../hardware/machine/machine.ts';
import type { CabinetIdentity, CabinetMeters } from '../../protocol/cabinet.ts';
import type { HandAction } from '../../simulators/hands.ts';

/** A simulator, which says what is true of the machine, whatever the driver has heard. */
export interface SimulatedMachine {
  /** Something in its state may be another now. */
  on(event: 'change', listener: () => void): unknown;
  off(event: 'change', listener: () => void): unknown;
  act(action: HandAction): void;
  readonly state: {
    identity: CabinetIdentity;
    meters: CabinetMeters;
    acceptor: string;
    /** Newest first. */
    transfers: readonly { transferId: string; outcome: 'pending' | 'credited' | 'refused' }[];
    /** What happened at the acceptor, newest first. */
    notes: readonly { kind: string; minor: number }[];
  };
}

/** A US machine as it leaves the factory, plugged in: one-cent denomination, notes from 1 to 100 dollars. */
export interface MachineUnderTest {
  /** Not started. */
  readonly machine: Machine;
  readonly simulator: SimulatedMachine;
  /** Most minor units in one transfer. */
  readonly maxTransfer: number;
  /** How many transfers the machine remembers. */
  readonly historyLength: number;
  /** Takes the machine away for good. */
  remove(): Promise<void>;
}

/** One driver, over one way to reach its machine. */
export interface DriverUnderTest {
  name: string;
  make(): Promise<MachineUnderTest>;
}
