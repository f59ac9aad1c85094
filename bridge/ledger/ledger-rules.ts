/**
 * What must agree between ledger and trail, as SQL. A new event that ends a funding or transfer must be told of here.
 */
import { CAPTURE_CONTENT } from './captures.ts';
import {
  ENTRIES_PAGE,
  ENTRIES_TOLD,
  SUBJECTS_TOLD,
  TRANSFERS_BOOKED,
  TRANSFERS_TOLD,
} from './touched-rows.ts';

export interface LedgerRule {
  readonly what: string;
  /** A key before every key. */
  readonly first: string | number;
  /** For a page of at most `$2` rows after the key `$1`: the key of each, a name for people, and what is wrong, or null. */
  readonly sql: string;
  /**
   * The same for what is new: rows that the trail tells of at the positions after `$1` to `$2`, and those of entries of
   * the books with such numbers. Without it all rows are looked at each time.
   */
  readonly ofNew?: { readonly byTrail?: string; readonly byBooks?: string };
}

/** The newest entry about `subject` among these events. */
const newest = (subject: string, events: string) => `LEFT JOIN LATERAL (
    SELECT event, detail, at FROM audit WHERE subject = ${subject} AND event IN (${events})
    ORDER BY entry_id DESC LIMIT 1) a ON true`;

const TRANSFER_EVENTS = `'transfer.sent', 'transfer.unconfirmed', 'transfer.credited', 'transfer.debited', 'transfer.failed', 'transfer.recovered'`;

const FUNDINGS = (rows: string) => `
  SELECT f.funding_id AS key, f.funding_id AS name, CASE
    WHEN a.event IS NULL AND recovered.detail->>'fundingId' = f.funding_id THEN NULL
    WHEN a.event IS NULL THEN 'the trail does not know it'
    WHEN a.event <> 'funding.' || lower(f.decision) THEN 'is ' || f.decision || ', the trail says ' || a.event
    WHEN a.detail->>'asset' IS DISTINCT FROM f.asset THEN 'is for ' || f.asset || ', the trail says ' || (a.detail->>'asset')
    WHEN (a.detail->'amount'->>'minor')::numeric IS DISTINCT FROM f.amount_minor
      OR a.detail->'amount'->>'currency' IS DISTINCT FROM f.currency THEN 'its amount is not the one in the trail'
    WHEN a.detail->>'code' IS DISTINCT FROM f.decline_code THEN 'its reason is not the one in the trail'
    WHEN a.detail->>'transferId' IS DISTINCT FROM t.transfer_id THEN 'its transfer is not the one in the trail'
  END AS wrong
  FROM (${rows}) f
  LEFT JOIN transfers t ON t.funding_id = f.funding_id
  ${newest('f.funding_id', `'funding.accepted', 'funding.declined'`)}
  LEFT JOIN LATERAL (
    SELECT detail FROM audit WHERE subject = t.transfer_id AND event = 'transfer.recovered' LIMIT 1) recovered ON true
  ORDER BY f.funding_id`;

