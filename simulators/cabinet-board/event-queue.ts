/**
 * Note events in the firmware: in memory before anybody is told, and told again until acknowledged, the oldest first
 * [stacked-notes].
 */
import type { NoteEvent } from '../../protocol/cabinet.ts';
import type { NoticeBody } from '../../hardware/drivers/cabinet-board/messages.ts';
import type { Clock } from '../../hardware/clock.ts';
import type { NoteStep } from '../hands.ts';
import type { BoardMemory } from './memory.ts';
import type { MemoryStore } from './store.ts';

export interface EventQueuePorts {
  store: MemoryStore;
  clock: Clock;
  /** An event that is not acknowledged is told again this often. */
  repeatMs: number;
  sendEvent(notice: NoticeBody<'NOTE_EVENT'>): void;
  /** Called for those who watch the cabinet, not for the kiosk. */
  happened(kind: NoteEvent['kind'], value: number): void;
  /** Passed at each step; may throw when the power goes. */
  atStep(step: NoteStep): void;
  /** Runs work that a timer calls, with the same provision for a power cut as for a request. */
  run(work: () => void): void;
}

const CAPACITY = 128;

export class EventQueue {
  readonly #ports: EventQueuePorts;
  #kioskPresent = false;
  #callOff: () => void = () => undefined;

  constructor(ports: EventQueuePorts) {
    this.#ports = ports;
  }

  /** Whether so many events are not acknowledged that no note may be taken any more. */
  get full(): boolean {
    return this.#ports.store.current.events.length >= CAPACITY;
  }

  /** Records the event and whatever it stands for, in one write. */
  record(kind: NoteEvent['kind'], value: number, also: Partial<BoardMemory> = {}): void {
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

  /** Only the oldest can have been told: any other was acknowledged before, or is not known to the kiosk yet. */
  acknowledge(eventId: number): void {
    const [oldest, ...later] = this.#ports.store.current.events;
    if (oldest?.eventId !== eventId) return;
    this.#ports.store.change({ events: later });
    this.#ports.atStep('acknowledged');
    this.#tellOldest();
  }

  /** A kiosk is there, and events are told. */
  kioskPresent(): void {
    if (this.#kioskPresent) return;
    this.#kioskPresent = true;
    this.#tellOldest();
  }

  /** The kiosk is gone, or the power goes: no event is told any more. */
  kioskLost(): void {
    this.#kioskPresent = false;
    this.#callOff();
  }

  #tellOldest(): void {
    this.#callOff();
    const oldest = this.#ports.store.current.events[0];
    if (oldest === undefined || !this.#kioskPresent) return;
    this.#callOff = this.#ports.clock.after(this.#ports.repeatMs, () =>
      this.#ports.run(() => this.#tellOldest()),
    );
    this.#ports.sendEvent(oldest);
    if (oldest.kind === 'STACKED') this.#ports.atStep('told');
  }
}
