/**
 * The machine as the kiosk sees it: whether it is there, and what it can do. There is one driver for each protocol
 * (drivers/), over the transport that carries that protocol (transports/). The rest of the kiosk knows this interface
 * only, and a driver is done when it passes the conformance suite (test/machine/).
 */
import type { EventEmitter } from 'node:events';
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { AttendantKey } from './attendant-key.ts';
import type { CreditMeter } from './credit-meter.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { NoteAcceptor } from './note-acceptor.ts';

export interface MachineEvents {
  /** Any change of {@link Machine.status}, already applied when this is emitted. */
  status: [status: CabinetStatus];
}

/** Its capabilities never change; null: it has none of that kind. */
export interface Machine extends EventEmitter<MachineEvents> {
  /** Which machine it is, whether it can be talked to and played, and what its meters say. */
  readonly status: CabinetStatus;
  readonly creditMeter: CreditMeter;
  readonly noteAcceptor: NoteAcceptor | null;
  readonly attendantKey: AttendantKey | null;
  readonly diagnostics: Diagnostics | null;

  /** Begins to look for the machine, and keeps looking; reconnects by itself until {@link stop}. */
  start(): void;

  /** Lets the machine go. Resolves when no I/O is left; never rejects. */
  stop(): Promise<void>;
}
