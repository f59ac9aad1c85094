/**
 * The cabinet as the kiosk sees it. One driver per board protocol implements this interface; a board that speaks
 * another protocol (a GDS acceptor, a serial acceptor behind a HID bridge chip) is one more driver, nothing else.
 */
import type { EventEmitter } from 'node:events';
import type { CabinetStatus, NoteEvent } from '../protocol/cabinet.ts';
import type { Money } from '../protocol/money.ts';
import type { Designation, TransferId, TransferOutcome } from '../protocol/transfer.ts';

/** What the board says became of one transfer id. */
export type TransferStatus =
  | TransferOutcome
  /** Begun; the board is still at it. */
  | { outcome: 'pending' }
  /** The board has never begun this id, and its memory reaches back far enough to know. */
  | { outcome: 'unknown' }
  /** The board knows this id with another amount: from another order, which is not the one that is asked about. */
  | { outcome: 'anotherOrder'; requested: Money };

export type CabinetErrorCode =
  /** No board in state `ready`. Nothing was sent. */
  | 'NOT_READY'
  /**
   * The board was lost, or did not answer in time, after something was sent: the outcome is not known [confirmed-only].
   */
  | 'NO_ANSWER'
  /** The board answered that its history no longer reaches back to this id. */
  | 'FORGOTTEN';

export class CabinetError extends Error {
  readonly code: CabinetErrorCode;

  constructor(code: CabinetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CabinetError';
    this.code = code;
  }
}

export interface CabinetEvents {
  /** Any change of {@link Cabinet.status}, already applied when this is emitted. */
  status: [status: CabinetStatus];
  /**
   * Repeats until {@link Cabinet.acknowledge}; the listener must be idempotent by memory id and event id
   * [stacked-notes].
   */
  note: [note: NoteEvent, memoryId: string];
  /** The attendant has turned the key in the cabinet. */
  attendant: [];
}

/** A part of the board that its self test looks at. */
export type BoardPart = 'PROGRAM' | 'MEMORY' | 'METER' | 'ACCEPTOR';

/** How many notes of one face value, in minor units, lie in the cash box since the board's memory was initialised. */
export interface NoteCount {
  minor: number;
  count: number;
}

/** One entry of the board's own history. */
export interface BoardTransfer {
  /** Whatever the board was given; not only ids of ours. */
  transferId: string;
  requested: Money | null;
  status: TransferStatus;
}

export interface Cabinet extends EventEmitter<CabinetEvents> {
  readonly status: CabinetStatus;

  /** Begins to look for the board, and keeps looking; reconnects by itself until {@link stop}. */
  start(): void;

  /** Lets the board go. Resolves when no I/O is left; never rejects. */
  stop(): Promise<void>;

  /**
   * Orders one credit. Call it only after the intent is in the journal [durable-first], once per id.
   * @param lifetimeMs the board refuses to begin after this; it does not end a credit already begun.
   * @returns the final outcome, as the board confirmed it by echoing this id; `DUPLICATE_ID` where it has this id from
   * an order of another amount, so that this one was not carried out and never will be.
   * @throws {CabinetError} `NOT_READY`: not sent. `NO_ANSWER`: ask {@link query} when the board is back.
   */
  transfer(order: { transferId: TransferId; amount: Money; lifetimeMs: number }): Promise<TransferOutcome>;

  /**
   * Asks the board what became of this id. Changes nothing.
   * @param requested what was ordered under it, where that is known. @throws {CabinetError}
   */
  query(transferId: TransferId, requested: Money | null): Promise<TransferStatus>;

  /**
   * Makes sure that an id the board has not begun never will be: the board records it as refused, `CANCELLED`.
   * @param requested as in {@link query}.
   * @returns that outcome, or what had become of the id before. @throws {CabinetError}
   */
  cancel(transferId: TransferId, requested: Money | null): Promise<TransferStatus>;

  /**
   * @param designation null: of whatever machine.
   * @returns the highest such id that the board has ever begun, refused or cancelled; null: none of ours.
   * @throws {CabinetError}
   */
  lastTransferId(designation: Designation | null): Promise<TransferId | null>;

  /** The event is durable on our side; the board may forget it. @throws {CabinetError} */
  acknowledge(eventId: number): Promise<void>;

  /** Notes are taken only while this was last called with true and the machine is playable; false at start. */
  acceptNotes(accept: boolean): void;

  /**
   * While this was last called with true, every note is recognised and given back, whatever {@link acceptNotes} says:
   * the operator menu's acceptor test. What was recognised comes as a `RETURNED` or `REJECTED` note event.
   */
  testNotes(test: boolean): void;

  /** @returns the parts that failed; none is a pass. @throws {CabinetError} */
  selfTest(): Promise<BoardPart[]>;

  /** @throws {CabinetError} */
  noteCounts(): Promise<NoteCount[]>;

  /** @returns the last transfers that the board knows, newest first, at most `limit`. @throws {CabinetError} */
  history(limit: number): Promise<BoardTransfer[]>;
}
