/**
 * The sandbox's one file: payments and the keys that must outlive a restart. SQLite by `libsql`, as in the kiosk's
 * journal, so that the repository knows one SQLite; `node:sqlite` lost because it still warns that it may change.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS payments (
  funding_id TEXT PRIMARY KEY,
  code_id TEXT NOT NULL,
  checkout_id TEXT NOT NULL,
  state TEXT NOT NULL,
  settled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  payment TEXT NOT NULL
) STRICT;
-- A code moves money once: while one payment with it is open or captured there can be no second one.
CREATE UNIQUE INDEX IF NOT EXISTS one_payment_per_code ON payments (code_id) WHERE state <> 'VOIDED';
CREATE INDEX IF NOT EXISTS payments_by_checkout ON payments (checkout_id, created_at);
CREATE INDEX IF NOT EXISTS payments_by_time ON payments (created_at);
`;

/**
 * Opens, or makes, the database of this data directory. Every commit is on the disk when it returns [durable-first].
 */
export function openStorage(dataDirectory: string): Database.Database {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const database = new Database(path.join(dataDirectory, 'sandbox.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(SCHEMA);
  return database;
}

/** A random 32-byte key by that name, the same one after every restart. */
export function durableKey(database: Database.Database, name: string): Buffer {
  database
    .prepare('INSERT INTO keys (name, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(name, randomBytes(32));
  const row = database.prepare('SELECT bytes FROM keys WHERE name = ?').get(name) as { bytes: Uint8Array };
  return Buffer.from(row.bytes);
}
