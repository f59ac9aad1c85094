/**
 * The rows that new entries are about, as SQL: of the trail by positions, of the books by numbers, after `$1` to `$2`.
 * Each row is found by its key (OFFSET 0 forbids any other plan), so that this costs what is new, however long the
 * history is.
 */

export const ENTRIES_PAGE = 'SELECT * FROM audit WHERE entry_id > $1 ORDER BY entry_id LIMIT $2';

export const ENTRIES_TOLD = `
  SELECT a.* FROM (
    SELECT entry_id FROM audit_chain WHERE position > $1 AND position <= $2 ORDER BY position OFFSET 0) c
  CROSS JOIN LATERAL (SELECT * FROM audit WHERE entry_id = c.entry_id OFFSET 0) a`;

export const SUBJECTS_TOLD = `SELECT DISTINCT subject FROM (${ENTRIES_TOLD}) told`;

/** Those that the trail names, by their own id or by that of their funding. */
export const TRANSFERS_TOLD = `
  SELECT DISTINCT t.* FROM (${SUBJECTS_TOLD}) told CROSS JOIN LATERAL (
    SELECT * FROM transfers WHERE transfer_id = told.subject
    UNION ALL SELECT * FROM transfers WHERE funding_id = told.subject) t`;

export const BOOK_ENTRIES_NEW = `SELECT * FROM book_entries WHERE entry_id > $1 AND entry_id <= $2 ORDER BY entry_id OFFSET 0`;

export const TRANSFERS_BOOKED = `
  SELECT t.* FROM (${BOOK_ENTRIES_NEW}) e CROSS JOIN LATERAL (
    SELECT * FROM transfers WHERE e.kind IN ('credit', 'debit') AND transfer_id = e.fact OFFSET 0) t`;

export const PAYMENTS_PAGE = `
  SELECT * FROM rail_payments WHERE (rail, payment_id) > (split_part($1, ' ', 1), substr($1, strpos($1, ' ') + 1))
  ORDER BY rail, payment_id LIMIT $2`;

/** The payments of rails that pay first whose funding the trail names, or whose transfer. */
export const PAYMENTS_TOLD = `
  SELECT p.* FROM (
    SELECT subject AS funding_id FROM (${SUBJECTS_TOLD}) told
    UNION SELECT funding_id FROM (${TRANSFERS_TOLD}) t) told
  CROSS JOIN LATERAL (SELECT * FROM rail_payments WHERE funding_id = told.funding_id OFFSET 0) p`;

export const PAYMENTS_BOOKED = `
  SELECT DISTINCT p.* FROM (${BOOK_ENTRIES_NEW}) e CROSS JOIN LATERAL (
    SELECT * FROM rail_payments WHERE e.kind IN ('capture', 'reversal') AND rail = split_part(e.fact, ' ', 1)
      AND payment_id IN (substr(e.fact, strpos(e.fact, ' ') + 1),
                         substring(substr(e.fact, strpos(e.fact, ' ') + 1) from '^(.*) [0-9]+$')) OFFSET 0) p`;

export const OUTBOX_PAGE = 'SELECT * FROM outbox WHERE business_key > $1 ORDER BY business_key LIMIT $2';

/** The refunds and payouts that the trail names by their key. */
export const OUTBOX_TOLD = `
  SELECT DISTINCT o.* FROM (${ENTRIES_TOLD}) told CROSS JOIN LATERAL (
    SELECT * FROM outbox WHERE business_key = told.subject
    UNION ALL SELECT * FROM outbox WHERE business_key = told.detail->>'key') o`;

export const OUTBOX_BOOKED = `
  SELECT DISTINCT o.* FROM (${BOOK_ENTRIES_NEW}) e CROSS JOIN LATERAL (
    SELECT * FROM outbox WHERE e.kind NOT IN ('credit', 'debit', 'capture', 'reversal') AND business_key = e.fact OFFSET 0) o`;
