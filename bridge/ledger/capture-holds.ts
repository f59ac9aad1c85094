/**
 * Money that is held on an account before an attempt to capture is sent. A hold is a row before its first byte leaves
 * [durable-first]; the database sends no attempt whose hold was not approved, and holds nothing twice for a funding.
 */
import type { Money } from '../../protocol/money.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import type { TakenCapture } from './capture-attempts.ts';
import { CAPTURE_STATES, type CaptureState, type Stamp } from './capture-states.ts';
import { HOLD_STATES, OPEN_HOLDS, type HoldState, type KnownHold } from './hold-states.ts';

const named = (states: readonly string[]) => `(${states.map((state) => `'${state}'`).join(', ')})`;
const OPEN = named(OPEN_HOLDS);
const NOTHING_TAKEN = named(
  Object.entries(CAPTURE_STATES)
    .filter(([, { isOpen, money }]) => !isOpen && money === 'not taken')
    .map(([state]) => state),
);

/** The hold of an attempt that one process works on. */
export interface HoldOfCapture {
  readonly reference: string;
  readonly state: HoldState;
  readonly transactionId: string | null;
  readonly isCancelAsked: boolean;
  readonly hours: number;
  /** Since it may have left last. */
  readonly sentMs: number;
}

/** The rail's key of the hold of an attempt. */
export const holdReference = (attempt: string) => `${attempt}.h`;

const SELECT = `
  SELECT reference, state, transaction_id AS "transactionId", cancel_asked_at IS NOT NULL AS "isCancelAsked", hours,
    (extract(epoch FROM clock_timestamp() - sent_at) * 1000)::float8 AS "sentMs"
  FROM capture_holds`;

export async function holdOf(queryable: Queryable, attempt: string): Promise<HoldOfCapture | null> {
  const { rows } = await queryable.query<HoldOfCapture & Record<string, unknown>>(
    `${SELECT} WHERE attempt = $1 AND NOT is_second`,
    [attempt],
  );
  return rows[0] ?? null;
}

/**
 * Durable when it resolves: from here on it may have reached the rail, once more. When `lostMs` are over after a repeat, the rail is
 * asked whether it has both. @returns null: another process has the attempt, or an earlier hold of the funding may still block its
 * money.
 */
export async function markHoldSent(
  database: Database,
  { reference: attempt, tries }: Pick<TakenCapture, 'reference' | 'tries'>,
  hours: number,
  lostMs: number,
): Promise<HoldOfCapture | null> {
  return database.transaction(async (tx) => {
    const { rows: mine } = await tx.query<{ fundingId: string }>(
      `SELECT funding_id AS "fundingId" FROM capture_attempts WHERE reference = $1 AND tries = $2 AND state = 'ORDERED' FOR UPDATE`,
      [attempt, tries],
    );
    const [ours] = mine;
    if (!ours) return null;
    const again = await tx.query(
      `UPDATE capture_holds SET sent_at = now(), look_at = now() + make_interval(secs => $2::float8 / 1000)
       WHERE attempt = $1 AND NOT is_second AND state = 'SENT'`,
      [attempt, lostMs],
    );
    if (again.rowCount === 1) return holdOf(tx, attempt);
    const { rowCount } = await tx.query(
      `INSERT INTO capture_holds (reference, attempt, hours)
       SELECT $4, $1, $2::int WHERE NOT EXISTS (
         SELECT 1 FROM capture_holds h JOIN capture_attempts c ON c.reference = h.attempt
         WHERE c.funding_id = $3 AND (h.state IN ${OPEN} OR h.attempt = $1))`,
      [attempt, hours, ours.fundingId, holdReference(attempt)],
    );
    if (rowCount === 0) return null;
    await recordAudit(tx, 'hold.ordered', ours.fundingId, { attempt, hours });
    return holdOf(tx, attempt);
  });
}

