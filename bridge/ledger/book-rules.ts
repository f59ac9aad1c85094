/**
 * What must agree between ledger and books, and within the books [books-agree]: rules like those of ledger and trail.
 */
import type { LedgerRule } from './ledger-rules.ts';
import {
  BOOK_ENTRIES_NEW,
  OUTBOX_BOOKED,
  OUTBOX_PAGE,
  OUTBOX_TOLD,
  PAYMENTS_BOOKED,
  PAYMENTS_PAGE,
  PAYMENTS_TOLD,
  TRANSFERS_BOOKED,
  TRANSFERS_TOLD,
} from './touched-rows.ts';

/** Each credit and each debit is in the books once, as it was, and nothing else is. */
const BOOKED = (rows: string) => `
  SELECT t.transfer_id AS key, t.transfer_id AS name, CASE
    WHEN b.kind IS DISTINCT FROM t.kind
      THEN 'is ' || t.status || ', the books say ' || coalesce('that it was a ' || b.kind, 'nothing of it')
    WHEN (b.amount_minor, b.asset, b.currency) IS DISTINCT FROM (coalesce(t.credited_minor, t.debited_minor), t.asset, t.currency)
      AND t.kind IS NOT NULL THEN 'the amount of its ' || t.kind || ' is not what the books say'
  END AS wrong
  FROM (
    SELECT *, CASE status WHEN 'CREDITED' THEN 'credit' WHEN 'DEBITED' THEN 'debit' END AS kind
    FROM (${rows}) transfers) t
  LEFT JOIN booked b ON b.fact = t.transfer_id AND b.kind IN ('credit', 'debit')
  ORDER BY t.transfer_id`;

/** What a rail that pays first captured and took back. */
const PAYMENTS = (rows: string) => `
  SELECT p.rail || ' ' || p.payment_id AS key, p.payment_id || ' of ' || p.rail AS name, CASE
    WHEN captured.amount_minor IS DISTINCT FROM p.captured_minor THEN 'what was captured is not what the books say'
    WHEN p.captured_minor IS NOT NULL AND reversed.minor IS DISTINCT FROM p.reversed_minor
      THEN 'what was reversed is not what the books say'
  END AS wrong
  FROM (${rows}) p
  LEFT JOIN booked captured ON captured.fact = p.rail || ' ' || p.payment_id AND captured.kind = 'capture'
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(b.amount_minor), 0) AS minor FROM booked b
    WHERE b.kind = 'reversal' AND substring(b.fact from '^(.*) [0-9]+$') = p.rail || ' ' || p.payment_id) reversed
  ORDER BY p.rail, p.payment_id`;

/** Each refund and payout that was made, and what came back of it. */
const OUTBOX = (rows: string) => `
  SELECT o.business_key AS key, o.business_key AS name, (
    SELECT string_agg('is ' || o.state || ', the books say ' || coalesce(b.amount_minor::text, 'nothing') || ' of its ' || f.kind, '; ')
    FROM (VALUES
      ('refund', o.state = 'DONE', o.amount_minor),
      ('payout', o.paid_at IS NOT NULL, o.amount_minor),
      ('return', o.paid_at IS NOT NULL AND o.returned_at IS NOT NULL, o.amount_minor),
      ('hand-pay', o.kind = 'payout' AND o.state = 'SETTLED_BY_HAND', o.hand_minor),
      ('hand-refund', o.kind = 'refund' AND o.state = 'SETTLED_BY_HAND', o.hand_minor)) f (kind, is_made, minor)
    LEFT JOIN booked b ON b.fact = o.business_key AND b.kind = f.kind
    WHERE b.amount_minor IS DISTINCT FROM CASE WHEN f.is_made THEN f.minor END) AS wrong
  FROM (${rows}) o
  ORDER BY o.business_key`;

