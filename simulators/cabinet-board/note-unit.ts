/**
 * The note acceptor in the firmware: a note counts when it is stacked, together with its event, in one write
 * [stacked-notes].
 */
import type { AcceptorState, NotPlayableCondition } from '../../protocol/cabinet.ts';
import type { EscrowDecision } from '../../hardware/drivers/cabinet-board/codes.ts';
import type { NoticeBody } from '../../hardware/drivers/cabinet-board/messages.ts';
import type { BoardConfiguration } from './configuration.ts';
import { EventQueue, type EventQueuePorts } from './event-queue.ts';

/** What a hand can do to an acceptor. */
export type AcceptorDefect = Extract<AcceptorState, 'JAMMED' | 'CASHBOX_OUT' | 'CASHBOX_FULL'> | 'OK';

export interface NoteUnitPorts extends Omit<EventQueuePorts, 'repeatMs'> {
  configuration: BoardConfiguration;
  conditions(): NotPlayableCondition[];
  defect(): AcceptorDefect;
  sendEscrow(notice: NoticeBody<'NOTE_IN_ESCROW'>): void;
  /** The mechanics have moved a note from escrow into the cash box. */
  noteFell(value: number): void;
  /** The state of the acceptor or a meter has changed. */
  changed(): void;
}

export class NoteUnit {
  readonly #ports: NoteUnitPorts;
  readonly #events: EventQueue;
  #enabled = 0;
  #escrow: { escrowId: number; value: number; callOff: () => void } | undefined;
  #lastEscrowId = 0;
  #callOffSilence: () => void = () => undefined;

  constructor(ports: NoteUnitPorts) {
    this.#ports = ports;
    this.#events = new EventQueue({ ...ports, repeatMs: ports.configuration.eventRepeatMs });
  }

  /** Bit n: entry n of the note table is taken. */
  get enabled(): number {
    return this.#enabled;
  }

  get state(): AcceptorState {
    const defect = this.#ports.defect();
    if (defect !== 'OK') return defect;
    if (this.#escrow !== undefined) return 'BUSY';
    const takesNotes = this.#enabled !== 0 && !this.#events.full && this.#ports.conditions().length === 0;
    return takesNotes ? 'IDLE' : 'DISABLED';
  }

  /** Called after a power cut: a note that had left escrow is in the cash box, so it counts. */
  recover(): void {
    const { noteInTransport } = this.#ports.store.current;
    if (noteInTransport !== null) this.#count(noteInTransport);
  }

  /** The power goes; a note in escrow drops back to the player. */
  halt(): void {
    this.#escrow?.callOff();
    this.#events.kioskLost();
    this.#callOffSilence();
  }

  /** A request has come: somebody is there to take notes for, and to tell about those that were taken. */
  kioskHeard(): void {
    this.#callOffSilence();
    this.#callOffSilence = this.#ports.clock.after(this.#ports.configuration.kioskSilenceMs, () =>
      this.#ports.run(() => this.kioskLost()),
    );
    this.#events.kioskPresent();
  }

  kioskLost(): void {
    this.#callOffSilence();
    this.#events.kioskLost();
    this.enable(0);
    this.#returnEscrow();
  }

  /** @returns what is enabled now; bits beyond the note table are ignored. */
  enable(bits: number): number {
    const before = this.#enabled;
    this.#enabled = bits & ((1 << this.#ports.configuration.noteTable.length) - 1);
    if (before !== this.#enabled) this.#ports.changed();
    return this.#enabled;
  }

  /** A player pushes a note in. @returns what the player sees at once. */
  insert(value: number, genuine: boolean): 'NOT_TAKEN' | 'REJECTED' | 'ESCROWED' {
    const entry = this.#ports.configuration.noteTable.indexOf(value);
    if (this.state !== 'IDLE') return 'NOT_TAKEN';
    if (!genuine || entry < 0) {
      this.#events.record('REJECTED', 0);
      return 'REJECTED';
    }
    if ((this.#enabled & (1 << entry)) === 0) return 'NOT_TAKEN';
    this.#lastEscrowId += 1;
    const callOff = this.#ports.clock.after(this.#ports.configuration.escrowLimitMs, () =>
      this.#ports.run(() => this.#returnEscrow()),
    );
    this.#escrow = { escrowId: this.#lastEscrowId, value, callOff };
    this.#ports.changed();
    this.#ports.atStep('escrowed');
    this.#ports.sendEscrow({ escrowId: this.#lastEscrowId, value });
    return 'ESCROWED';
  }

  /** @returns whether that note was still in escrow. */
  decide(escrowId: number, decision: EscrowDecision): boolean {
    if (this.#escrow?.escrowId !== escrowId) return false;
    if (decision === 'RETURN') this.#returnEscrow();
    else this.#stack();
    return true;
  }

  /** A note in escrow, if there is one, is stuck: it neither counts nor comes back. */
  jam(): void {
    const value = this.#emptyEscrow();
    if (value !== undefined) this.#events.record('JAMMED', value);
  }

  acknowledge(eventId: number): void {
    this.#events.acknowledge(eventId);
  }

  #stack(): void {
    const value = this.#emptyEscrow();
    if (value === undefined) return;
    this.#ports.store.change({ noteInTransport: value });
    this.#ports.noteFell(value);
    this.#ports.atStep('transported');
    this.#count(value);
    this.#ports.changed();
  }

  #count(value: number): void {
    const { meters, noteCounts } = this.#ports.store.current;
    const entry = this.#ports.configuration.noteTable.indexOf(value);
    this.#events.record('STACKED', value, {
      noteInTransport: null,
      noteCounts: noteCounts.map((count, index) => (index === entry ? count + 1 : count)),
      meters: { ...meters, credits: meters.credits + value, notesIn: meters.notesIn + value },
    });
  }

  #returnEscrow(): void {
    const value = this.#emptyEscrow();
    if (value === undefined) return;
    this.#events.record('RETURNED', value);
    this.#ports.changed();
  }

  /** @returns the face value of the note that was in escrow, if there was one. */
  #emptyEscrow(): number | undefined {
    const note = this.#escrow;
    this.#escrow = undefined;
    note?.callOff();
    return note?.value;
  }
}