const TRANSFERS = (rows: string) => `
  SELECT t.transfer_id AS key, t.transfer_id AS name, CASE
    WHEN t.status <> told.status THEN 'is ' || t.status || ', the trail says ' || told.status
    WHEN coalesce(t.credited_minor, t.debited_minor) IS NOT NULL
      AND ((told.amount->>'minor')::numeric IS DISTINCT FROM coalesce(t.credited_minor, t.debited_minor)
        OR told.amount->>'currency' IS DISTINCT FROM t.currency) THEN 'what was ' || lower(t.status) || ' is not what the trail says'
    WHEN a.event = 'transfer.failed' AND a.detail->>'code' IS DISTINCT FROM t.failure_code
      THEN 'its reason is not the one in the trail'
    WHEN t.status = 'DEBITED' AND owed.amount_minor IS DISTINCT FROM t.debited_minor
      THEN 'is DEBITED, and that is not what is paid out for it'
    WHEN t.settled_by_hand <> heard.by_hand THEN 'that a person settled it is not what the trail says'
    WHEN t.told_id IS DISTINCT FROM nullif(heard.told_id, t.transfer_id) THEN 'the id that its kiosk knows it by is not the one in the trail'
    WHEN t.elsewhere_id IS NOT NULL AND NOT heard.never_begun THEN 'the trail does not know that it was never begun'
  END AS wrong
  FROM (${rows}) t
  LEFT JOIN outbox owed ON owed.payout_id = t.payout_id
  ${newest('t.transfer_id', TRANSFER_EVENTS)}
  CROSS JOIN LATERAL (SELECT
    CASE a.event WHEN 'transfer.sent' THEN 'SENT' WHEN 'transfer.unconfirmed' THEN 'UNCONFIRMED'
      WHEN 'transfer.credited' THEN 'CREDITED' WHEN 'transfer.debited' THEN 'DEBITED' WHEN 'transfer.failed' THEN 'FAILED'
      WHEN 'transfer.recovered' THEN
        CASE a.detail->'outcome'->>'outcome'
          WHEN 'credited' THEN 'CREDITED' WHEN 'refused' THEN 'FAILED' ELSE 'UNCONFIRMED' END
      ELSE 'ORDERED' END AS status,
    coalesce(a.detail->'outcome'->'amount', a.detail->'amount') AS amount) told
  CROSS JOIN LATERAL (SELECT
    EXISTS (SELECT 1 FROM audit WHERE subject = t.transfer_id AND event = 'transfer.settled-by-hand') AS by_hand,
    (SELECT detail->>'told' FROM audit WHERE subject = t.transfer_id AND event = 'transfer.recovered' LIMIT 1) AS told_id,
    EXISTS (SELECT 1 FROM audit WHERE subject = t.transfer_id
      AND event IN ('transfer.never-begun', 'transfer.credited-elsewhere')) AS never_begun) heard
  ORDER BY t.transfer_id`;

/** What an account has used is the sum of its reservations, and each of those is what its transfer came to. */
const USAGE = (rows: string) => `
  SELECT concat_ws(' ', u.ubai, u.gaming_day, u.currency) AS key, 'of an account on ' || u.gaming_day AS name, CASE WHEN u.used_minor <> coalesce(r.sum, 0)
    THEN 'is ' || u.used_minor || ', its reservations say ' || coalesce(r.sum, 0) END AS wrong
  FROM (${rows}) u
  LEFT JOIN LATERAL (
    SELECT sum(CASE status WHEN 'RESERVED' THEN reserved_minor WHEN 'COMMITTED' THEN committed_minor ELSE 0 END) AS sum
    FROM limit_reservations r
    WHERE r.ubai = u.ubai AND r.gaming_day = u.gaming_day AND r.currency = u.currency) r ON true
  ORDER BY u.ubai, u.gaming_day, u.currency`;

const LIMIT_CHANGES = (rows: string) => `
  SELECT h.change_id AS key, h.change_id::text AS name, CASE
    WHEN a.detail IS NULL THEN 'the trail does not know it'
    WHEN (a.detail->>'fromMinor')::numeric IS DISTINCT FROM h.from_minor
      OR (a.detail->>'toMinor')::numeric IS DISTINCT FROM h.to_minor
      OR a.detail->>'client' IS DISTINCT FROM h.client OR a.detail->>'requestedBy' IS DISTINCT FROM h.requested_by
      OR (a.detail->>'effectiveAt')::timestamptz IS DISTINCT FROM h.effective_at THEN 'is not what the trail says'
    WHEN later.change_id IS NULL
      AND NOT coalesce(l.pending_at = h.effective_at AND l.pending_minor IS NOT DISTINCT FROM h.to_minor, false)
      AND NOT (h.effective_at = h.changed_at AND l.ubai IS NOT NULL AND l.pending_at IS NULL
               AND l.limit_minor IS NOT DISTINCT FROM h.to_minor)
      THEN 'the limit is not the one that was set last'
  END AS wrong
  FROM (${rows}) h
  LEFT JOIN LATERAL (
    SELECT change_id FROM limit_history n WHERE n.ubai = h.ubai AND n.currency = h.currency AND n.change_id > h.change_id
    LIMIT 1) later ON true
  LEFT JOIN player_limits l ON l.ubai = h.ubai AND l.currency = h.currency
  LEFT JOIN LATERAL (
    SELECT detail FROM audit WHERE event = 'limit.changed' AND (detail->>'changeId')::bigint = h.change_id
    LIMIT 1) a ON true
  ORDER BY h.change_id`;

