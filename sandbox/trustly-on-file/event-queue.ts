/** The events that the merchant is told of, durable until they are answered. */
import type Database from 'libsql';
import { toDecimal } from '../../protocol/money.ts';
import type { OnFileEvent } from './control.ts';
import { EVENT_TYPES, PAYMENT_TYPES, STATUSES, TRANSACTION_TYPES } from './enumerations.ts';
import type { OnFileFaultSwitch } from './faults.ts';
import type { Ids } from './ids.ts';
import { PROVIDER_STATUSES } from './provider-statuses.ts';
import { CURRENCY } from './request-fields.ts';
import { isOver, type Transaction } from './transaction.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS on_file_events (
  event_id TEXT PRIMARY KEY,
  event_type TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  url TEXT,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  forged INTEGER NOT NULL,
  /* how often it is still sent after it was answered */
  repeats INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  answer TEXT,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS on_file_events_due ON on_file_events (due_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS on_file_events_by_time ON on_file_events (created_at);
`;

export const REPEAT_AFTER_MS = 5 * 60_000;
export const GIVE_UP_AFTER_MS = 12 * 3_600_000;
/** How often the fault `repeated` sends an event in all. */
const REPEATED = 3;

export interface QueuedEvent extends OnFileEvent {
  readonly url: string | null;
  readonly body: string;
  readonly dueAt: number;
  readonly repeats: number;
}

export interface Merchant {
  readonly accessId: string;
  readonly accessKey: string;
  readonly merchantId: string;
  /** Where events go when an establish names no other place. */
  readonly notificationUrl: string | null;
}

interface Row {
  event_id: string;
  event_type: string;
  transaction_id: string;
  url: string | null;
  body: string;
  state: OnFileEvent['state'];
  forged: number;
  repeats: number;
  attempts: number;
  answer: string | null;
  created_at: number;
  due_at: number;
}

export class EventQueue {
  readonly #database: Database.Database;
  readonly #ids: Ids;
  readonly #faults: OnFileFaultSwitch;
  readonly #merchant: Merchant;

  constructor(database: Database.Database, ids: Ids, faults: OnFileFaultSwitch, merchant: Merchant) {
    database.exec(SCHEMA);
    this.#database = database;
    this.#ids = ids;
    this.#faults = faults;
    this.#merchant = merchant;
  }

  /**
   * Writes down that the merchant is to be told of this transaction as it is now.
   * @param parent what it was ordered against.
   */
  tell(
    transaction: Transaction,
    parent: Transaction | null,
    {
      type = EVENT_TYPES[transaction.status],
      splitToken = null,
    }: { type?: string; splitToken?: string | null },
    at: number,
  ): string {
    const { events } = this.#faults.faults;
    const url = transaction.notificationUrl ?? this.#merchant.notificationUrl;
    const eventId = this.#insert(transaction, url, type, this.#bodyOf(transaction, parent, splitToken), at, {
      forged: false,
      lost: events === 'lost',
      repeats: events === 'repeated' ? REPEATED - 1 : 0,
    });
    if (events === 'forged') {
      const forged = { ...transaction, status: 'Completed' } as const;
      this.#insert(transaction, url, 'Complete', this.#bodyOf(forged, parent, splitToken && 'Zm9yZ2Vk'), at, {
        forged: true,
        lost: false,
        repeats: 0,
      });
    }
    return eventId;
  }

  #insert(
    transaction: Transaction,
    url: string | null,
    type: string,
    body: (eventId: string, type: string, at: number) => string,
    at: number,
    { forged, lost, repeats }: { forged: boolean; lost: boolean; repeats: number },
  ): string {
    const eventId = this.#ids.next();
    this.#database
      .prepare('INSERT INTO on_file_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, ?, ?)')
      .run(
        eventId,
        type,
        transaction.transactionId,
        url,
        body(eventId, type, at),
        lost || url === null ? 'gone' : 'waiting',
        forged ? 1 : 0,
        repeats,
        at,
        this.#dueAt(transaction, at),
      );
    return eventId;
  }

  #dueAt(transaction: Transaction, at: number): number {
    const { events, lateMs, payoutBatchMs } = this.#faults.faults;
    if (events === 'late') return at + lateMs;
    // What is not the last word comes after it.
    const last =
      transaction.type === 'Authorize' || transaction.status === 'Completed' || isOver(transaction.status);
    if (events === 'outOfOrder' && !last) return at + lateMs;
    const isPayout = transaction.type !== 'Authorize' && transaction.type !== 'Capture';
    if (isPayout && payoutBatchMs > 0) return Math.ceil(at / payoutBatchMs) * payoutBatchMs;
    return at;
  }

  #bodyOf(transaction: Transaction, parent: Transaction | null, splitToken: string | null) {
    const { accessId, merchantId } = this.#merchant;
    const { account, provider, errorCode } = transaction;
    return (eventId: string, eventType: string, at: number): string => {
      const fields: [string, string | number | null | undefined][] = [
        ['merchantId', merchantId],
        ['merchantReference', transaction.merchantReference],
        ['paymentType', PAYMENT_TYPES[transaction.paymentType]],
        ['transactionType', TRANSACTION_TYPES[transaction.type]],
        ['parentObjectId', parent?.transactionId],
        ['parentMerchantReference', parent?.merchantReference],
        ['eventId', eventId],
        ['eventType', eventType],
        ['objectId', transaction.transactionId],
        ['objectType', 'Transaction'],
        ['message', transaction.message],
        ['timeZone', 'Etc/UTC'],
        ['createdAt', at],
        ['accessId', accessId],
        ['accountVerified', account && String(account.verified)],
        ['fiCode', account?.providerId],
        ['paymentProviderType', account && (account.manual ? 'Manual' : 'PWMB')],
        ['paymentProviderTransaction.status', provider?.status],
        ['paymentProviderTransaction.statusMessage', provider && PROVIDER_STATUSES[provider.status]?.message],
        ['paymentProviderTransaction.reasonCode', provider?.reasonCode],
        ['paymentProviderTransaction.extendedReason.code', provider?.extendedReason],
        ['paymentProviderTransaction.thirdPartyDeclineCode', provider?.thirdPartyDeclineCode],
        ['errorCode', errorCode],
        ['suggestedRetryAmount', provider && decimal(provider.suggestedRetryMinor)],
        ['status', STATUSES[transaction.status]],
        ['statusMessage', transaction.status],
        ['splitToken', splitToken],
      ];
      const body = new URLSearchParams();
      for (const [name, value] of fields)
        if (value !== null && value !== undefined) body.append(name, String(value));
      return body.toString();
    };
  }

  get(eventId: string): QueuedEvent | null {
    return this.#all('WHERE event_id = ?', eventId)[0] ?? null;
  }

  due(now: number): QueuedEvent[] {
    return this.#all(`WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, event_id`, now);
  }

  nextDueAt(): number | null {
    const row = this.#database
      .prepare(`SELECT min(due_at) AS at FROM on_file_events WHERE state = 'waiting'`)
      .get() as { at: number | null };
    return row.at;
  }

  /** The last one about this transaction that is no forgery. */
  newestOf(transactionId: string): QueuedEvent | null {
    return (
      this.#all('WHERE transaction_id = ? AND forged = 0 ORDER BY event_id DESC LIMIT 1', transactionId)[0] ??
      null
    );
  }

  newest(limit: number): QueuedEvent[] {
    return this.#all('ORDER BY event_id DESC LIMIT ?', limit);
  }

  /** @param answer HTTP status, or what went wrong. */
  tried(event: QueuedEvent, answer: string, now: number): void {
    const answered = answer === '200';
    const again = answered ? event.repeats > 0 : now - event.createdAt < GIVE_UP_AFTER_MS && !event.forged;
    const state = again ? 'waiting' : answered ? 'answered' : 'gone';
    this.#database
      .prepare(
        `UPDATE on_file_events SET state = ?, attempts = attempts + 1, answer = ?, due_at = ?, repeats = ?
         WHERE event_id = ?`,
      )
      .run(
        state,
        answer,
        answered ? now : now + REPEAT_AFTER_MS,
        answered ? Math.max(0, event.repeats - 1) : event.repeats,
        event.eventId,
      );
  }

  /** Sends it once more, now. */
  again(eventId: string, now: number): void {
    this.#database
      .prepare(
        `UPDATE on_file_events SET state = 'waiting', due_at = ? WHERE event_id = ? AND url IS NOT NULL`,
      )
      .run(now, eventId);
  }

  #all(where: string, ...parameters: (string | number)[]): QueuedEvent[] {
    const rows = this.#database.prepare(`SELECT * FROM on_file_events ${where}`).all(...parameters) as Row[];
    return rows.map((row) => ({
      eventId: row.event_id,
      eventType: row.event_type,
      transactionId: row.transaction_id,
      url: row.url,
      body: row.body,
      state: row.state,
      forged: row.forged === 1,
      repeats: row.repeats,
      attempts: row.attempts,
      answer: row.answer,
      createdAt: row.created_at,
      dueAt: row.due_at,
    }));
  }
}

function decimal(minor: number | null): string | null {
  return minor === null ? null : toDecimal({ minor, currency: CURRENCY });
}
