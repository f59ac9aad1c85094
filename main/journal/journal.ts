/**
 * The kiosk's journal of money: what was ordered, what became of it, what the bridge has acknowledged, and the notes.
 * Every method that changes something returns only when the change is durable [durable-first].
 */
import type { BoardMemory, NoteEvent, NoteId } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { Designation, RefusalReason, TransferId, TransferOutcome } from '../../protocol/transfer.ts';

export interface TransferRecord {
  transferId: TransferId;
  /** What the order was for; null where none came, or none that this journal knows. */
  fundingId: string | null;
  /** Null where the bridge asked about an id that no order had come for, or none that this journal knows. */
  requested: Money | null;
  /** Null where nothing was ever sent to a board. */
  board: BoardMemory | null;
  /** Null while open: sent, and not known what became of it. */
  outcome: TransferOutcome | null;
  /** The bridge has the outcome; of an open one: an attendant has settled it by hand, and nothing waits for it. */
  acknowledged: boolean;
  /** Open, and its board has said that it has begun it: a board that does not know it has an older memory. */
  begun: boolean;
  /** Milliseconds since 1970 by the cabinet's own clock: for people. */
  at: number;
}

/** What a board knows and this journal did not. */
export interface LearnedTransfer {
  transferId: TransferId;
  requested: Money | null;
  outcome: TransferOutcome | null;
}

/** `other`: the journal has another event under this memory and id, and keeps that one. */
export type RecordedNote = 'new' | 'repeated' | 'other';

export interface NoteRecord {
  memoryId: string;
  note: NoteEvent;
  acknowledged: boolean;
  at: number;
}

export type JournalErrorCode =
  /** Not a database, not ours, or its content does not hold together. */
  | 'DAMAGED'
  /** There was one on this machine, and it is gone. */
  | 'MISSING'
  /** Written by a newer kiosk. */
  | 'NEWER_VERSION'
  /** Another process holds it. */
  | 'IN_USE'
  /** The disk is full, read-only or failing. */
  | 'CANNOT_WRITE';

export class JournalError extends Error {
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalError';
    this.code = code;
  }
}

/** What a board has said of a transfer. */
export interface BoardWord {
  transferId: TransferId;
  requested: Money | null;
  outcome: TransferOutcome['outcome'] | 'begun';
}

/** A part of a list: the first `limit` entries after the first `skip`. */
export interface Portion {
  skip: number;
  limit: number;
}

/** Every method throws {@link JournalError} when it could not do its work; then {@link Journal.problem} stays set. */
export interface Journal {
  /** Why no credit may be ordered any more; null while the journal is sound. Only a technician clears it. */
  readonly problem: JournalError | null;

  /** Calls back when {@link problem} becomes set while the journal is in use: at most once. */
  onProblem(listener: (problem: JournalError) => void): void;

  /**
   * Records that this order is about to go to that board; or, where the amount is null, that the board has it from a
   * time that this journal does not know of. The id must be new.
   * @returns false, with nothing recorded, where {@link mayHaveCredited} knows a transfer of this funding [exactly-once].
   */
  begin(order: {
    transferId: TransferId;
    fundingId: string | null;
    amount: Money | null;
    board: BoardMemory;
  }): boolean;
  /**
   * Records the refusal of an order that never went to a board, and after this record never will. The id must be new.
   */
  refuse(refusal: { transferId: TransferId; fundingId: string; amount: Money; reason: RefusalReason }): void;
  /**
   * Records, all or nothing, what that board's history has and this journal lacks; the bridge is told of it.
   * @param incompleteBelow the board's history does not reach back to what the journal has: below this id not everything
   * is known any more. Null: it does.
   */
  learn(board: BoardMemory, transfers: readonly LearnedTransfer[], incompleteBelow: TransferId | null): void;
  /**
   * The bridge's ledger may lack what is above this id (null: everything), and what came after it under another
   * designation: it counts as not acknowledged again.
   */
  tellAgain(designation: Designation, after: TransferId | null): void;
  /** The board has said that it has begun this open transfer. */
  noteBegun(transferId: TransferId): void;
  /** Records what became of an open transfer. @returns the record as it is now. */
  settle(transferId: TransferId, outcome: TransferOutcome): TransferRecord;
  /**
   * The board has credited what this journal has as refused by it: an older copy of the board's memory had said so. The
   * credit counts from now on, and the bridge is told.
   */
  correct(transferId: TransferId, credited: Money): void;
  /** An attendant settles this open transfer by hand. What its board may still say of it is recorded all the same. */
  settleByHand(transferId: TransferId): void;
  /** The bridge has the outcome in its ledger. */
  acknowledge(transferId: TransferId): void;
  find(transferId: TransferId): TransferRecord | null;
  /**
   * The transfer by which this funding is on a meter, or may be: one that credited it; else an open one of it; else an
   * open one whose funding this journal does not know and that nobody has settled by hand. Null: there is none.
   */
  mayHaveCredited(fundingId: string): TransferRecord | null;
  /** The highest id of the designation; null where there is none. */
  lastTransferId(designation: Designation): TransferId | null;
  /**
   * The last outcome, in time, that this board has told, and what it has begun and not ended: one that does not know them
   * has an older memory.
   */
  lastWordsOf(board: BoardMemory): BoardWord[];
  /** The journal does not know everything below this id of the designation; null: it does. */
  incompleteBelow(designation: Designation): TransferId | null;
  /** Transfers that were sent to a board and whose outcome is not known; oldest first. */
  open(): TransferRecord[];
  /** Transfers that are settled and not acknowledged; oldest first. */
  unreported(portion?: Portion): TransferRecord[];
  /** Newest first. */
  recent(limit: number): TransferRecord[];

  /** Writes the event down where the journal does not have one of this memory and id [stacked-notes]. */
  recordNote(memoryId: string, note: NoteEvent): RecordedNote;
  /** The highest event id that the journal has of this memory; 0: none. */
  lastEventId(memoryId: string): number;
  /** The bridge's ledger may lack what came after this note (null: every note): it counts as not acknowledged again. */
  tellNotesAgain(after: NoteId | null): void;
  acknowledgeNote(memoryId: string, eventId: number): void;
  /** Oldest first. */
  unreportedNotes(portion?: Portion): NoteRecord[];
  /** Newest first. */
  recentNotes(limit: number): NoteRecord[];

  /** The board that this machine credits with; null where there was none yet. */
  boardInService(): BoardMemory | null;
  /** @param acceptedBy who accepted it. */
  putIntoService(board: BoardMemory, acceptedBy: string): void;

  close(): void;
}

/**
 * Does the work with the journal, or returns `otherwise` where the journal is damaged or fails at it. Only for work
 * that may be left undone; crediting may not. The journal itself has told its problem.
 */
export function tryJournal<T>(journal: Journal, work: () => T, otherwise: T): T {
  if (journal.problem !== null) return otherwise;
  try {
    return work();
  } catch (error) {
    if (error instanceof JournalError) return otherwise;
    throw error;
  }
}
