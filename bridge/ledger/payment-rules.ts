/** What must agree between the money at rails, their refunds and payouts, and the trail [money-has-a-home]. */
import type { LedgerRule } from './ledger-rules.ts';
import {
  ENTRIES_PAGE,
  ENTRIES_TOLD,
  OUTBOX_PAGE,
  OUTBOX_TOLD,
  PAYMENTS_PAGE,
  PAYMENTS_TOLD,
} from './touched-rows.ts';
import { OPEN_STATUSES } from './transfer-predicates.ts';

/** What was captured and is certain not to be credited was taken back, or is in the outbox. */
const PAYMENTS = (rows: string) => `
  SELECT p.rail || ' ' || p.payment_id AS key, p.payment_id || ' of ' || p.rail AS name, CASE
    WHEN p.captured_minor IS NOT NULL AND captured.minor IS DISTINCT FROM p.captured_minor
      THEN 'what was captured is not what the trail says'
    WHEN coalesce(reversed.minor, 0) <> p.reversed_minor THEN 'what was reversed is not what the trail says'
    WHEN p.captured_minor IS NOT NULL AND f.funding_id IS NULL THEN 'is captured, and its funding is not decided'
    WHEN (f.decision = 'DECLINED' OR t.status NOT IN ${OPEN_STATUSES})
      AND p.captured_minor - p.reversed_minor - coalesce(t.credited_minor, 0) > coalesce(o.amount_minor, 0)
      THEN 'is captured, and neither credited nor refunded'
  END AS wrong
  FROM (${rows}) p
  LEFT JOIN fundings f ON f.funding_id = p.funding_id
  LEFT JOIN transfers t ON t.funding_id = p.funding_id
  LEFT JOIN outbox o ON o.funding_id = p.funding_id AND o.state <> 'WITHDRAWN'
  LEFT JOIN LATERAL (
    SELECT (detail->'amount'->>'minor')::numeric AS minor FROM audit
    WHERE subject = p.funding_id AND event = 'payment.captured' LIMIT 1) captured ON true
  LEFT JOIN LATERAL (
    SELECT sum((detail->'amount'->>'minor')::numeric) AS minor FROM audit
    WHERE subject = p.funding_id AND event = 'payment.reversed') reversed ON true
  ORDER BY p.rail, p.payment_id`;

/** Refunds and payouts: what was owed, and what became of it. */
const OUTBOX = (rows: string) => `
  SELECT o.business_key AS key, o.business_key AS name, CASE
    WHEN owed.minor IS DISTINCT FROM o.amount_minor THEN 'is not what the trail says was owed'
    WHEN o.state <> coalesce(ended.state, 'DUE') THEN 'is ' || o.state || ', the trail says ' || coalesce(ended.state, 'DUE')
  END AS wrong
  FROM (${rows}) o
  LEFT JOIN LATERAL (
    SELECT (detail->'amount'->>'minor')::numeric AS minor FROM audit
    WHERE subject = coalesce(o.funding_id, o.payout_id) AND event IN (o.kind || '.owed', 'refund.lowered')
    ORDER BY entry_id DESC LIMIT 1) owed ON true
  LEFT JOIN LATERAL (
    SELECT upper(replace(substr(event, 8), '-', '_')) AS state FROM audit
    WHERE subject = o.business_key AND event LIKE o.kind || '.%' AND event <> 'payout.was-paid' ORDER BY entry_id DESC LIMIT 1) ended ON true
  ORDER BY o.business_key`;

/** The other way round: nothing that the trail tells of is gone. */
const TOLD = (rows: string) => `
  SELECT a.entry_id AS key, a.entry_id::text AS name, CASE
    WHEN a.event LIKE 'payment.%' AND p.payment_id IS NULL THEN 'the ledger has no payment for ' || a.subject
    WHEN a.event = 'identification.decided' AND i.turned_down IS DISTINCT FROM a.detail->>'turnedDown'
      THEN 'what was decided about the player of ' || a.subject || ' is not what the trail says'
    WHEN a.event IN ('refund.owed', 'refund.lowered', 'payout.owed') AND o.business_key IS NULL
      THEN 'the ledger has no ' || split_part(a.event, '.', 1) || ' for ' || a.subject
  END AS wrong
  FROM (${rows}) a
  LEFT JOIN rail_payments p ON a.event LIKE 'payment.%' AND p.funding_id = a.subject
  LEFT JOIN rail_identifications i ON a.event = 'identification.decided' AND i.rail = a.detail->>'rail'
    AND i.payment_id = a.detail->>'paymentId'
  LEFT JOIN outbox o ON a.event IN ('refund.owed', 'refund.lowered', 'payout.owed') AND o.business_key = a.detail->>'key'
  ORDER BY a.entry_id`;

export const paymentRules: readonly LedgerRule[] = [
  { what: 'payment', first: '', sql: PAYMENTS(PAYMENTS_PAGE), ofNew: { byTrail: PAYMENTS(PAYMENTS_TOLD) } },
  { what: 'row of the outbox', first: '', sql: OUTBOX(OUTBOX_PAGE), ofNew: { byTrail: OUTBOX(OUTBOX_TOLD) } },
  { what: 'entry', first: 0, sql: TOLD(ENTRIES_PAGE), ofNew: { byTrail: TOLD(ENTRIES_TOLD) } },
];
