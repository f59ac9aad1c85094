/**
 * The merchant's account at Trustly, per currency: every entry that changed it. Balance, AccountLedger and the settlement
 * report are read from here, so that they agree with one another and with what happened.
 */
import type Database from 'libsql';
import type { Currency } from './amounts.ts';
import type { Order } from './order.ts';
import { dayOf } from './timestamps.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS europe_entries (
  entry_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  type TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  account_name TEXT NOT NULL,
  external_reference TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS europe_entries_by_day ON europe_entries (day, currency);
`;

export const PREFUND = 'Prefund';
/** How entries are called, in the ledger and in the settlement report. */
export type EntryType = 'Deposit' | 'Refund' | 'Withdraw' | 'AccountPayout' | typeof PREFUND;

export interface Entry {
  readonly entryId: number;
  readonly at: number;
  readonly type: EntryType;
  readonly currency: Currency;
  /** Below zero: it left the merchant's account. */
  readonly minor: number;
  readonly orderId: string;
  readonly messageId: string;
  readonly accountName: string;
  readonly externalReference: string;
}

interface Row {
  entry_id: number;
  at: number;
  type: EntryType;
  currency: Currency;
  minor: number;
  order_id: string;
  message_id: string;
  account_name: string;
  external_reference: string;
}

export class Book {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    database.exec(SCHEMA);
    this.#database = database;
  }

  /** @param externalReference of the call that moved it; that of the order where there is none. */
  post(
    order: Order,
    type: Exclude<EntryType, typeof PREFUND>,
    minor: number,
    at: number,
    { clearinghouse, externalReference }: { clearinghouse: string; externalReference?: string | null },
  ): void {
    if (order.currency === null) throw new Error(`order ${order.orderId} is of no currency`);
    this.#insert({
      at,
      type,
      currency: order.currency,
      minor,
      orderId: order.orderId,
      messageId: order.messageId,
      accountName: minor < 0 ? 'BANK_WITHDRAWAL_QUEUED' : `SUSPENSE_ACCOUNT_CLIENT_FUNDS_${clearinghouse}`,
      externalReference: externalReference ?? order.externalReference ?? '',
    });
  }

  prefund(currency: Currency, minor: number, at: number): void {
    this.#insert({
      at,
      type: PREFUND,
      currency,
      minor,
      orderId: '',
      messageId: '',
      accountName: 'PREFUNDED_BALANCE',
      externalReference: '',
    });
  }

  #insert(entry: Omit<Entry, 'entryId'>): void {
    const { at, type, currency, minor, orderId, messageId, accountName, externalReference } = entry;
    this.#database
      .prepare('INSERT INTO europe_entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(at, dayOf(at), type, currency, minor, orderId, messageId, accountName, externalReference);
  }

  balances(): ReadonlyMap<Currency, number> {
    const rows = this.#database
      .prepare('SELECT currency, sum(minor) AS minor FROM europe_entries GROUP BY currency ORDER BY currency')
      .all() as { currency: Currency; minor: number }[];
    return new Map(rows.map(({ currency, minor }) => [currency, minor]));
  }

  balance(currency: Currency): number {
    return this.balances().get(currency) ?? 0;
  }

  /** In the order they were made. @param first, last days such as `2026-11-29`, both included; currency null: every one */
  between(first: string, last: string, currency: Currency | null): Entry[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM europe_entries WHERE day BETWEEN ? AND ? AND (? IS NULL OR currency = ?) ORDER BY at, entry_id`,
      )
      .all(first, last, currency, currency) as Row[];
    return rows.map((row) => ({
      entryId: row.entry_id,
      at: row.at,
      type: row.type,
      currency: row.currency,
      minor: row.minor,
      orderId: row.order_id,
      messageId: row.message_id,
      accountName: row.account_name,
      externalReference: row.external_reference,
    }));
  }
}
