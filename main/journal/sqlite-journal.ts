import { isDeepStrictEqual } from 'node:util';
import type Database from 'libsql';
import { isSameBoard, type BoardMemory, type NoteEvent, type NoteId } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { Designation, RefusalReason, TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import {
  type BoardWord,
  JournalError,
  type Journal,
  type LearnedTransfer,
  type NoteRecord,
  type Portion,
  type RecordedNote,
  type TransferRecord,
} from './journal.ts';
import { asJournalError } from './journal-failure.ts';
import { closeDatabase } from './open-database.ts';
import { readBoard, readIncomplete, readNote, readTransfer } from './rows.ts';

/** SQLite takes a negative limit for none. */
const EVERYTHING: Portion = { skip: 0, limit: -1 };

/** The journal in SQLite. Each change is one committed, synced transaction. */
export class SqliteJournal implements Journal {
  #problem: JournalError | null = null;
  readonly #database: Database.Database;
  #tellProblem: (problem: JournalError) => void = () => undefined;
  readonly #clock: { wallNow(): number };
  readonly #statements = new Map<string, Database.Statement>();
  /** The open transfers. Every order asks for them and for the highest id, so both are also kept in memory. */
  readonly #open: Map<TransferId, TransferRecord>;
  /** Empty where there is none. */
  #highestId: TransferId;

  /** @param database from `openDatabase`. @throws {JournalError} where its content makes no sense. */
  constructor(database: Database.Database, clock: { wallNow(): number }) {
    this.#database = database;
    this.#clock = clock;
    const open = this.#transfers('WHERE outcome IS NULL ORDER BY number', []);
    this.#open = new Map(open.map((record) => [record.transferId, record]));
    this.#highestId = this.#transfer('ORDER BY id DESC LIMIT 1', [])?.transferId ?? '';
  }

  get problem(): JournalError | null {
    return this.#problem;
  }

  onProblem(listener: (problem: JournalError) => void): void {
    this.#tellProblem = listener;
  }

  begin(order: {
    transferId: TransferId;
    fundingId: string | null;
    amount: Money | null;
    board: BoardMemory;
  }): boolean {
    const { transferId, fundingId, amount: requested, board } = order;
    if (fundingId !== null && this.#openOf(fundingId) !== null) return false;
    const at = this.#clock.wallNow();
    // One statement, because an order waits for it.
    const { changes } = this.#attempt(() =>
      this.#prepare(
        `INSERT INTO transfer (id, funding_id, requested_minor, requested_currency, board_serial, board_memory, at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
           WHERE NOT EXISTS (SELECT 1 FROM transfer WHERE funding_id = ?2 AND outcome = 'credited')`,
      ).run(
        transferId,
        fundingId,
        requested?.minor ?? null,
        requested?.currency ?? null,
        board.serial,
        board.memoryId,
        at,
      ),
    );
    if (changes !== 1) return false;
    const record = {
      transferId,
      fundingId,
      requested,
      board,
      outcome: null,
      acknowledged: false,
      begun: false,
      at,
    };
    this.#open.set(transferId, record);
    this.#seen(transferId);
    return true;
  }

  refuse(refusal: { transferId: TransferId; fundingId: string; amount: Money; reason: RefusalReason }): void {
    this.#change(
      `INSERT INTO transfer (id, funding_id, requested_minor, requested_currency, outcome, reason, at)
       VALUES (?, ?, ?, ?, 'refused', ?, ?)`,
      [
        refusal.transferId,
        refusal.fundingId,
        refusal.amount.minor,
        refusal.amount.currency,
        refusal.reason,
        this.#clock.wallNow(),
      ],
    );
    this.#seen(refusal.transferId);
  }

  noteBegun(transferId: TransferId): void {
    this.#change('UPDATE transfer SET begun = 1 WHERE id = ? AND outcome IS NULL', [transferId]);
    const record = this.#open.get(transferId);
    if (record !== undefined) this.#open.set(transferId, { ...record, begun: true });
  }

  settle(transferId: TransferId, outcome: TransferOutcome): TransferRecord {
    if (outcome.outcome === 'credited') {
      this.#change(
        `UPDATE transfer SET outcome = 'credited', credited_minor = ?, credited_currency = ?, acknowledged = 0
         WHERE id = ? AND outcome IS NULL`,
        [outcome.amount.minor, outcome.amount.currency, transferId],
      );
    } else {
      this.#change(
        `UPDATE transfer SET outcome = 'refused', reason = ?, acknowledged = 0 WHERE id = ? AND outcome IS NULL`,
        [outcome.reason, transferId],
      );
    }
    const record = this.#open.get(transferId);
    if (record === undefined) throw new TypeError(`transfer ${transferId} is open in the database only`);
    this.#open.delete(transferId);
    return { ...record, outcome, acknowledged: false };
  }

  correct(transferId: TransferId, { minor, currency }: Money): void {
    this.#change(
      `UPDATE transfer SET outcome = 'credited', credited_minor = ?, credited_currency = ?, corrected = reason,
         reason = NULL, acknowledged = 0 WHERE id = ? AND outcome = 'refused'`,
      [minor, currency, transferId],
    );
  }

  settleByHand(transferId: TransferId): void {
    this.#change('UPDATE transfer SET acknowledged = 1 WHERE id = ? AND outcome IS NULL', [transferId]);
    const record = this.#open.get(transferId);
    if (record !== undefined) this.#open.set(transferId, { ...record, acknowledged: true });
  }

  acknowledge(transferId: TransferId): void {
    this.#attempt(() =>
      this.#prepare('UPDATE transfer SET acknowledged = 1 WHERE id = ? AND outcome IS NOT NULL').run(
        transferId,
      ),
    );
  }

  find(transferId: TransferId): TransferRecord | null {
    if (this.#problem === null && transferId > this.#highestId) return null; // ids ascend: a new one
    return this.#transfer('WHERE id = ?', [transferId]);
  }

  mayHaveCredited(fundingId: string): TransferRecord | null {
    const credited = `WHERE funding_id = ? AND outcome = 'credited' LIMIT 1`;
    return this.#transfer(credited, [fundingId]) ?? this.#openOf(fundingId);
  }

  learn(board: BoardMemory, transfers: readonly LearnedTransfer[], incompleteBelow: TransferId | null): void {
    this.#attempt(() =>
      this.#database.transaction(() => {
        for (const { transferId, requested, outcome } of transfers) {
          this.begin({ transferId, fundingId: null, amount: requested, board });
          if (outcome !== null) this.settle(transferId, outcome);
        }
        if (incompleteBelow === null) return;
        this.#change('INSERT INTO incomplete (below, at) VALUES (?, ?)', [
          incompleteBelow,
          this.#clock.wallNow(),
        ]);
      })(),
    );
  }

  tellAgain(designation: Designation, after: TransferId | null): void {
    this.#attempt(() =>
      this.#prepare(
        `UPDATE transfer SET acknowledged = 0 WHERE outcome IS NOT NULL AND acknowledged = 1
           AND ((id > ?1 AND id < ?2) OR (NOT (id >= ?3 AND id < ?2)
             AND number > (SELECT coalesce(max(number), 0) FROM transfer WHERE id >= ?3 AND id <= ?1)))`,
      ).run(after ?? first(designation), beyond(designation), first(designation)),
    );
  }

  lastTransferId(designation: Designation): TransferId | null {
    const highest = 'WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1';
    return this.#transfer(highest, [first(designation), beyond(designation)])?.transferId ?? null;
  }

  lastWordsOf(board: BoardMemory): BoardWord[] {
    const newest = `WHERE board_serial = ? AND board_memory = ?
         AND (outcome = 'credited' OR (outcome = 'refused' AND reason <> 'CABINET_UNAVAILABLE'))
       ORDER BY number DESC LIMIT 1`;
    const begun = this.open().filter((record) => record.begun && isSameBoard(record.board, board));
    return [...this.#transfers(newest, [board.serial, board.memoryId]), ...begun].map(
      ({ transferId, requested, outcome }) => ({
        transferId,
        requested,
        outcome: outcome?.outcome ?? 'begun',
      }),
    );
  }

  incompleteBelow(designation: Designation): TransferId | null {
    const highest = 'incomplete WHERE below >= ? AND below < ? ORDER BY below DESC LIMIT 1';
    return this.#rows(highest, [first(designation), beyond(designation)], readIncomplete)[0] ?? null;
  }

  open(): TransferRecord[] {
    return this.#attempt(() => [...this.#open.values()]);
  }

  unreported({ skip, limit } = EVERYTHING): TransferRecord[] {
    const where = 'WHERE acknowledged = 0 AND outcome IS NOT NULL ORDER BY number LIMIT ? OFFSET ?';
    return this.#transfers(where, [limit, skip]);
  }

  recent(limit: number): TransferRecord[] {
    return this.#transfers('ORDER BY number DESC LIMIT ?', [limit]);
  }

  recordNote(memoryId: string, note: NoteEvent): RecordedNote {
    const { changes } = this.#attempt(() =>
      this.#prepare(
        `INSERT INTO note (memory_id, event_id, kind, minor, currency, at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (memory_id, event_id) DO NOTHING`,
      ).run(memoryId, note.eventId, note.kind, note.minor, note.currency, this.#clock.wallNow()),
    );
    if (changes === 1) return 'new';
    const [known] = this.#notes('WHERE memory_id = ? AND event_id = ?', [memoryId, note.eventId]);
    return isDeepStrictEqual(known?.note, note) ? 'repeated' : 'other';
  }

  lastEventId(memoryId: string): number {
    const highest = 'WHERE memory_id = ? ORDER BY event_id DESC LIMIT 1';
    return this.#notes(highest, [memoryId])[0]?.note.eventId ?? 0;
  }

  tellNotesAgain(after: NoteId | null): void {
    this.#attempt(() =>
      // Event ids of one memory ascend with the row numbers: if the journal lacks that note, the one before it counts.
      this.#prepare(
        `UPDATE note SET acknowledged = 0 WHERE acknowledged = 1 AND number > coalesce(
           (SELECT number FROM note WHERE memory_id = ? AND event_id <= ? ORDER BY event_id DESC LIMIT 1), 0)`,
      ).run(after?.memoryId ?? null, after?.eventId ?? null),
    );
  }

  acknowledgeNote(memoryId: string, eventId: number): void {
    this.#attempt(() =>
      this.#prepare('UPDATE note SET acknowledged = 1 WHERE memory_id = ? AND event_id = ?').run(
        memoryId,
        eventId,
      ),
    );
  }

  unreportedNotes({ skip, limit } = EVERYTHING): NoteRecord[] {
    return this.#notes('WHERE acknowledged = 0 ORDER BY number LIMIT ? OFFSET ?', [limit, skip]);
  }

  recentNotes(limit: number): NoteRecord[] {
    return this.#notes('ORDER BY number DESC LIMIT ?', [limit]);
  }

  boardInService(): BoardMemory | null {
    return this.#rows('board ORDER BY number DESC LIMIT 1', [], readBoard)[0] ?? null;
  }

  putIntoService(board: BoardMemory, acceptedBy: string): void {
    this.#change('INSERT INTO board (serial, memory_id, accepted_by, at) VALUES (?, ?, ?, ?)', [
      board.serial,
      board.memoryId,
      acceptedBy,
      this.#clock.wallNow(),
    ]);
  }

  close(): void {
    closeDatabase(this.#database);
  }

  /** An open transfer of this funding; else one whose funding is not known and that nobody has settled by hand. */
  #openOf(fundingId: string): TransferRecord | null {
    const open = this.open();
    const own = open.find((record) => record.fundingId === fundingId);
    return own ?? open.find((record) => record.fundingId === null && !record.acknowledged) ?? null;
  }

  #seen(transferId: TransferId): void {
    if (transferId > this.#highestId) this.#highestId = transferId;
  }

  /** The only one, or the first. Every order asks this way: it costs a third of a list. */
  #transfer(where: string, values: unknown[]): TransferRecord | null {
    const row = this.#attempt(() => this.#prepare(`SELECT * FROM transfer ${where}`).get(...values));
    return row === undefined ? null : this.#attempt(() => readTransfer(row));
  }

  #transfers(where: string, values: unknown[]): TransferRecord[] {
    return this.#rows(`transfer ${where}`, values, readTransfer);
  }

  #notes(where: string, values: unknown[]): NoteRecord[] {
    return this.#rows(`note ${where}`, values, readNote);
  }

  #rows<T>(from: string, values: unknown[], read: (row: unknown) => T): T[] {
    return this.#attempt(() =>
      this.#prepare(`SELECT * FROM ${from}`)
        .all(...values)
        .map((row) => read(row)),
    );
  }

  /** One row must change; anything else means that the journal is not what we believe it is. */
  #change(sql: string, values: unknown[]): void {
    const { changes } = this.#attempt(() => this.#prepare(sql).run(...values));
    if (changes !== 1)
      this.#fail(new JournalError('DAMAGED', `${changes} rows of the journal changed, not one`));
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #attempt<T>(work: () => T): T {
    if (this.#problem !== null) throw this.#problem;
    try {
      return work();
    } catch (cause) {
      return this.#fail(asJournalError(cause));
    }
  }

  #fail(problem: JournalError): never {
    this.#problem = problem;
    this.#tellProblem(problem);
    throw problem;
  }
}

/** A text that sorts before every id of the designation. */
function first(designation: Designation): string {
  return `${designation}-`;
}

/** A text that sorts after every id of the designation. */
function beyond(designation: Designation): string {
  return `${designation}.`;
}
