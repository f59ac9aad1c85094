/**
 * Identifiers as Trustly makes them: 15 digits, rising. They begin with the time, so that those of a data directory that
 * was thrown away do not come again.
 */
import type Database from 'libsql';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS on_file_last_id (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), id INTEGER NOT NULL) STRICT;
INSERT INTO on_file_last_id VALUES (1, 0) ON CONFLICT DO NOTHING;
`;

export class Ids {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    database.exec(SCHEMA);
    this.#database = database;
  }

  next(): string {
    const row = this.#database
      .prepare('UPDATE on_file_last_id SET id = max(id + 1, ?) RETURNING id')
      .get(Date.now() * 100) as { id: number };
    return String(row.id);
  }
}
