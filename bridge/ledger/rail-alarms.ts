/**
 * Alarms about money at a rail, which a person has to end or to know of. An alarm is raised once for each subject, and
 * ended with a reason.
 */
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';

export const RAIL_ALARM_KINDS = [
  /** A notification came again with other bytes. The second one was not taken. */
  'OTHER_BYTES',
  /** A payment was told of in two ways that cannot both be: the second was not taken. */
  'CONFLICT',
  /** Money was captured, and nothing is decided yet, because the machine is closed. */
  'UNDECIDED',
  /** The rail took money back that may be on a meter, or refunded. */
  'REVERSED',
  'REFUND_REFUSED',
  /** It is not known whether a refund was done; the bridge still tries. */
  'REFUND_OPEN',
  /** The same of payouts. */
  'PAYOUT_REFUSED',
  'PAYOUT_OPEN',
  /** The rail has sent the money of a payout back. */
  'PAYOUT_RETURNED',
  /** It is not known whether a rail that was asked to take money has taken it; the bridge still asks. */
  'CAPTURE_OPEN',
  /** Money of a player is held for nothing, and could not be let go of so far; the bridge still tries. */
  'HOLD_OPEN',
] as const;
export type RailAlarmKind = (typeof RAIL_ALARM_KINDS)[number];

/**
 * Alarms that end by themselves. Until then the bridge works on them, and what a person did as well would be done
 * twice.
 */
export const ENDS_BY_ITSELF: readonly RailAlarmKind[] = [
  'UNDECIDED',
  'REFUND_OPEN',
  'PAYOUT_OPEN',
  'CAPTURE_OPEN',
  'HOLD_OPEN',
];

/** Alarms that end when a person has paid the refund or the payout in another way. */
export const ASKS_FOR_PAYMENT: readonly RailAlarmKind[] = [
  'REFUND_REFUSED',
  'PAYOUT_REFUSED',
  'PAYOUT_RETURNED',
];

interface NewAlarm {
  readonly rail: string;
  readonly kind: RailAlarmKind;
  readonly subject: string;
  readonly detail: Record<string, unknown>;
}

export interface RailAlarm extends NewAlarm {
  readonly alarmId: number;
  readonly raisedAt: Date;
  /** The ledger may have been set back since it was raised, to before a person dealt with it. */
  readonly mayBeDone: boolean;
}

interface By {
  readonly actor: string;
  readonly reason: string;
}

export async function raiseAlarm(tx: Queryable, { rail, kind, subject, detail }: NewAlarm): Promise<void> {
  const { rowCount } = await tx.query(
    'INSERT INTO rail_alarms (rail, kind, subject, detail) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [rail, kind, subject, detail],
  );
  if (rowCount === 1) await recordAudit(tx, 'rail.alarm', subject, { rail, kind, ...detail });
}

/** Ends it if it is open. @returns whether it was. */
export async function endAlarm(
  tx: Queryable,
  rail: string,
  kind: RailAlarmKind,
  subject: string,
  by: By,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE rail_alarms SET ended_at = now(), ended_by = $4, reason = $5
     WHERE rail = $1 AND kind = $2 AND subject = $3 AND ended_at IS NULL`,
    [rail, kind, subject, by.actor, by.reason],
  );
  if (rowCount === 1) await recordAudit(tx, 'rail.alarm-ended', subject, { rail, kind, ...by });
  return rowCount === 1;
}

/** Open ones, oldest first. */
export async function openAlarms(queryable: Queryable): Promise<RailAlarm[]> {
  const { rows } = await queryable.query<RailAlarm & Record<string, unknown>>(
    `${SELECT_ALARM} WHERE ended_at IS NULL ORDER BY raised_at LIMIT 200`,
  );
  return rows;
}

/** @returns null: no open alarm has this number. */
export async function findOpenAlarm(tx: Queryable, alarmId: number): Promise<RailAlarm | null> {
  const { rows } = await tx.query<RailAlarm & Record<string, unknown>>(
    `${SELECT_ALARM} WHERE alarm_id = $1 AND ended_at IS NULL`,
    [alarmId],
  );
  return rows[0] ?? null;
}

export async function countOpenAlarms(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>(
    'SELECT count(*) AS count FROM rail_alarms WHERE ended_at IS NULL',
  );
  return rows[0]?.count ?? 0;
}

const SELECT_ALARM = `SELECT alarm_id AS "alarmId", rail, kind, subject, detail, raised_at AS "raisedAt",
  raised_at < server_run_began() AS "mayBeDone" FROM rail_alarms`;
