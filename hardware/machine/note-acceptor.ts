/** The note acceptor: what it takes is money in the machine once it is stacked [stacked-notes]. */
import type { EventEmitter } from 'node:events';
import type { NoteEvent } from '../../protocol/cabinet.ts';

export interface NoteAcceptorEvents {
  /**
   * Emitted again until {@link NoteAcceptor.acknowledge}; the listener must be idempotent by memory id and event id
   * [stacked-notes].
   */
  note: [note: NoteEvent, memoryId: string];
}

/** How many notes of one face value, in minor units, were stacked since the machine's memory was initialised. */
export interface NoteCount {
  minor: number;
  count: number;
}

export interface NoteAcceptor extends EventEmitter<NoteAcceptorEvents> {
  /**
   * The highest event id that the machine's memory has given out; 0: none yet. It is known before a status is `ready`,
   * and a status is `ready` before any note event. A number lower than an event that we have means an older copy of the
   * memory. Null: no machine is there.
   */
  readonly lastEventId: number | null;

  /** Notes are taken only while this was last called with true and the machine is playable; false at start. */
  accept(accept: boolean): void;

  /**
   * While this was last called with true, every note is recognised and given back, whatever {@link accept} says: the
   * operator menu's acceptor test. What was recognised comes as a `RETURNED` or `REJECTED` note event.
   */
  test(test: boolean): void;

  /** Tells the machine that the event is durable on our side, so that it may forget it. @throws {MachineError} */
  acknowledge(eventId: number): Promise<void>;

  /** One entry for each face value that the acceptor takes. @throws {MachineError} */
  counts(): Promise<NoteCount[]>;
}
