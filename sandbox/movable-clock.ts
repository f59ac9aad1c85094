/** The clock of a part: the machine's own, and as far ahead of it as the control port moved it. Durable. */
import type Database from 'libsql';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS clocks (part TEXT PRIMARY KEY, ahead_ms INTEGER NOT NULL) STRICT;
`;

export type ClockedPart = 'on file' | 'europe';

export class MovableClock {
  readonly #database: Database.Database;
  readonly #part: ClockedPart;
  readonly #real: () => number;
  #aheadMs: number;

  /** @param real milliseconds since 1970 */
  constructor(database: Database.Database, part: ClockedPart, real: () => number) {
    database.exec(SCHEMA);
    database.prepare('INSERT INTO clocks VALUES (?, 0) ON CONFLICT DO NOTHING').run(part);
    this.#database = database;
    this.#part = part;
    this.#real = real;
    const row = database.prepare('SELECT ahead_ms FROM clocks WHERE part = ?').get(part);
    this.#aheadMs = (row as { ahead_ms: number }).ahead_ms;
  }

  now(): number {
    return this.#real() + this.#aheadMs;
  }

  get aheadMs(): number {
    return this.#aheadMs;
  }

  forward(ms: number): void {
    this.#aheadMs += ms;
    this.#database.prepare('UPDATE clocks SET ahead_ms = ? WHERE part = ?').run(this.#aheadMs, this.#part);
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
