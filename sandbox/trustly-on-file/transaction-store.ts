/** Transactions and the steps they still have to take, durable. */
import type Database from 'libsql';
import { jsonReader } from '../checked-json.ts';
import type { TransactionType } from './enumerations.ts';
import { ProviderResult, Transaction } from './transaction.ts';
import type { Status } from './enumerations.ts';
import { Type, type Static } from 'typebox';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS on_file_transactions (
  transaction_id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  payment_type TEXT NOT NULL,
  reference TEXT NOT NULL,
  original_id TEXT,
  created_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS on_file_by_reference ON on_file_transactions (reference);
CREATE INDEX IF NOT EXISTS on_file_by_original ON on_file_transactions (original_id);
CREATE TABLE IF NOT EXISTS on_file_steps (
  step_id INTEGER PRIMARY KEY,
  transaction_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
`;

const StepBody = Type.Object({ to: Type.String(), provider: Type.Union([ProviderResult, Type.Null()]) });
const decode = jsonReader(Transaction);
const decodeStep = jsonReader(StepBody);

export interface Step {
  readonly to: Status;
  readonly provider: Static<typeof ProviderResult> | null;
}
export interface PlannedStep extends Step {
  readonly stepId: number;
  readonly transactionId: string;
  readonly dueAt: number;
}

export interface Search {
  readonly merchantReference?: string;
  readonly originalId?: string;
  readonly type?: TransactionType;
}

export class TransactionStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    database.exec(SCHEMA);
    this.#database = database;
  }

  /** All of it, or nothing; within another one, a part of that. */
  atomically<T>(work: () => T): T {
    if (this.#database.inTransaction) return work();
    return this.#database.transaction(work)();
  }

  insert(transaction: Transaction): void {
    this.#database
      .prepare('INSERT INTO on_file_transactions VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(
        transaction.transactionId,
        transaction.type,
        transaction.paymentType,
        transaction.merchantReference,
        transaction.originalId,
        transaction.createdAt,
        JSON.stringify(transaction),
      );
  }

  update(transaction: Transaction): void {
    this.#database
      .prepare('UPDATE on_file_transactions SET body = ? WHERE transaction_id = ?')
      .run(JSON.stringify(transaction), transaction.transactionId);
  }

  get(transactionId: string): Transaction | null {
    return this.#all('WHERE transaction_id = ?', transactionId)[0] ?? null;
  }

  /** Newest first. */
  search({ merchantReference, originalId, type }: Search, limit: number, offset = 0): Transaction[] {
    const [where, parameters] = [[] as string[], [] as (string | number)[]];
    for (const [column, value] of [
      ['reference', merchantReference],
      ['original_id', originalId],
      ['type', type],
    ] as const) {
      if (value === undefined) continue;
      where.push(`${column} = ?`);
      parameters.push(value);
    }
    const filter = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    return this.#all(`${filter} ORDER BY transaction_id DESC LIMIT ? OFFSET ?`, ...parameters, limit, offset);
  }

  plan(transactionId: string, dueAt: number, step: Step): void {
    this.#database
      .prepare('INSERT INTO on_file_steps (transaction_id, due_at, body) VALUES (?, ?, ?)')
      .run(transactionId, dueAt, JSON.stringify(step));
  }

  /** Soonest first. */
  steps(): PlannedStep[] {
    const rows = this.#database.prepare('SELECT * FROM on_file_steps ORDER BY due_at, step_id').all() as {
      step_id: number;
      transaction_id: string;
      due_at: number;
      body: string;
    }[];
    return rows.map((row) => ({
      ...(decodeStep(row.body) as Step),
      stepId: row.step_id,
      transactionId: row.transaction_id,
      dueAt: row.due_at,
    }));
  }

  dropStep(stepId: number): void {
    this.#database.prepare('DELETE FROM on_file_steps WHERE step_id = ?').run(stepId);
  }

  dropSteps(transactionId: string): void {
    this.#database.prepare('DELETE FROM on_file_steps WHERE transaction_id = ?').run(transactionId);
  }

  #all(where: string, ...parameters: (string | number)[]): Transaction[] {
    const rows = this.#database.prepare(`SELECT body FROM on_file_transactions ${where}`).all(...parameters);
    return (rows as { body: string }[]).map((row) => decode(row.body));
  }
}