/** It holds nothing: the rail did not take it, it never arrived, or its time is over. */
export async function endHold(
  tx: Queryable,
  { reference, attempt }: { readonly reference: string; readonly attempt: string },
  state: 'REFUSED' | 'EXPIRED',
  said: string,
): Promise<void> {
  const from = named(OPEN_HOLDS.filter((open) => HOLD_STATES[open].next.includes(state)));
  const { rowCount } = await tx.query(
    `UPDATE capture_holds SET state = $2, said = $3 WHERE reference = $1 AND state IN ${from}`,
    [reference, state, said],
  );
  if (rowCount === 1) await recordAudit(tx, 'hold.told', attempt, { reference, state, said });
}

/** Durable when it resolves, before the rail is asked to cancel it. */
export async function markHoldCancelAsked(queryable: Queryable, reference: string): Promise<void> {
  await queryable.query(
    'UPDATE capture_holds SET cancel_asked_at = coalesce(cancel_asked_at, now()) WHERE reference = $1',
    [reference],
  );
}

/** A hold that something is told of. It and its attempt are locked until the transaction ends. */
export interface ToldHold extends KnownHold {
  readonly reference: string;
  readonly attempt: string;
  readonly isSecond: boolean;
  readonly transactionId: string | null;
  readonly isCancelAsked: boolean;
  readonly amount: Money;
  readonly attemptState: CaptureState;
}

/** By the rail's id, else by our reference, whichever transaction the rail has it as. */
export async function lockHold(
  tx: Queryable,
  transactionId: string,
  reference: string | null,
): Promise<ToldHold | null> {
  const { rows: found } = await tx.query<{ reference: string; attempt: string }>(
    `SELECT reference, attempt FROM capture_holds WHERE transaction_id = $1 OR reference = $2
     ORDER BY transaction_id = $1 DESC NULLS LAST LIMIT 1`,
    [transactionId, reference],
  );
  const [known] = found;
  if (!known) return null;
  // The attempt first, as everybody who needs both.
  await tx.query('SELECT 1 FROM capture_attempts WHERE reference = $1 FOR UPDATE', [known.attempt]);
  const { rows } = await tx.query<
    Omit<ToldHold, 'amount' | 'stamp'> & {
      minor: number;
      currency: string;
      toldMs: number | null;
      toldEvent: string | null;
    }
  >(
    `SELECT h.reference, h.attempt, h.is_second AS "isSecond", h.state, h.transaction_id AS "transactionId",
       h.cancel_asked_at IS NOT NULL AS "isCancelAsked", h.told_ms AS "toldMs", h.told_event AS "toldEvent",
       c.amount_minor AS minor, c.currency, c.state AS "attemptState"
     FROM capture_holds h JOIN capture_attempts c ON c.reference = h.attempt WHERE h.reference = $1 FOR UPDATE OF h`,
    [known.reference],
  );
  const [row] = rows;
  if (!row) return null;
  const { minor, currency, toldMs, toldEvent, ...told } = row;
  const stamp = toldMs === null || toldEvent === null ? null : { atMs: toldMs, eventId: toldEvent };
  return { ...told, amount: { minor, currency }, stamp };
}

