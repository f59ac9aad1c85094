/** Orders, the steps they still have to take, the accounts of players, and the UUIDs that were used. Durable [durable-first]. */
import type Database from 'libsql';
import { Type, type Static } from 'typebox';
import { jsonReader } from '../checked-json.ts';
import { Account } from './accounts.ts';
import { Order } from './order.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS europe_orders (
  order_id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS europe_steps (
  step_id INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  step TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS europe_accounts (account_id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS europe_uuids (uuid TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS europe_last_id (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), id INTEGER NOT NULL) STRICT;
INSERT INTO europe_last_id VALUES (1, 0) ON CONFLICT DO NOTHING;
`;

export const Step = Type.Enum([
  'expire',
  'credit',
  'settle',
  'debit',
  'cancel',
  'arriveAfterCancel',
  'confirm',
  'fail',
  'return',
]);
export type Step = Static<typeof Step>;

export interface PlannedStep {
  readonly stepId: number;
  readonly orderId: string;
  readonly dueAt: number;
  readonly step: Step;
}

const decode = jsonReader(Order);
const decodeAccount = jsonReader(Account);

export class OrderStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    database.exec(SCHEMA);
    this.#database = database;
  }

  atomically<T>(work: () => T): T {
    return this.#database.inTransaction ? work() : this.#database.transaction(work)();
  }

  /** Ten digits, rising. They begin with the time, so that those of a data directory that was thrown away do not come again. */
  nextId(): string {
    const row = this.#database
      .prepare('UPDATE europe_last_id SET id = max(id + 1, ?) RETURNING id')
      .get(Math.floor(Date.now() / 1_000)) as { id: number };
    return String(row.id);
  }

  /** @returns false: it was used before. */
  useUuid(uuid: string): boolean {
    const { changes } = this.#database
      .prepare('INSERT INTO europe_uuids VALUES (?) ON CONFLICT DO NOTHING')
      .run(uuid.toLowerCase());
    return changes === 1;
  }

  /** @returns false, and records nothing, when there is an order by this MessageID. */
  insert(order: Order): boolean {
    const { changes } = this.#database
      .prepare('INSERT INTO europe_orders VALUES (?, ?, ?, ?) ON CONFLICT (message_id) DO NOTHING')
      .run(order.orderId, order.messageId, order.createdAt, JSON.stringify(order));
    return changes === 1;
  }

  update(order: Order): void {
    this.#database
      .prepare('UPDATE europe_orders SET body = ? WHERE order_id = ?')
      .run(JSON.stringify(order), order.orderId);
  }

  get(orderId: string): Order | null {
    const row = this.#database.prepare('SELECT body FROM europe_orders WHERE order_id = ?').get(orderId);
    return row === undefined ? null : decode((row as { body: string }).body);
  }

  isMessageIdUsed(messageId: string): boolean {
    return (
      this.#database.prepare('SELECT 1 FROM europe_orders WHERE message_id = ?').get(messageId) !== undefined
    );
  }

  newest(limit: number): Order[] {
    const rows = this.#database
      .prepare('SELECT body FROM europe_orders ORDER BY created_at DESC, order_id DESC LIMIT ?')
      .all(limit);
    return (rows as { body: string }[]).map(({ body }) => decode(body));
  }

  plan(orderId: string, dueAt: number, step: Step): void {
    this.#database
      .prepare('INSERT INTO europe_steps (order_id, due_at, step) VALUES (?, ?, ?)')
      .run(orderId, dueAt, step);
  }

  nextStep(): PlannedStep | null {
    const row = this.#database
      .prepare('SELECT * FROM europe_steps ORDER BY due_at, step_id LIMIT 1')
      .get() as { step_id: number; order_id: string; due_at: number; step: Step } | undefined;
    if (row === undefined) return null;
    return { stepId: row.step_id, orderId: row.order_id, dueAt: row.due_at, step: row.step };
  }

  dropStep(stepId: number): void {
    this.#database.prepare('DELETE FROM europe_steps WHERE step_id = ?').run(stepId);
  }

  dropSteps(orderId: string): void {
    this.#database.prepare('DELETE FROM europe_steps WHERE order_id = ?').run(orderId);
  }

  keepAccount(account: Account): void {
    this.#database
      .prepare(
        'INSERT INTO europe_accounts VALUES (?, ?) ON CONFLICT (account_id) DO UPDATE SET body = excluded.body',
      )
      .run(account.accountId, JSON.stringify(account));
  }

  account(accountId: string): Account | null {
    const row = this.#database
      .prepare('SELECT body FROM europe_accounts WHERE account_id = ?')
      .get(accountId);
    return row === undefined ? null : decodeAccount((row as { body: string }).body);
  }
}
