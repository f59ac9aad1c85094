/** The clock of this part: the machine's own, and as far ahead of it as the control port moved it. Durable. */
import type Database from 'libsql';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS on_file_clock (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), ahead_ms INTEGER NOT NULL) STRICT;
INSERT INTO on_file_clock VALUES (1, 0) ON CONFLICT DO NOTHING;
`;

export class MovableClock {
  readonly #database: Database.Database;
  readonly #real: () => number;
  #aheadMs: number;

  /** @param real milliseconds since 1970 */
  constructor(database: Database.Database, real: () => number) {
    database.exec(SCHEMA);
    this.#database = database;
    this.#real = real;
    const row = database.prepare('SELECT ahead_ms FROM on_file_clock').get() as { ahead_ms: number };
    this.#aheadMs = row.ahead_ms;
  }

  now(): number {
    return this.#real() + this.#aheadMs;
  }

  get aheadMs(): number {
    return this.#aheadMs;
  }

  forward(ms: number): void {
    this.#aheadMs += ms;
    this.#database.prepare('UPDATE on_file_clock SET ahead_ms = ?').run(this.#aheadMs);
  }
}

const DAY_MS = 86_400_000;

/** The same time of day that many banking days later: Saturdays and Sundays (UTC) do not count, holidays do. */
export function bankingDaysAfter(ms: number, days: number): number {
  let at = ms;
  for (let left = days; left > 0;) {
    at += DAY_MS;
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at;
}
