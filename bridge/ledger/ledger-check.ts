/**
 * Compares the ledger itself with the audit trail and the books: somebody who changes a row of money without the
 * program leaves those as they were. Each funding, transfer, limit, machine and report of captures must be what its
 * newest entry says, and each entry must have its row. Each credit must be in the books once, and each balance must be
 * the sum of its postings [books-agree]. What a rail that pays first captured must be credited, refunded or taken back.
 * Read in pages, so that no statement grows with the ledger.
 */
import type { Queryable } from '../platform/postgres/database.ts';
import { bookRules } from './book-rules.ts';
import { paymentRules } from './payment-rules.ts';
import { ledgerRules, type LedgerRule } from './ledger-rules.ts';

export interface LedgerVerdict {
  /** Rows and entries that were compared. */
  readonly compared: number;
  /** The first ones that do not agree, as sentences; none: the ledger is what trail and books say. */
  readonly disagreements: readonly string[];
}

const PAGE = 2_000;
/** So few that PostgreSQL finds each row by its key. */
const NEW_PAGE = 500;
const MOST_DISAGREEMENTS = 20;
const ALL_RULES = [...ledgerRules, ...bookRules, ...paymentRules];

/** @param page rows that one statement reads. */
export async function verifyLedger(database: Queryable, page = PAGE): Promise<LedgerVerdict> {
  const check = new Check(database);
  for (const rule of ALL_RULES) await check.all(rule, page);
  return check.verdict();
}

/**
 * The same for what is new since that position of the trail: the rows that later entries of the trail are about, and
 * those of later entries of the books. It takes as long as there is news, however long the history is. What it does not
 * prove is in docs/decisions/0029.
 * @param page entries that one statement reads.
 */
export async function verifyNewOfLedger(
  database: Queryable,
  position: number,
  page = NEW_PAGE,
): Promise<LedgerVerdict> {
  const check = new Check(database);
  const [trail, books] = [await newOfTrail(database, position), await newOfBooks(database, position)];
  for (const rule of ALL_RULES) {
    if (!rule.ofNew) await check.all(rule, PAGE);
    if (rule.ofNew?.byTrail !== undefined) await check.range(rule, rule.ofNew.byTrail, trail, page);
    if (rule.ofNew?.byBooks !== undefined) await check.range(rule, rule.ofNew.byBooks, books, page);
  }
  return check.verdict();
}

type RuleRow = { key: string | number; name: string; wrong: string | null };

/** Looks at rows until {@link MOST_DISAGREEMENTS} of them do not agree. */
class Check {
  readonly #database: Queryable;
  readonly #disagreements = new Set<string>();
  #compared = 0;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async all(rule: LedgerRule, page: number): Promise<void> {
    let after = rule.first;
    while (!this.#isEnough()) {
      const rows = await this.#read(rule, rule.sql, [after, page]);
      const last = rows.at(-1);
      if (!last || rows.length < page) return;
      after = last.key;
    }
  }

  async range(rule: LedgerRule, sql: string, { after, until }: Numbers, page: number): Promise<void> {
    for (let from = after; from < until && !this.#isEnough(); from += page)
      await this.#read(rule, sql, [from, Math.min(from + page, until)]);
  }

  verdict(): LedgerVerdict {
    return {
      compared: this.#compared,
      disagreements: [...this.#disagreements].slice(0, MOST_DISAGREEMENTS),
    };
  }

  async #read(rule: LedgerRule, sql: string, values: unknown[]): Promise<RuleRow[]> {
    const { rows } = await this.#database.query<RuleRow>(sql, values);
    this.#compared += rows.length;
    for (const { name, wrong } of rows)
      if (wrong !== null) this.#disagreements.add(`${rule.what} ${name}: ${wrong}`);
    return rows;
  }

  #isEnough(): boolean {
    return this.#disagreements.size >= MOST_DISAGREEMENTS;
  }
}

/** The numbers after `after`, to `until`. */
interface Numbers {
  readonly after: number;
  readonly until: number;
}

async function newOfTrail(database: Queryable, position: number): Promise<Numbers> {
  const { rows } = await database.query<{ until: number | null }>(
    'SELECT max(position) AS until FROM audit_chain',
  );
  return { after: position, until: rows[0]?.until ?? 0 };
}

/**
 * From an hour before the trail's entry on: no transaction is open for so long. An entry's number is given out before
 * its transaction commits, so the lowest of the last hundred entries before that time is taken.
 */
async function newOfBooks(database: Queryable, position: number): Promise<Numbers> {
  const { rows } = await database.query<{ after: number; until: number }>(
    `SELECT coalesce((SELECT min(entry_id) FROM (
              SELECT entry_id FROM book_entries WHERE booked_at < (
                SELECT at - interval '1 hour' FROM audit_chain JOIN audit USING (entry_id) WHERE position = $1)
              ORDER BY booked_at DESC LIMIT 100) before), 0) AS after,
            coalesce((SELECT max(entry_id) FROM book_entries), 0) AS until`,
    [position],
  );
  return rows[0] ?? { after: 0, until: 0 };
}
