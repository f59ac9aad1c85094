/** What is still owed of a refund, and how it is noticed that more money went back than the rail has left us. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { RAIL_REFUNDS } from './outbox-states.ts';
import { endAlarm, raiseAlarm } from './rail-alarms.ts';
import { OPEN_STATUSES } from './transfer-predicates.ts';

/** SQL: what the rail has left us of a payment, less what was credited and refunded, or may be. */
const LEFT = `captured_minor - reversed_minor
  - coalesce((SELECT CASE WHEN status IN ${OPEN_STATUSES} THEN amount_minor ELSE credited_minor END
              FROM transfers t WHERE t.funding_id = p.funding_id), 0)
  - coalesce((SELECT CASE WHEN state IN ${RAIL_REFUNDS} THEN amount_minor ELSE hand_minor END
              FROM outbox o WHERE o.business_key = 'refund-' || p.funding_id), 0)`;

/** What a person has to pay of a refund that the rail refused. null: nothing, since the rail took it back by itself. */
export async function stillOwed(tx: Queryable, key: string): Promise<Money | null> {
  const { rows } = await tx.query<{ minor: number; currency: string }>(
    `SELECT least(o.amount_minor, p.captured_minor - p.reversed_minor
                  - coalesce((SELECT credited_minor FROM transfers t WHERE t.funding_id = p.funding_id), 0)) AS minor,
            p.currency
     FROM outbox o JOIN rail_payments p USING (rail, payment_id) WHERE o.business_key = $1`,
    [key],
  );
  const owed = rows[0];
  return owed && owed.minor > 0 ? owed : null;
}

/** More was taken back, credited and refunded than was captured, or may have been. The caller has changed one of these. */
export async function isOverpaid(tx: Queryable, fundingId: string): Promise<boolean> {
  const { rows } = await tx.query(
    `SELECT 1 FROM rail_payments p WHERE funding_id = $1 AND captured_minor IS NOT NULL AND ${LEFT} < 0`,
    [fundingId],
  );
  return rows.length > 0;
}

/**
 * A refund is done. Where that is more than the rail has left us, and nobody was told when the rail took its money back,
 * since the refund was refused then, a person is told.
 */
export async function tellIfOverpaid(tx: Queryable, rail: string, key: string): Promise<void> {
  const { rows } = await tx.query<{ paymentId: string; fundingId: string }>(
    `SELECT payment_id AS "paymentId", funding_id AS "fundingId" FROM outbox o WHERE business_key = $1
     AND NOT EXISTS (SELECT 1 FROM rail_alarms a
                     WHERE a.rail = o.rail AND a.kind = 'REVERSED' AND a.detail->>'fundingId' = o.funding_id)`,
    [key],
  );
  const row = rows[0];
  if (!row || !(await isOverpaid(tx, row.fundingId))) return;
  const { paymentId, fundingId } = row;
  await raiseAlarm(tx, { rail, kind: 'REVERSED', subject: key, detail: { paymentId, fundingId } });
}

/** The rail has taken money back: what is open of its refund for a person says what is owed now. */
export async function lowerWhatIsAsked(tx: Queryable, rail: string, fundingId: string): Promise<void> {
  const key = `refund-${fundingId}`;
  const owed = await stillOwed(tx, key);
  if (owed === null) {
    const by = { actor: 'bridge', reason: 'The rail has taken the money back by itself.' };
    await endAlarm(tx, rail, 'REFUND_REFUSED', key, by);
    return;
  }
  const { rowCount } = await tx.query(
    `UPDATE rail_alarms SET detail = detail || jsonb_build_object('amount', $3::jsonb)
     WHERE rail = $1 AND kind = 'REFUND_REFUSED' AND subject = $2 AND ended_at IS NULL`,
    [rail, key, owed],
  );
  if (rowCount === 1)
    await recordAudit(tx, 'rail.alarm', key, { rail, kind: 'REFUND_REFUSED', amount: owed });
}
