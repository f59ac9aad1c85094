/**
 * What rails are still to do: refunds and payouts. The database writes a row in the transaction that makes it certain
 * (`owe_refund`, `owe_payout`). The rail's answer ends the tries.
 */
import type { Money } from '../../protocol/money.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { OUTBOX_KINDS, SEVERAL_TRIES, statesBefore, type OutboxKind } from './outbox-states.ts';
import { endAlarm, raiseAlarm } from './rail-alarms.ts';
import { stillOwed, tellIfOverpaid } from './refunds.ts';
import { tellIfDoneAfterAll } from './settled-by-hand.ts';

interface Taken {
  /** The business key: under the same one nothing is done twice. */
  readonly key: string;
  readonly amount: Money;
  /** Which try this is, from 1. */
  readonly tries: number;
  /** An earlier try may have reached the rail: also one that this ledger, set back since, has forgotten. */
  readonly mayHaveLeft: boolean;
}

export interface TakenRefund extends Taken {
  readonly kind: 'refund';
  readonly paymentId: string;
}

export interface TakenPayout extends Taken {
  readonly kind: 'payout';
  readonly account: AccountDigest;
  /** null: the player has taken the consent back since. */
  readonly sealedToken: string | null;
}

/** A row that one process has taken for one try. */
export type TakenRow = TakenRefund | TakenPayout;

/** After so many tries without an end a person is told. */
export const ALARM_AFTER_TRIES = 6;

const ALARMS = {
  refund: { open: 'REFUND_OPEN', refused: 'REFUND_REFUSED' },
  payout: { open: 'PAYOUT_OPEN', refused: 'PAYOUT_REFUSED' },
} as const;

const DONE_EVENTS = { refund: 'refund.done', payout: 'payout.paying' } as const;

interface Row extends Record<string, unknown> {
  readonly kind: OutboxKind;
  readonly key: string;
  readonly paymentId: string | null;
  readonly account: AccountDigest | null;
  readonly sealedToken: string | null;
  readonly minor: number;
  readonly currency: string;
  readonly tries: number;
  readonly said: string | null;
  readonly mayHaveLeft: boolean;
}

/**
 * Takes what the rail owes for longest, and counts the try: durable when it resolves, before the first byte leaves
 * [durable-first]. Nobody else takes it before `leaseMs` are over, even when this process dies.
 */
export async function takeDue(
  database: Database,
  rail: string,
  kinds: readonly OutboxKind[],
  leaseMs: number,
): Promise<TakenRow | null> {
  const { rows } = await database.query<Row>(
    `UPDATE outbox SET tries = tries + 1, doubtful = doubtful OR written_in <> server_run() OR written_by <> xmin::text,
       try_at = now() + make_interval(secs => $3::float8 / 1000)
     WHERE business_key = (
       SELECT business_key FROM outbox WHERE rail = $1 AND kind = ANY ($2) AND state = 'DUE' AND try_at <= now()
       ORDER BY try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING kind, business_key AS key, payment_id AS "paymentId", amount_minor AS minor, currency, tries,
               said, ${SEVERAL_TRIES} AS "mayHaveLeft",
               (SELECT account FROM payouts p WHERE p.payout_id = outbox.payout_id) AS account,
               (SELECT sealed_token FROM payouts p JOIN rail_accounts a USING (rail, account)
                WHERE p.payout_id = outbox.payout_id) AS "sealedToken"`,
    [rail, kinds, leaseMs],
  );
  const row = rows[0];
  if (!row) return null;
  const taken = takenRow(row);
  // None of the tries before came to an end that could tell it: their processes died.
  if (taken.tries > ALARM_AFTER_TRIES)
    await database.transaction(async (tx) => raiseAlarm(tx, openAlarm(rail, taken, row.said)));
  return taken;
}

function takenRow({
  kind,
  key,
  paymentId,
  account,
  sealedToken,
  minor,
  currency,
  tries,
  mayHaveLeft,
}: Row): TakenRow {
  const taken = { key, amount: { minor, currency }, tries, mayHaveLeft };
  if (kind === 'refund' && paymentId !== null) return { kind, ...taken, paymentId };
  if (kind === 'payout' && account !== null) return { kind, ...taken, account, sealedToken };
  throw new Error(`${key} of the outbox does not say what it is for`);
}

/** It has been tried often, and is not known to be done. */
const openAlarm = (rail: string, taken: TakenRow, said: string | null) => ({
  rail,
  kind: ALARMS[taken.kind].open,
  subject: taken.key,
  detail: { ...about(taken), said },
});