const MACHINES = `
  SELECT m.asset AS key, m.asset AS name, CASE
    WHEN enrolled.event IS NULL THEN 'the trail does not know it'
    WHEN m.enabled <> (switched.event IS DISTINCT FROM 'machine.disabled')
      THEN CASE WHEN m.enabled THEN 'is enabled' ELSE 'is disabled' END || ', the trail says otherwise'
    WHEN (m.secret_hash = 'revoked') <> (enrolled.event = 'machine.revoked') THEN 'its credentials are not as the trail says'
  END AS wrong
  FROM (SELECT * FROM machines WHERE asset > $1 ORDER BY asset LIMIT $2) m
  LEFT JOIN LATERAL (
    SELECT event FROM audit WHERE subject = m.asset AND event IN ('machine.enabled', 'machine.disabled')
    ORDER BY entry_id DESC LIMIT 1) switched ON true
  LEFT JOIN LATERAL (
    SELECT event FROM audit
    WHERE subject = m.asset AND event IN ('machine.enrolled', 'machine.secret-replaced', 'machine.revoked')
    ORDER BY entry_id DESC LIMIT 1) enrolled ON true
  ORDER BY m.asset`;

const CAPTURE_REPORTS = (rows: string) => `
  SELECT r.report_id AS key, r.name || ', version ' || r.version AS name, CASE
    WHEN a.detail IS NULL THEN 'the trail does not know it'
    WHEN a.detail->>'content' IS DISTINCT FROM ${CAPTURE_CONTENT} THEN 'its lines are not those in the trail'
  END AS wrong
  FROM (${rows}) r
  LEFT JOIN LATERAL (
    SELECT detail FROM audit WHERE event = 'captures.imported' AND subject = r.name
      AND detail->>'version' = r.version::text AND detail->>'digest' = r.digest LIMIT 1) a ON true
  ORDER BY r.report_id`;

/** The other way round: nothing that the trail tells of is gone. */
const ENTRIES = (rows: string) => `
  SELECT a.entry_id AS key, a.entry_id::text AS name, CASE
    WHEN a.event LIKE 'funding.%' AND f.funding_id IS NULL THEN 'the ledger has no funding ' || a.subject
    WHEN a.event IN (${TRANSFER_EVENTS}) AND t.transfer_id IS NULL THEN 'the ledger has no transfer ' || a.subject
    WHEN a.event = 'limit.changed' AND h.change_id IS NULL THEN 'the ledger has no such change of a limit'
    WHEN a.event = 'captures.imported' AND r.report_id IS NULL THEN 'the ledger has no such report ' || a.subject
    WHEN a.event = 'machine.enrolled' AND m.asset IS NULL THEN 'the ledger has no machine ' || a.subject
  END AS wrong
  FROM (${rows}) a
  LEFT JOIN fundings f ON a.event LIKE 'funding.%' AND f.funding_id = a.subject
  LEFT JOIN transfers t ON a.event LIKE 'transfer.%' AND t.transfer_id = a.subject
  LEFT JOIN limit_history h ON a.event = 'limit.changed' AND h.change_id = (a.detail->>'changeId')::bigint
  LEFT JOIN capture_reports r ON a.event = 'captures.imported' AND r.name = a.subject
    AND r.version::text = a.detail->>'version'
  LEFT JOIN machines m ON a.event = 'machine.enrolled' AND m.asset = a.subject
  ORDER BY a.entry_id`;

