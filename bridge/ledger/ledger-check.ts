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
const MOST_DISAGREEMENTS = 20;

/** @param page rows that one statement reads. */
export async function verifyLedger(database: Queryable, page = PAGE): Promise<LedgerVerdict> {
  const disagreements: string[] = [];
  let compared = 0;
  for (const rule of [...ledgerRules, ...bookRules, ...paymentRules]) {
    const found = await holdAgainst(database, rule, page, disagreements);
    compared += found;
    if (disagreements.length >= MOST_DISAGREEMENTS) break;
  }
  return { compared, disagreements: disagreements.slice(0, MOST_DISAGREEMENTS) };
}

type RuleRow = { key: string | number; name: string; wrong: string | null };

async function holdAgainst(
  database: Queryable,
  rule: LedgerRule,
  page: number,
  into: string[],
): Promise<number> {
  let compared = 0;
  let after = rule.first;
  for (;;) {
    const { rows } = await database.query<RuleRow>(rule.sql, [after, page]);
    compared += rows.length;
    for (const { name, wrong } of rows) if (wrong !== null) into.push(`${rule.what} ${name}: ${wrong}`);
    const last = rows.at(-1);
    if (!last || rows.length < page || into.length >= MOST_DISAGREEMENTS) return compared;
    after = last.key;
  }
}
