/** A machine with its driver, and ways to wait for what becomes true of either: what every scenario runs on. */
import type { AttendantKey } from '../../hardware/machine/attendant-key.ts';
import type { CreditMeter } from '../../hardware/machine/credit-meter.ts';
import type { Diagnostics } from '../../hardware/machine/diagnostics.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import type { NoteAcceptor } from '../../hardware/machine/note-acceptor.ts';
import type { CabinetStatus, NoteEvent } from '../../protocol/cabinet.ts';
import type { MachineUnderTest, SimulatedMachine } from './machine-under-test.ts';

/** Long enough for the slowest computer; a scenario that needs it has failed. */
const PATIENCE_MS = 15_000;

export class MachineBench {
  readonly machine: Machine;
  readonly simulator: SimulatedMachine;
  readonly maxTransfer: number;
  readonly historyLength: number;
  /** Note events that the driver has reported, repetitions included. */
  readonly notes: NoteEvent[] = [];
  readonly #remove: () => Promise<void>;
  #lastNumber = 0;

  constructor(subject: MachineUnderTest) {
    this.machine = subject.machine;
    this.simulator = subject.simulator;
    this.maxTransfer = subject.maxTransfer;
    this.historyLength = subject.historyLength;
    this.#remove = async () => subject.remove();
    this.machine.noteAcceptor?.on('note', (note) => this.notes.push(note));
  }

  get creditMeter(): CreditMeter {
    return this.machine.creditMeter;
  }

  get noteAcceptor(): NoteAcceptor {
    return present(this.machine.noteAcceptor, 'note acceptor');
  }

  get attendantKey(): AttendantKey {
    return present(this.machine.attendantKey, 'attendant’s key');
  }

  get diagnostics(): Diagnostics {
    return present(this.machine.diagnostics, 'diagnostics');
  }

  /** Resolves when the driver has found the machine. */
  async start(): Promise<void> {
    this.machine.start();
    await this.untilReady();
  }

  async end(): Promise<void> {
    await this.machine.stop();
    await this.#remove();
  }

  nextId(): string {
    this.#lastNumber += 1;
    return `000042-${String(this.#lastNumber).padStart(10, '0')}`;
  }

  async untilReady(): Promise<void> {
    await this.untilStatus('a ready machine', (status) => status.connection === 'ready');
  }

  async untilFault(fault: string): Promise<void> {
    await this.untilStatus(
      `the fault ${fault}`,
      (status) => status.connection === 'fault' && status.fault === fault,
    );
  }

  async untilStatus(what: string, holds: (status: CabinetStatus) => boolean): Promise<void> {
    const { machine } = this;
    await until({
      what,
      seen: () => machine.status,
      holds,
      watch: (look) => machine.on('status', look),
      unwatch: (look) => machine.off('status', look),
    });
  }

  /** Waits for something that is true of the machine itself, whatever the driver has heard. */
  async untilSimulator(what: string, holds: (state: SimulatedMachine['state']) => boolean): Promise<void> {
    const { simulator } = this;
    await until({
      what,
      seen: () => simulator.state,
      holds,
      watch: (look) => simulator.on('change', look),
      unwatch: (look) => simulator.off('change', look),
    });
  }

  async untilNotes(what: string, holds: (notes: readonly NoteEvent[]) => boolean): Promise<void> {
    const { noteAcceptor, notes } = this;
    await until({
      what,
      seen: () => notes,
      holds,
      watch: (look) => noteAcceptor.on('note', look),
      unwatch: (look) => noteAcceptor.off('note', look),
    });
  }

  /** @returns the id of the first event of that kind. */
  async untilNote(kind: NoteEvent['kind']): Promise<number> {
    await this.untilNotes(kind, (notes) => notes.some((note) => note.kind === kind));
    return this.notes.find((note) => note.kind === kind)?.eventId ?? 0;
  }

  /** From here on a note that is inserted is taken. */
  async takeNotes(): Promise<void> {
    this.noteAcceptor.accept(true);
    await this.untilSimulator('the acceptor', ({ acceptor }) => acceptor === 'IDLE');
  }
}

function present<T>(capability: T | null, name: string): T {
  if (capability === null) throw new Error(`the machine has no ${name}`);
  return capability;
}

interface Wait<Seen> {
  what: string;
  seen: () => Seen;
  holds: (seen: Seen) => boolean;
  /** Calls back whenever it may hold. */
  watch: (look: () => void) => unknown;
  unwatch: (look: () => void) => unknown;
}

async function until<Seen>({ what, seen, holds, watch, unwatch }: Wait<Seen>): Promise<void> {
  if (holds(seen())) return;
  await new Promise<void>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      unwatch(look);
      settle();
    };
    const look = (): void => {
      if (holds(seen())) finish(resolve);
    };
    const inVain = (): void =>
      reject(new Error(`waited in vain for ${what}; there is ${JSON.stringify(seen())}`));
    const timer = setTimeout(() => finish(inVain), PATIENCE_MS);
    watch(look);
  });
}
