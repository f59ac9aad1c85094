import type { Journal, JournalError } from './journal.ts';

/** Takes the place of a journal that could not be opened: it knows nothing and records nothing. */
export class LostJournal implements Journal {
  readonly problem: JournalError;

  constructor(problem: JournalError) {
    this.problem = problem;
  }

  onProblem(): void {
    // it has one from the beginning
  }
  begin(): never {
    throw this.problem;
  }
  refuse(): never {
    throw this.problem;
  }
  noteBegun(): never {
    throw this.problem;
  }
  settle(): never {
    throw this.problem;
  }
  correct(): never {
    throw this.problem;
  }
  settleByHand(): never {
    throw this.problem;
  }
  acknowledge(): never {
    throw this.problem;
  }
  mayHaveCredited(): never {
    throw this.problem;
  }
  find(): never {
    throw this.problem;
  }
  learn(): never {
    throw this.problem;
  }
  tellAgain(): never {
    throw this.problem;
  }
  lastWordsOf(): never {
    throw this.problem;
  }
  incompleteBelow(): never {
    throw this.problem;
  }
  lastTransferId(): never {
    throw this.problem;
  }
  open(): never {
    throw this.problem;
  }
  unreported(): never {
    throw this.problem;
  }
  recent(): never {
    throw this.problem;
  }
  recordNote(): never {
    throw this.problem;
  }
  lastEventId(): never {
    throw this.problem;
  }
  tellNotesAgain(): never {
    throw this.problem;
  }
  acknowledgeNote(): never {
    throw this.problem;
  }
  unreportedNotes(): never {
    throw this.problem;
  }
  recentNotes(): never {
    throw this.problem;
  }
  boardInService(): never {
    throw this.problem;
  }
  putIntoService(): never {
    throw this.problem;
  }
  close(): void {
    // nothing is open
  }
}