const USAGE_PAGE = `
  SELECT * FROM daily_usage WHERE (ubai, gaming_day, currency) >
    (split_part($1, ' ', 1), coalesce(nullif(split_part($1, ' ', 2), '')::date, '-infinity'), split_part($1, ' ', 3))
  ORDER BY ubai, gaming_day, currency LIMIT $2`;

/** Of the accounts and days of these transfers. */
const usageOf = (transfers: string) => `
  SELECT DISTINCT u.* FROM (${transfers}) t
  CROSS JOIN LATERAL (SELECT * FROM limit_reservations WHERE transfer_id = t.transfer_id OFFSET 0) r
  CROSS JOIN LATERAL (
    SELECT * FROM daily_usage WHERE (ubai, gaming_day, currency) = (r.ubai, r.gaming_day, r.currency) OFFSET 0) u`;

const FUNDINGS_TOLD = `
  SELECT f.* FROM (
    SELECT subject AS funding_id FROM (${SUBJECTS_TOLD}) told
    UNION SELECT funding_id FROM (${TRANSFERS_TOLD}) t) told
  CROSS JOIN LATERAL (SELECT * FROM fundings WHERE funding_id = told.funding_id OFFSET 0) f`;

const LIMIT_CHANGES_TOLD = `
  SELECT h.* FROM (${ENTRIES_TOLD}) told CROSS JOIN LATERAL (
    SELECT * FROM limit_history
    WHERE told.event = 'limit.changed' AND change_id = (told.detail->>'changeId')::bigint OFFSET 0) h`;

const CAPTURE_REPORTS_TOLD = `
  SELECT r.* FROM (${ENTRIES_TOLD}) told CROSS JOIN LATERAL (
    SELECT * FROM capture_reports
    WHERE told.event = 'captures.imported' AND name = told.subject AND version::text = told.detail->>'version' OFFSET 0) r`;

export const ledgerRules: readonly LedgerRule[] = [
  {
    what: 'funding',
    first: '',
    sql: FUNDINGS('SELECT * FROM fundings WHERE funding_id > $1 ORDER BY funding_id LIMIT $2'),
    ofNew: { byTrail: FUNDINGS(FUNDINGS_TOLD) },
  },
  {
    what: 'transfer',
    first: '',
    sql: TRANSFERS('SELECT * FROM transfers WHERE transfer_id > $1 ORDER BY transfer_id LIMIT $2'),
    ofNew: { byTrail: TRANSFERS(TRANSFERS_TOLD), byBooks: TRANSFERS(TRANSFERS_BOOKED) },
  },
  {
    what: 'usage',
    first: '',
    sql: USAGE(USAGE_PAGE),
    ofNew: { byTrail: USAGE(usageOf(TRANSFERS_TOLD)), byBooks: USAGE(usageOf(TRANSFERS_BOOKED)) },
  },
  {
    what: 'change of a limit',
    first: 0,
    sql: LIMIT_CHANGES('SELECT * FROM limit_history WHERE change_id > $1 ORDER BY change_id LIMIT $2'),
    ofNew: { byTrail: LIMIT_CHANGES(LIMIT_CHANGES_TOLD) },
  },
  { what: 'machine', first: '', sql: MACHINES },
  {
    what: 'report of captures',
    first: 0,
    sql: CAPTURE_REPORTS('SELECT * FROM capture_reports WHERE report_id > $1 ORDER BY report_id LIMIT $2'),
    ofNew: { byTrail: CAPTURE_REPORTS(CAPTURE_REPORTS_TOLD) },
  },
  { what: 'entry', first: 0, sql: ENTRIES(ENTRIES_PAGE), ofNew: { byTrail: ENTRIES(ENTRIES_TOLD) } },
];
