/**
 * What rails are still to do. The database writes a row in the transaction that makes the refund certain
 * (`owe_refund`). The rail's answer ends it.
 */
import type { Money } from '../../protocol/money.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { endAlarm, raiseAlarm } from './rail-alarms.ts';

/** A refund that one process has taken for one try. */
export interface TakenRefund {
  /** The business key: under the same one nothing is done twice. */
  readonly key: string;
  readonly paymentId: string;
  readonly amount: Money;
  /** Which try this is, from 1. */
  readonly tries: number;
  /** An earlier try may have reached the rail: also one that this ledger, set back since, has forgotten. */
  readonly mayHaveLeft: boolean;
}

/** After so many tries without an end a person is told. */
export const ALARM_AFTER_TRIES = 6;

/**
 * Takes the refund of the rail that waits longest, and counts the try: durable when it resolves, before the first byte
 * leaves [durable-first]. Nobody else takes it before `leaseMs` are over, even when this process dies.
 */
export async function takeRefund(
  database: Database,
  rail: string,
  leaseMs: number,
): Promise<TakenRefund | null> {
  const { rows } = await database.query<{
    key: string;
    paymentId: string;
    minor: number;
    currency: string;
    tries: number;
    mayHaveLeft: boolean;
  }>(
    `UPDATE outbox SET tries = tries + 1, try_at = now() + make_interval(secs => $2::float8 / 1000)
     WHERE business_key = (
       SELECT business_key FROM outbox WHERE rail = $1 AND state = 'DUE' AND try_at <= now()
       ORDER BY try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING business_key AS key, payment_id AS "paymentId", amount_minor AS minor, currency, tries,
               tries > 1 OR written_in <> server_run() AS "mayHaveLeft"`,
    [rail, leaseMs],
  );
  const row = rows[0];
  if (!row) return null;
  const { key, paymentId, minor, currency, tries, mayHaveLeft } = row;
  return { key, paymentId, amount: { minor, currency }, tries, mayHaveLeft };
}

/** When the rail says that the refund is done, that holds, whichever try it answers. */
export async function noteDone(database: Database, rail: string, key: string): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE outbox SET state = 'DONE', ended_at = now() WHERE business_key = $1 AND state IN ('DUE', 'REFUSED')`,
      [key],
    );
    if (rowCount === 0) return; // an earlier try has said so
    await recordAudit(tx, 'refund.done', key, { rail });
    const by = { actor: 'bridge', reason: 'The rail says that it is done.' };
    for (const kind of ['REFUND_OPEN', 'REFUND_REFUSED'] as const) await endAlarm(tx, rail, kind, key, by);
  });
}

/** The rail refuses the refund for good: the alarm for a person is raised in the same transaction. */
export async function noteRefused(
  database: Database,
  rail: string,
  { key, paymentId, amount }: TakenRefund,
  said: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE outbox SET state = 'REFUSED', ended_at = now(), said = $2 WHERE business_key = $1 AND state = 'DUE'`,
      [key, said],
    );
    if (rowCount === 0) return; // done by another try
    await recordAudit(tx, 'refund.refused', key, { rail, said });
    await endAlarm(tx, rail, 'REFUND_OPEN', key, { actor: 'bridge', reason: 'The rail refused it.' });
    await raiseAlarm(tx, { rail, kind: 'REFUND_REFUSED', subject: key, detail: { paymentId, amount, said } });
  });
}

/**
 * It is not known whether the refund was done: it is tried again after `againMs`, and a person is told when that has
 * gone on for long.
 */
export async function noteUncertain(
  database: Database,
  rail: string,
  { key, paymentId, amount, tries }: TakenRefund,
  said: string,
  againMs: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE outbox SET said = $2, try_at = now() + make_interval(secs => $3::float8 / 1000)
       WHERE business_key = $1 AND state = 'DUE' AND tries = $4`,
      [key, said, againMs, tries],
    );
    if (rowCount === 0 || tries < ALARM_AFTER_TRIES) return;
    await raiseAlarm(tx, { rail, kind: 'REFUND_OPEN', subject: key, detail: { paymentId, amount, said } });
  });
}

/**
 * Withdraws a refund that has certainly not left, when the rail took back at least as much by itself. @returns whether
 * it did.
 */
export async function withdrawUntried(tx: Queryable, fundingId: string, reversed: Money): Promise<boolean> {
  const { rows } = await tx.query<{ key: string }>(
    `UPDATE outbox SET state = 'WITHDRAWN', ended_at = now()
     WHERE funding_id = $1 AND state = 'DUE' AND tries = 0 AND written_in = server_run() AND amount_minor <= $2
     RETURNING business_key AS key`,
    [fundingId, reversed.minor],
  );
  for (const { key } of rows) await recordAudit(tx, 'refund.withdrawn', key, { reversed });
  return rows.length > 0;
}

/** For metrics: the age of the oldest row that is not done, in seconds; 0: there is none. */
export async function oldestDueSeconds(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(written_at)), 0)::float8 AS age FROM outbox WHERE state = 'DUE'`,
  );
  return rows[0]?.age ?? 0;
}
