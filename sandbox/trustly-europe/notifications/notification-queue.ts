/** What the merchant is told, durable until it is acknowledged. */
import { randomUUID } from 'node:crypto';
import type Database from 'libsql';
import type { EuropeNotification } from '../control.ts';
import type { Json } from '../envelope.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS europe_notifications (
  notification_id TEXT PRIMARY KEY,
  method TEXT NOT NULL,
  order_id TEXT NOT NULL,
  url TEXT NOT NULL,
  uuid TEXT NOT NULL,
  data TEXT NOT NULL,
  state TEXT NOT NULL,
  forged INTEGER NOT NULL,
  /* how often it is still sent after it was acknowledged */
  repeats INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  status TEXT,
  answer TEXT,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS europe_notifications_due ON europe_notifications (due_at) WHERE state = 'waiting';
`;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long after an attempt that was not acknowledged the next one is made; the last of them again and again. */
export const REPEAT_AFTER_MS: readonly number[] = [
  10_000,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
];
export const GIVE_UP_AFTER_MS = 7 * DAY_MS;

export const NOTIFICATION_METHODS = [
  'account',
  'pending',
  'credit',
  'debit',
  'cancel',
  'payoutconfirmation',
  'payoutfailed',
  'kyc',
] as const;
export type NotificationMethod = (typeof NOTIFICATION_METHODS)[number];

export interface Notification extends EuropeNotification {
  readonly method: NotificationMethod;
  readonly url: string;
  readonly uuid: string;
  readonly data: Json;
  readonly repeats: number;
  readonly dueAt: number;
}

export interface NewNotification {
  readonly notificationId: string;
  readonly method: NotificationMethod;
  readonly orderId: string;
  readonly url: string;
  readonly data: Json;
  readonly at: number;
  readonly dueAt: number;
  readonly lost: boolean;
  readonly forged: boolean;
  readonly repeats: number;
}

/** What came of an attempt: the status that the merchant signed, or what was wrong. */
export type Outcome = { readonly status: string } | { readonly problem: string };

interface Row {
  notification_id: string;
  method: NotificationMethod;
  order_id: string;
  url: string;
  uuid: string;
  data: string;
  state: EuropeNotification['state'];
  forged: number;
  repeats: number;
  attempts: number;
  status: string | null;
  answer: string | null;
  created_at: number;
  due_at: number;
}

export class NotificationQueue {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    database.exec(SCHEMA);
    this.#database = database;
  }

  add({
    notificationId,
    method,
    orderId,
    url,
    data,
    at,
    dueAt,
    lost,
    forged,
    repeats,
  }: NewNotification): void {
    this.#database
      .prepare('INSERT INTO europe_notifications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, ?, ?)')
      .run(
        notificationId,
        method,
        orderId,
        url,
        randomUUID(),
        JSON.stringify(data),
        lost ? 'gone' : 'waiting',
        forged ? 1 : 0,
        repeats,
        at,
        dueAt,
      );
  }

  get(notificationId: string): Notification | null {
    return this.#all('WHERE notification_id = ?', notificationId)[0] ?? null;
  }

  due(now: number): Notification[] {
    return this.#all(`WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, notification_id`, now);
  }

  nextDueAt(): number | null {
    const row = this.#database
      .prepare(`SELECT min(due_at) AS at FROM europe_notifications WHERE state = 'waiting'`)
      .get() as { at: number | null };
    return row.at;
  }

  /** In the order they were made, without forgeries. */
  of(orderId: string): Notification[] {
    return this.#all('WHERE order_id = ? AND forged = 0 ORDER BY notification_id', orderId);
  }

  newest(limit: number): Notification[] {
    return this.#all('ORDER BY notification_id DESC LIMIT ?', limit);
  }

  /**
   * Writes down what came of an attempt.
   * @returns the status, the first time there is one: a repeat changes nothing.
   */
  tried(notification: Notification, outcome: Outcome, now: number): string | null {
    const { notificationId, attempts, repeats, createdAt, forged } = notification;
    const acknowledged = 'status' in outcome;
    const again = acknowledged ? repeats > 0 : now - createdAt < GIVE_UP_AFTER_MS && !forged;
    const wait = REPEAT_AFTER_MS[attempts] ?? REPEAT_AFTER_MS.at(-1) ?? DAY_MS;
    this.#database
      .prepare(
        `UPDATE europe_notifications
         SET state = ?, attempts = attempts + 1, status = coalesce(status, ?), answer = ?, due_at = ?, repeats = ?, uuid = ?
         WHERE notification_id = ?`,
      )
      .run(
        again ? 'waiting' : acknowledged ? 'answered' : 'gone',
        acknowledged ? outcome.status : null,
        acknowledged ? outcome.status : outcome.problem,
        acknowledged ? now : now + wait,
        acknowledged ? Math.max(0, repeats - 1) : repeats,
        // Sent anew for want of an answer it is the same message; the fault `repeated` makes another one of it.
        acknowledged ? randomUUID() : notification.uuid,
        notificationId,
      );
    return acknowledged && notification.status === null && !forged ? outcome.status : null;
  }

  /** Sends it once more, now. */
  again(notificationId: string, now: number): void {
    this.#database
      .prepare(`UPDATE europe_notifications SET state = 'waiting', due_at = ? WHERE notification_id = ?`)
      .run(now, notificationId);
  }

  #all(where: string, ...parameters: (string | number)[]): Notification[] {
    const rows = this.#database
      .prepare(`SELECT * FROM europe_notifications ${where}`)
      .all(...parameters) as Row[];
    return rows.map((row) => ({
      notificationId: row.notification_id,
      method: row.method,
      orderId: row.order_id,
      url: row.url,
      uuid: row.uuid,
      data: JSON.parse(row.data) as Json,
      state: row.state,
      forged: row.forged === 1,
      repeats: row.repeats,
      attempts: row.attempts,
      status: row.status,
      answer: row.answer,
      createdAt: row.created_at,
      dueAt: row.due_at,
    }));
  }
}
