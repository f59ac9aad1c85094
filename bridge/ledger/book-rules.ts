/** What must agree between ledger and books, and within these [books-agree]: rules like those of ledger and trail. */
import type { LedgerRule } from './ledger-rules.ts';

/** Each credit and each debit is in the books once, as it was, and nothing else is. */
const BOOKED = `
  SELECT t.transfer_id AS key, t.transfer_id AS name, CASE
    WHEN b.kind IS DISTINCT FROM t.kind
      THEN 'is ' || t.status || ', the books say ' || coalesce('that it was a ' || b.kind, 'nothing of it')
    WHEN (b.amount_minor, b.asset, b.currency) IS DISTINCT FROM (coalesce(t.credited_minor, t.debited_minor), t.asset, t.currency)
      AND t.kind IS NOT NULL THEN 'the amount of its ' || t.kind || ' is not what the books say'
  END AS wrong
  FROM (
    SELECT *, CASE status WHEN 'CREDITED' THEN 'credit' WHEN 'DEBITED' THEN 'debit' END AS kind
    FROM transfers WHERE transfer_id > $1 ORDER BY transfer_id LIMIT $2) t
  LEFT JOIN booked_transfers b ON b.transfer_id = t.transfer_id
  ORDER BY t.transfer_id`;

const BOOK_ENTRIES = `
  SELECT e.entry_id AS key, e.entry_id::text AS name, CASE
    WHEN t.transfer_id IS NULL THEN 'the ledger has no transfer ' || e.fact
    WHEN b.entry_id IS NULL THEN 'its postings are not those of a ' || e.kind
  END AS wrong
  FROM (SELECT * FROM book_entries WHERE entry_id > $1 ORDER BY entry_id LIMIT $2) e
  LEFT JOIN transfers t ON t.transfer_id = e.fact
  LEFT JOIN booked_transfers b ON b.entry_id = e.entry_id
  ORDER BY e.entry_id`;

/** Each account from its first posting to its balance, without a gap. */
const POSTINGS = `
  SELECT concat_ws(' ', p.account_id, p.position) AS key, 'number ' || p.position || ' of account ' || p.account_id AS name, CASE
    WHEN e.entry_id IS NULL THEN 'there is no entry that it is of'
    WHEN before.position IS NULL AND p.position <> 1 THEN 'the one before it is gone'
    WHEN p.balance_minor <> coalesce(before.balance_minor, 0) + p.amount_minor THEN 'the balance after it is not the sum'
  END AS wrong
  FROM (
    SELECT * FROM postings WHERE (account_id, position) > (
      coalesce(nullif(split_part($1, ' ', 1), '')::bigint, 0), coalesce(nullif(split_part($1, ' ', 2), '')::bigint, 0))
    ORDER BY account_id, position LIMIT $2) p
  LEFT JOIN postings before ON before.account_id = p.account_id AND before.position = p.position - 1
  LEFT JOIN book_entries e ON e.entry_id = p.entry_id
  ORDER BY p.account_id, p.position`;

const ACCOUNTS = `
  SELECT a.account_id AS key, a.name || ' of ' || a.asset AS name, CASE
    WHEN (a.postings, a.balance_minor) IS DISTINCT FROM (coalesce(last.position, 0), coalesce(last.balance_minor, 0))
      THEN 'its balance is ' || a.balance_minor || ', its last posting says ' || coalesce(last.balance_minor, 0)
  END AS wrong
  FROM (SELECT * FROM accounts WHERE account_id > $1 ORDER BY account_id LIMIT $2) a
  LEFT JOIN LATERAL (
    SELECT position, balance_minor FROM postings p WHERE p.account_id = a.account_id
    ORDER BY position DESC LIMIT 1) last ON true
  ORDER BY a.account_id`;

export const bookRules: readonly LedgerRule[] = [
  { what: 'transfer', first: '', sql: BOOKED },
  { what: 'entry of the books', first: 0, sql: BOOK_ENTRIES },
  { what: 'posting', first: '', sql: POSTINGS },
  { what: 'account', first: 0, sql: ACCOUNTS },
];