/** When the rail says that it is done, that holds, whichever try it answers. */
export async function noteDone(
  database: Database,
  rail: string,
  { kind, key }: Pick<TakenRow, 'kind' | 'key'>,
): Promise<void> {
  await database.transaction(async (tx) => {
    const before = kind === 'refund' ? statesBefore(kind, 'DONE') : statesBefore(kind, 'PAYING');
    const { rowCount } = await tx.query(
      `UPDATE outbox SET state = $2, ended_at = coalesce(ended_at, now())
       WHERE business_key = $1 AND state IN ${before}`,
      [key, OUTBOX_KINDS[kind].done],
    );
    // None: an earlier try, or a notification of the rail, has said so; or it came back, or a person has paid.
    if (rowCount === 0) return tellIfDoneAfterAll(tx, rail, { kind, key });
    await recordAudit(tx, DONE_EVENTS[kind], key, { rail });
    await endTries(tx, rail, kind, key, 'The rail says that it is done.');
    if (kind === 'refund') await tellIfOverpaid(tx, rail, key);
  });
}

/** What the tries raised is over: the rail has done what it was asked for. */
export async function endTries(
  tx: Queryable,
  rail: string,
  kind: OutboxKind,
  key: string,
  reason: string,
): Promise<void> {
  for (const alarm of Object.values(ALARMS[kind]))
    await endAlarm(tx, rail, alarm, key, { actor: 'bridge', reason });
}

/**
 * The rail refuses it for good: the alarm for a person is raised in the same transaction. That the rail refused an older try
 * says nothing while a newer one is under way.
 */
export async function noteRefused(
  database: Database,
  rail: string,
  taken: TakenRow,
  said: string,
): Promise<void> {
  const { kind, key } = taken;
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE outbox SET state = 'REFUSED', ended_at = now(), said = $2
       WHERE business_key = $1 AND state = 'DUE' AND tries = $3`,
      [key, said, taken.tries],
    );
    if (rowCount === 0) return; // done by another try, or another one is under way
    await recordAudit(tx, `${kind}.refused`, key, { rail, said });
    const { open, refused } = ALARMS[kind];
    await endAlarm(tx, rail, open, key, { actor: 'bridge', reason: 'The rail refused it.' });
    const amount = kind === 'refund' ? await stillOwed(tx, key) : taken.amount;
    if (amount === null) return withdrawRefused(tx, rail, key);
    await raiseAlarm(tx, { rail, kind: refused, subject: key, detail: { ...about(taken), amount, said } });
  });
}

/** The rail refused a refund, and has taken all of its money back by itself: nobody has to pay it. */
async function withdrawRefused(tx: Queryable, rail: string, key: string): Promise<void> {
  await tx.query(`UPDATE outbox SET state = 'WITHDRAWN' WHERE business_key = $1`, [key]);
  await recordAudit(tx, 'refund.withdrawn', key, { rail });
}

/**
 * It is not known whether it was done: it is tried again after `againMs`, and a person is told when that has gone on for
 * long.
 */
export async function noteUncertain(
  database: Database,
  rail: string,
  taken: TakenRow,
  said: string,
  againMs: number,
): Promise<void> {
  const { key, tries } = taken;
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE outbox SET said = $2, try_at = now() + make_interval(secs => $3::float8 / 1000)
       WHERE business_key = $1 AND state = 'DUE' AND tries = $4`,
      [key, said, againMs, tries],
    );
    if (rowCount === 0 || tries < ALARM_AFTER_TRIES) return;
    await raiseAlarm(tx, openAlarm(rail, taken, said));
  });
}

function about(taken: TakenRow): Record<string, unknown> {
  const { amount } = taken;
  return taken.kind === 'refund'
    ? { paymentId: taken.paymentId, amount }
    : { account: taken.account, amount };
}

/** For metrics: the age of the oldest row that is not done, in seconds; 0: there is none. */
export async function oldestDueSeconds(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(written_at)), 0)::float8 AS age FROM outbox WHERE state = 'DUE'`,
  );
  return rows[0]?.age ?? 0;
}

/** Whether there is a payout of this rail under this key. */
export async function isPayoutOf(queryable: Queryable, rail: string, key: string): Promise<boolean> {
  const { rows } = await queryable.query(
    `SELECT 1 FROM outbox WHERE business_key = $1 AND rail = $2 AND kind = 'payout'`,
    [key, rail],
  );
  return rows.length > 0;
}