const BOOK_ENTRIES = (rows: string) => `
  SELECT e.entry_id AS key, e.entry_id::text AS name, CASE
    WHEN b.entry_id IS NULL THEN 'its postings are not those of a ' || e.kind
    WHEN t.transfer_id IS NULL AND p.payment_id IS NULL AND o.business_key IS NULL THEN 'the ledger has no ' || e.kind || ' ' || e.fact
  END AS wrong
  FROM (SELECT *, split_part(fact, ' ', 1) AS rail, substr(fact, strpos(fact, ' ') + 1) AS payment
        FROM (${rows}) book_entries) e
  LEFT JOIN booked b ON b.entry_id = e.entry_id
  LEFT JOIN transfers t ON e.kind IN ('credit', 'debit') AND t.transfer_id = e.fact
  LEFT JOIN rail_payments p ON e.kind IN ('capture', 'reversal') AND p.rail = e.rail
    AND p.payment_id = CASE e.kind WHEN 'capture' THEN e.payment ELSE substring(e.payment from '^(.*) [0-9]+$') END
  LEFT JOIN outbox o ON e.kind IN ('refund', 'payout', 'return', 'hand-pay', 'hand-refund') AND o.business_key = e.fact
  ORDER BY e.entry_id`;

/** Each account from its first posting to its balance, without a gap. */
const POSTINGS = (rows: string) => `
  SELECT concat_ws(' ', p.account_id, p.position) AS key, 'number ' || p.position || ' of account ' || p.account_id AS name, CASE
    WHEN e.entry_id IS NULL THEN 'there is no entry that it is of'
    WHEN before.position IS NULL AND p.position <> 1 THEN 'the one before it is gone'
    WHEN p.balance_minor <> coalesce(before.balance_minor, 0) + p.amount_minor THEN 'the balance after it is not the sum'
  END AS wrong
  FROM (${rows}) p
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

const POSTINGS_PAGE = `
  SELECT * FROM postings WHERE (account_id, position) > (
    coalesce(nullif(split_part($1, ' ', 1), '')::bigint, 0), coalesce(nullif(split_part($1, ' ', 2), '')::bigint, 0))
  ORDER BY account_id, position LIMIT $2`;

const POSTINGS_NEW = `
  SELECT p.* FROM (${BOOK_ENTRIES_NEW}) e
  CROSS JOIN LATERAL (SELECT * FROM postings WHERE entry_id = e.entry_id OFFSET 0) p`;

export const bookRules: readonly LedgerRule[] = [
  {
    what: 'transfer',
    first: '',
    sql: BOOKED('SELECT * FROM transfers WHERE transfer_id > $1 ORDER BY transfer_id LIMIT $2'),
    ofNew: { byTrail: BOOKED(TRANSFERS_TOLD), byBooks: BOOKED(TRANSFERS_BOOKED) },
  },
  {
    what: 'payment',
    first: '',
    sql: PAYMENTS(PAYMENTS_PAGE),
    ofNew: { byTrail: PAYMENTS(PAYMENTS_TOLD), byBooks: PAYMENTS(PAYMENTS_BOOKED) },
  },
  {
    what: 'row of the outbox',
    first: '',
    sql: OUTBOX(OUTBOX_PAGE),
    ofNew: { byTrail: OUTBOX(OUTBOX_TOLD), byBooks: OUTBOX(OUTBOX_BOOKED) },
  },
  {
    what: 'entry of the books',
    first: 0,
    sql: BOOK_ENTRIES('SELECT * FROM book_entries WHERE entry_id > $1 ORDER BY entry_id LIMIT $2'),
    ofNew: { byBooks: BOOK_ENTRIES(BOOK_ENTRIES_NEW) },
  },
  {
    what: 'posting',
    first: '',
    sql: POSTINGS(POSTINGS_PAGE),
    ofNew: { byBooks: POSTINGS(POSTINGS_NEW) },
  },
  { what: 'account', first: 0, sql: ACCOUNTS },
];
