/**
 * The note acceptor in the firmware. What became of a note is an event in memory before anybody is told, and is told
 * again until it is acknowledged; it counts when it is stacked, together with its event, in one write (M5).
 */
import type { AcceptorState, NotPlayableCondition, NoteEvent } from '../../protocol/cabinet.ts';
import type { Clock } from '../clock.ts';
import type { EscrowDecision } from '../board/codes.ts';
import type { NoticeBody } from '../board/messages.ts';
import type { BoardConfiguration } from './configuration.ts';
import type { NoteStep } from './control.ts';
import type { MemoryStore } from './store.ts';

/** What a hand can do to an acceptor. */
export type AcceptorDefect = Extract<AcceptorState, 'JAMMED' | 'CASHBOX_OUT' | 'CASHBOX_FULL'> | 'OK';

export interface NoteUnitPorts {
  configuration: BoardConfiguration;
  store: MemoryStore;
  clock: Clock;
  conditions(): NotPlayableCondition[];
  defect(): AcceptorDefect;
  sendEscrow(notice: NoticeBody<'NOTE_IN_ESCROW'>): void;
  sendEvent(notice: NoticeBody<'NOTE_EVENT'>): void;
  /** The mechanics have moved a note from escrow into the cash box. */
  noteFell(value: number): void;
  /** For those who watch the cabinet, not for the kiosk. */
  happened(kind: NoteEvent['kind'], value: number): void;
  /** The state of the acceptor or a meter is another one. */
  changed(): void;
  /** Passed at each step; may throw when the power goes. */
  atStep(step: NoteStep): void;
  /** Runs work that a timer calls, with the same provision for a power cut as for a request. */
  run(work: () => void): void;
}

/** With so many events that nobody has acknowledged, no more notes are taken. */
const EVENTS_HELD = 128;

const nothing = (): void => undefined;

export class NoteUnit {
  readonly #ports: NoteUnitPorts;
  #enabled = 0;
  #escrow: { escrowId: number; value: number; callOff: () => void } | undefined;
  #lastEscrowId = 0;
  #kioskPresent = false;
  #callOffRepeat = nothing;
  #callOffSilence = nothing;

  constructor(ports: NoteUnitPorts) {
    this.#ports = ports;
  }

  get enabled(): number {
    return this.#enabled;
  }

  get state(): AcceptorState {
    const defect = this.#ports.defect();
    if (defect !== 'OK') return defect;
    if (this.#escrow !== undefined) return 'BUSY';
    return this.#takesNotes() ? 'IDLE' : 'DISABLED';
  }

  /** After a power cut: a note that had left escrow is in the cash box, so it counts. */
  recover(): void {
    const { noteInTransport } = this.#ports.store.current;
    if (noteInTransport !== null) this.#stacked(noteInTransport);
  }

  /** The power goes; a note in escrow drops back to the player. */
  halt(): void {
    this.#escrow?.callOff();
    this.#callOffRepeat();
    this.#callOffSilence();
  }

  /** A request has come: somebody is there to take notes for, and to tell about those that were taken. */
  kioskHeard(): void {
    this.#callOffSilence();
    this.#callOffSilence = this.#ports.clock.after(this.#ports.configuration.kioskSilenceMs, () =>
      this.#ports.run(() => this.kioskLost()),
    );
    if (this.#kioskPresent) return;
    this.#kioskPresent = true;
    this.#tellOldest();
  }

  kioskLost(): void {
    this.#kioskPresent = false;
    this.#callOffSilence();
    this.#callOffRepeat();
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
      this.#event('REJECTED', 0);
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
    else this.#stack(this.#escrow.value);
    return true;
  }

  /** A note in escrow, if there is one, is stuck: it neither counts nor comes back. */
  jam(): void {
    if (this.#escrow === undefined) return;
    const { value, callOff } = this.#escrow;
    callOff();
    this.#escrow = undefined;
    this.#event('JAMMED', value);
  }

  acknowledge(eventId: number): void {
    const { events } = this.#ports.store.current;
    if (!events.some((event) => event.eventId === eventId)) return;
    this.#ports.store.change({ events: events.filter((event) => event.eventId !== eventId) });
    this.#ports.atStep('acknowledged');
    this.#tellOldest();
  }

  #takesNotes(): boolean {
    const { events } = this.#ports.store.current;
    return this.#enabled !== 0 && events.length < EVENTS_HELD && this.#ports.conditions().length === 0;
  }

  #stack(value: number): void {
    this.#escrow?.callOff();
    this.#escrow = undefined;
    this.#ports.store.change({ noteInTransport: value });
    this.#ports.noteFell(value);
    this.#ports.atStep('transported');
    this.#stacked(value);
    this.#ports.changed();
  }

  #stacked(value: number): void {
    const { meters, noteCounts } = this.#ports.store.current;
    const entry = this.#ports.configuration.noteTable.indexOf(value);
    this.#event('STACKED', value, {
      noteInTransport: null,
      noteCounts: noteCounts.map((count, index) => (index === entry ? count + 1 : count)),
      meters: { ...meters, credits: meters.credits + value, notesIn: meters.notesIn + value },
    });
  }

  #returnEscrow(): void {
    if (this.#escrow === undefined) return;
    const { value, callOff } = this.#escrow;
    callOff();
    this.#escrow = undefined;
    this.#event('RETURNED', value);
    this.#ports.changed();
  }

  /** Records the event and whatever it stands for, in one write. */
  #event(kind: NoteEvent['kind'], value: number, also: Parameters<MemoryStore['change']>[0] = {}): void {
    const { lastEventId, events } = this.#ports.store.current;
    const eventId = lastEventId + 1;
    this.#ports.store.change({
      ...also,
      lastEventId: eventId,
      events: [...events, { eventId, kind, value }],
    });
    this.#ports.happened(kind, value);
    if (kind === 'STACKED') this.#ports.atStep('stacked');
    if (events.length === 0) this.#tellOldest();
  }

  /** Tells the oldest event that is not acknowledged, and again after a while. */
  #tellOldest(): void {
    this.#callOffRepeat();
    const oldest = this.#ports.store.current.events[0];
    if (oldest === undefined || !this.#kioskPresent) return;
    this.#callOffRepeat = this.#ports.clock.after(this.#ports.configuration.eventRepeatMs, () =>
      this.#ports.run(() => this.#tellOldest()),
    );
    this.#ports.sendEvent(oldest);
    if (oldest.kind === 'STACKED') this.#ports.atStep('told');
  }
}