/** The caller has locked it. */
export async function changeHold(
  tx: Queryable,
  hold: ToldHold,
  { state, stamp, transactionId, said }: KnownHold & { transactionId: string | null; said: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE capture_holds SET state = $2, told_ms = $3, told_event = $4, transaction_id = coalesce(transaction_id, $5),
       said = coalesce($6, said) WHERE reference = $1`,
    [hold.reference, state, stamp?.atMs ?? null, stamp?.eventId ?? null, transactionId, said],
  );
  if (state === hold.state) return;
  const { reference, state: was } = hold;
  await recordAudit(tx, 'hold.told', hold.attempt, { reference, was, state, transactionId });
}

/** The rail has another one under the reference of a hold. It is cancelled as one that is left over. */
export async function addSecondHold(
  tx: Queryable,
  { reference, attempt }: ToldHold,
  { transactionId, state, stamp }: { transactionId: string; state: HoldState; stamp: Stamp | null },
): Promise<void> {
  await tx.query(
    `INSERT INTO capture_holds (reference, attempt, is_second, hours, state, transaction_id, told_ms, told_event)
     SELECT left(reference || '/' || $2, 100), attempt, true, hours, $3, $2, $4, $5 FROM capture_holds WHERE reference = $1`,
    [reference, transactionId, state, stamp?.atMs ?? null, stamp?.eventId ?? null],
  );
  await recordAudit(tx, 'hold.told', attempt, { reference, state, transactionId, isSecond: true });
}

/** A hold whose attempt took nothing, or that is there twice. */
export interface LeftHold extends HoldOfCapture {
  readonly attempt: string;
  readonly amount: Money;
  readonly tries: number;
  /** The rail itself does not hold it any longer. */
  readonly isPast: boolean;
}

/** Takes the one that waits for longest. Nobody else takes it before `leaseMs` are over. */
export async function takeLeftHold(queryable: Queryable, leaseMs: number): Promise<LeftHold | null> {
  const { rows } = await queryable.query<Omit<LeftHold, 'amount'> & { minor: number; currency: string }>(
    `UPDATE capture_holds h SET try_at = now() + make_interval(secs => $1::float8 / 1000), tries = h.tries + 1
     FROM capture_attempts c WHERE c.reference = h.attempt AND h.reference = (
       SELECT d.reference FROM capture_holds d JOIN capture_attempts a ON a.reference = d.attempt
       WHERE d.state IN ${OPEN} AND (a.state IN ${NOTHING_TAKEN} OR d.is_second) AND d.try_at <= now()
       ORDER BY d.try_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
     RETURNING h.reference, h.attempt, h.state, h.transaction_id AS "transactionId", h.tries, h.hours,
       h.cancel_asked_at IS NOT NULL AS "isCancelAsked", c.amount_minor AS minor, c.currency,
       (extract(epoch FROM clock_timestamp() - h.sent_at) * 1000)::float8 AS "sentMs",
       h.sent_at < now() - make_interval(hours => h.hours + 1) AS "isPast"`,
    [leaseMs],
  );
  const [row] = rows;
  if (!row) return null;
  const { minor, currency, ...left } = row;
  return { ...left, amount: { minor, currency } };
}

/** A hold that was asked for more than once. */
export interface RepeatedHold {
  readonly reference: string;
  readonly amount: Money;
}

/** Takes the one that waits for longest. It is taken again after `againMs`, until it was looked for. */
export async function takeRepeatedHold(queryable: Queryable, againMs: number): Promise<RepeatedHold | null> {
  const { rows } = await queryable.query<{ reference: string; minor: number; currency: string }>(
    `UPDATE capture_holds h SET look_at = now() + make_interval(secs => $1::float8 / 1000)
     FROM capture_attempts c WHERE c.reference = h.attempt AND h.reference = (
       SELECT reference FROM capture_holds WHERE look_at <= now() ORDER BY look_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING h.reference, c.amount_minor AS minor, c.currency`,
    [againMs],
  );
  const [row] = rows;
  if (!row) return null;
  const { reference, minor, currency } = row;
  return { reference, amount: { minor, currency } };
}

export async function noteLookedFor(queryable: Queryable, reference: string): Promise<void> {
  await queryable.query('UPDATE capture_holds SET look_at = NULL WHERE reference = $1', [reference]);
}

export async function tryHoldLater(
  queryable: Queryable,
  reference: string,
  said: string | null,
  againMs: number,
): Promise<void> {
  await queryable.query(
    `UPDATE capture_holds SET said = coalesce($2, said), try_at = now() + make_interval(secs => $3::float8 / 1000)
     WHERE reference = $1`,
    [reference, said, againMs],
  );
}
