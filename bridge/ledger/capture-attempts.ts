/**
 * What a rail is asked to take from an account on file. An attempt is a row before its first byte leaves [durable-first]. The
 * database lets at most one of a funding be open [exactly-once] (`check_capture_attempt_new`).
 */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';
import {
  CAPTURE_STATES,
  OPEN_CAPTURES,
  type CaptureState,
  type KnownCapture,
  type Stamp,
} from './capture-states.ts';

const named = (states: readonly string[]) => `(${states.map((state) => `'${state}'`).join(', ')})`;
const OPEN = named(OPEN_CAPTURES);
const BEFORE_REFUSED = named(
  Object.entries(CAPTURE_STATES)
    .filter(([, { next }]) => next.includes('REFUSED'))
    .map(([state]) => state),
);
const OVER = named(
  Object.entries(CAPTURE_STATES)
    .filter(([, { isOpen, money }]) => !isOpen && money === 'not taken')
    .map(([state]) => state),
);

/** The player may need this long at the bank. After it nobody knows who sits at the machine, and nothing is taken any more. */
const PAY_WITHIN = `interval '10 minutes'`;

/**
 * Orders an attempt, unless another one of the funding may still take money or has, or its number was used. @returns its
 * reference; null: it was not ordered. `isByCard`: from an account of another phone, which a player's card opens.
 */
export async function orderCapture(
  tx: Queryable,
  {
    fundingId,
    accountId,
    number,
    isByCard = false,
  }: { fundingId: string; accountId: string; number: number; isByCard?: boolean },
): Promise<string | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7302))', [fundingId]);
  const { rows } = await tx.query<{ reference: string }>(
    `INSERT INTO capture_attempts (reference, funding_id, number, account_id, by_card, amount_minor, currency)
     SELECT p.funding_id || '.' || $3::int, p.funding_id, $3::int, a.account_id, $4, p.amount_minor, p.currency
     FROM page_payments p JOIN on_file_accounts a ON CASE WHEN $4
       THEN a.payer <> p.payer AND EXISTS (SELECT 1 FROM cards k WHERE k.payer = a.payer) ELSE a.payer = p.payer END
     WHERE p.funding_id = $1 AND a.account_id = $2 AND a.forgotten_at IS NULL AND a.verified AND p.begun_at > now() - ${PAY_WITHIN}
       AND $3::int = 1 + (SELECT coalesce(max(c.number), 0) FROM capture_attempts c WHERE c.funding_id = $1)
       AND NOT EXISTS (SELECT 1 FROM capture_attempts c WHERE c.funding_id = $1
         AND (c.captured_at IS NOT NULL OR c.state NOT IN ${OVER}))
       AND NOT EXISTS (SELECT 1 FROM rail_payments r WHERE r.funding_id = $1)
     RETURNING reference`,
    [fundingId, accountId, number, isByCard],
  );
  const [ordered] = rows;
  if (!ordered) return null;
  await recordAudit(tx, 'capture.ordered', fundingId, { ...ordered, accountId, isByCard });
  return ordered.reference;
}

/** An attempt that one process works on. */
export interface TakenCapture {
  readonly reference: string;
  readonly fundingId: string;
  readonly asset: string;
  readonly amount: Money;
  readonly state: CaptureState;
  /** It may have reached the rail, also where this ledger, set back since, has forgotten that. */
  readonly mayHaveLeft: boolean;
  readonly transactionId: string | null;
  readonly authorizationId: string;
  /** null: the rail has not said which account it is. */
  readonly account: AccountDigest | null;
  readonly sealedSplitToken: Buffer | null;
  readonly isForgotten: boolean;
  readonly isCancelAsked: boolean;
  readonly tries: number;
  /** Why it is refused, once it is certain that nothing of it was taken; null: there is no such reason. */
  readonly failure: string | null;
  /** Since it was ordered. */
  readonly ageMs: number;
  /** Since it may have left last; null: as far as this ledger knows it never has. */
  readonly sentMs: number | null;
}

/**
 * Takes the attempt that waits for longest. Nobody else takes it before `leaseMs` are over, even when this process dies. One
 * whose account has no name yet waits for it, for `unnamedMs` at most.
 */
export async function takeDueCapture(
  queryable: Queryable,
  leaseMs: number,
  unnamedMs: number,
): Promise<TakenCapture | null> {
  const { rows } = await queryable.query<Omit<TakenCapture, 'amount'> & { minor: number; currency: string }>(
    `UPDATE capture_attempts c SET try_at = now() + make_interval(secs => $1::float8 / 1000), tries = tries + 1
     FROM on_file_accounts a, page_payments p
     WHERE a.account_id = c.account_id AND p.funding_id = c.funding_id AND c.reference = (
       SELECT reference FROM capture_attempts d JOIN on_file_accounts b USING (account_id)
       WHERE d.state IN ${OPEN} AND d.captured_at IS NULL AND d.try_at <= now()
         AND (b.account IS NOT NULL OR d.ordered_at < now() - make_interval(secs => $2::float8 / 1000))
       ORDER BY d.try_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
     RETURNING c.reference, c.funding_id AS "fundingId", p.asset, c.amount_minor AS minor, c.currency, c.state,
       c.state <> 'ORDERED' OR c.doubtful AS "mayHaveLeft", c.transaction_id AS "transactionId",
       a.authorization_id AS "authorizationId", a.account, a.sealed_split_token AS "sealedSplitToken",
       a.forgotten_at IS NOT NULL AS "isForgotten", c.cancel_asked_at IS NOT NULL AS "isCancelAsked", c.tries, c.failure,
       (extract(epoch FROM clock_timestamp() - c.ordered_at) * 1000)::float8 AS "ageMs",
       (extract(epoch FROM clock_timestamp() - c.sent_at) * 1000)::float8 AS "sentMs"`,
    [leaseMs, unnamedMs],
  );
  const [row] = rows;
  if (!row) return null;
  const { minor, currency, ...taken } = row;
  return { ...taken, amount: { minor, currency } };
}

/** Durable when it resolves: from here on it may have reached the rail, once more. @returns false: somebody else has it. */
export async function markSent(queryable: Queryable, { reference, tries }: TakenCapture): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `UPDATE capture_attempts SET state = 'SENT', sent_at = now() WHERE reference = $1 AND state IN ${BEFORE_REFUSED} AND tries = $2`,
    [reference, tries],
  );
  return rowCount === 1;
}

/** Durable when it resolves, before the rail is asked to cancel it. */
export async function markCancelAsked(queryable: Queryable, reference: string): Promise<void> {
  await queryable.query(
    'UPDATE capture_attempts SET cancel_asked_at = coalesce(cancel_asked_at, now()) WHERE reference = $1',
    [reference],
  );
}

/**
 * It is not to be taken, and an earlier sending of it may take money all the same: the rail is asked until that is certain.
 * Durable when it resolves.
 */
export async function doubtRefusal(
  queryable: Queryable,
  { reference, tries }: Pick<TakenCapture, 'reference' | 'tries'>,
  failure: string | null,
  said: string,
): Promise<void> {
  await queryable.query(
    `UPDATE capture_attempts SET state = 'SENT', sent_at = coalesce(sent_at, now()), failure = coalesce($2, failure), said = $3
     WHERE reference = $1 AND tries = $4 AND state IN ${BEFORE_REFUSED}`,
    [reference, failure, said, tries],
  );
}

/**
 * It has certainly taken nothing: it was not sent, or the rail did not take it. @returns its account; null: it is over, or
 * another process has taken it since, and may have sent it.
 */
export async function refuseCapture(
  tx: Queryable,
  { reference, tries }: Pick<TakenCapture, 'reference' | 'tries'>,
  failure: string | null,
  said: string,
): Promise<string | null> {
  const { rows } = await tx.query<{ fundingId: string; accountId: string }>(
    `UPDATE capture_attempts SET state = 'REFUSED', failure = coalesce($2, failure), said = $3
     WHERE reference = $1 AND tries = $4 AND state IN ${BEFORE_REFUSED}
     RETURNING funding_id AS "fundingId", account_id AS "accountId"`,
    [reference, failure, said, tries],
  );
  const [refused] = rows;
  if (!refused) return null;
  await recordAudit(tx, 'capture.told', refused.fundingId, { reference, state: 'REFUSED', failure, said });
  return refused.accountId;
}

/**
 * The money for it is not held: it was not sent, and is not. The caller has locked it. Where it may have left before this
 * ledger was set back, the rail is asked first. @returns what is needed for another attempt; null: it was sent, may have left, or
 * is over.
 */
export async function endUnsent(
  tx: Queryable,
  reference: string,
  { failure, declineCode, said }: { failure: string | null; declineCode: string | null; said: string },
): Promise<UnsentCapture | null> {
  const { rowCount: doubtful } = await tx.query(
    `UPDATE capture_attempts c SET try_at = now(), tries = tries + 1, failure = coalesce($2, failure),
       decline_code = coalesce($3, decline_code), said = $4
     WHERE c.reference = $1 AND c.state = 'ORDERED'
       AND (c.doubtful OR c.ordered_in <> server_run() OR c.written_by <> c.xmin::text)`,
    [reference, failure, declineCode, said],
  );
  if (doubtful === 1) return null;
  const { rows } = await tx.query<UnsentCapture & Record<string, unknown>>(
    `UPDATE capture_attempts c SET state = 'REFUSED', failure = $2, decline_code = $3, said = $4
     FROM page_payments p WHERE p.funding_id = c.funding_id AND c.reference = $1 AND c.state = 'ORDERED'
     RETURNING c.funding_id AS "fundingId", c.account_id AS "accountId", c.number, c.by_card AS "isByCard",
       (extract(epoch FROM clock_timestamp() - p.begun_at) * 1000)::float8 AS "begunMs"`,
    [reference, failure, declineCode, said],
  );
  const [ended] = rows;
  if (!ended) return null;
  await recordAudit(tx, 'capture.told', ended.fundingId, { reference, state: 'REFUSED', failure, said });
  return ended;
}

export type UnsentCapture = Pick<ToldCapture, 'fundingId' | 'accountId' | 'number' | 'isByCard' | 'begunMs'>;

/** The money for it is held: it is due at once, for whoever takes it next. Who has it now does not send it to sleep. */
export async function makeDue(tx: Queryable, reference: string): Promise<void> {
  await tx.query(
    `UPDATE capture_attempts SET try_at = now(), tries = tries + 1 WHERE reference = $1 AND state = 'ORDERED'`,
    [reference],
  );
}

/** It is looked at again after `againMs`, unless another process has taken it since. */
export async function lookAgain(
  queryable: Queryable,
  { reference, tries }: TakenCapture,
  said: string | null,
  againMs: number,
): Promise<void> {
  await queryable.query(
    `UPDATE capture_attempts SET said = coalesce($3, said), try_at = now() + make_interval(secs => $4::float8 / 1000)
     WHERE reference = $1 AND tries = $2 AND state IN ${OPEN}`,
    [reference, tries, said, againMs],
  );
}

/** An attempt that something is told of, locked until the transaction ends. */
export interface ToldCapture extends KnownCapture {
  readonly reference: string;
  readonly fundingId: string;
  readonly number: number;
  readonly accountId: string;
  readonly isByCard: boolean;
  readonly account: AccountDigest | null;
  readonly authorizationId: string;
  readonly isForgotten: boolean;
  readonly asset: string;
  readonly amount: Money;
  readonly transactionId: string | null;
  readonly isCancelAsked: boolean;
  /** It was captured of what was held, if at all. */
  readonly isOfHold: boolean;
  readonly ageMs: number;
  /** Of the payment: the time since the player began. */
  readonly begunMs: number;
}

/** By the rail's id, else by our reference. */
export async function lockCapture(
  tx: Queryable,
  transactionId: string,
  reference: string | null,
): Promise<ToldCapture | null> {
  return toldCapture(
    tx,
    'c.transaction_id = $1 OR (c.transaction_id IS NULL AND c.reference = $2) FOR UPDATE OF c',
    [transactionId, reference],
  );
}

/** By our reference, whichever transaction the rail has it as. */
export async function findAttempt(queryable: Queryable, reference: string): Promise<ToldCapture | null> {
  return toldCapture(queryable, 'c.reference = $1', [reference]);
}

async function toldCapture(
  queryable: Queryable,
  where: string,
  values: (string | null)[],
): Promise<ToldCapture | null> {
  const { rows } = await queryable.query<
    Omit<ToldCapture, 'amount' | 'stamp'> & {
      minor: number;
      currency: string;
      toldMs: number | null;
      toldEvent: string | null;
    }
  >(
    `SELECT c.reference, c.funding_id AS "fundingId", c.number, c.account_id AS "accountId", c.by_card AS "isByCard", a.account,
       a.authorization_id AS "authorizationId", a.forgotten_at IS NOT NULL AS "isForgotten", p.asset,
       c.amount_minor AS minor, c.currency, c.state, c.transaction_id AS "transactionId", c.told_ms AS "toldMs", c.told_event AS "toldEvent",
       c.captured_at IS NOT NULL AS "wasCaptured", c.reversed_at IS NOT NULL AS "wasReversed",
       c.cancel_asked_at IS NOT NULL AS "isCancelAsked",
       EXISTS (SELECT 1 FROM capture_holds h WHERE h.attempt = c.reference AND NOT h.is_second AND h.transaction_id IS NOT NULL)
         AS "isOfHold",
       (extract(epoch FROM clock_timestamp() - c.ordered_at) * 1000)::float8 AS "ageMs",
       (extract(epoch FROM clock_timestamp() - p.begun_at) * 1000)::float8 AS "begunMs"
     FROM capture_attempts c JOIN on_file_accounts a USING (account_id) JOIN page_payments p USING (funding_id)
     WHERE ${where}`,
    values,
  );
  const [row] = rows;
  if (!row) return null;
  const { minor, currency, toldMs, toldEvent, ...told } = row;
  const stamp = toldMs === null || toldEvent === null ? null : { atMs: toldMs, eventId: toldEvent };
  return { ...told, amount: { minor, currency }, stamp };
}

/** Whether the money of another attempt of the same funding was told of. Of two that are told of at once, one is the first. */
export async function wasPaidByAnother(
  tx: Queryable,
  { fundingId, reference }: Pick<ToldCapture, 'fundingId' | 'reference'>,
): Promise<boolean> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7302))', [fundingId]);
  const { rowCount } = await tx.query(
    'SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND reference <> $2 AND captured_at IS NOT NULL LIMIT 1',
    [fundingId, reference],
  );
  return rowCount === 1;
}

interface CaptureChange {
  readonly state: CaptureState;
  readonly stamp: Stamp | null;
  readonly transactionId: string | null;
  readonly isCaptured: boolean;
  readonly isReversed: boolean;
  readonly failure: string | null;
  readonly declineCode: string | null;
  readonly said: string | null;
}

/** The caller has locked it. */
export async function changeCapture(
  tx: Queryable,
  capture: ToldCapture,
  change: CaptureChange,
): Promise<void> {
  const { state, stamp, transactionId, isCaptured, isReversed, failure, declineCode, said } = change;
  await tx.query(
    `UPDATE capture_attempts SET state = $2, told_ms = $3, told_event = $4, transaction_id = coalesce(transaction_id, $5),
       sent_at = coalesce(sent_at, now()), captured_at = CASE WHEN $6 THEN coalesce(captured_at, now()) ELSE captured_at END,
       reversed_at = CASE WHEN $7 THEN coalesce(reversed_at, now()) ELSE reversed_at END,
       failure = coalesce($8, failure), decline_code = coalesce($9, decline_code), said = coalesce($10, said)
     WHERE reference = $1`,
    [
      capture.reference,
      state,
      stamp?.atMs ?? null,
      stamp?.eventId ?? null,
      transactionId,
      isCaptured,
      isReversed,
      failure,
      declineCode,
      said,
    ],
  );
  // What was held for it is used up: nobody has to cancel it.
  if (isCaptured)
    await tx.query(`UPDATE capture_holds SET try_at = 'infinity' WHERE attempt = $1 AND NOT is_second`, [
      capture.reference,
    ]);
  if (state !== capture.state) {
    const { reference, state: was } = capture;
    await recordAudit(tx, 'capture.told', capture.fundingId, {
      reference,
      was,
      state,
      transactionId,
      failure,
    });
  }
}

/** The newest attempt of a funding, for the player's page. */
export interface NewestCapture {
  readonly number: number;
  readonly accountId: string;
  readonly authorizationId: string;
  readonly isForgotten: boolean;
  readonly isByCard: boolean;
  readonly state: CaptureState;
  readonly wasCaptured: boolean;
  readonly wasReversed: boolean;
  readonly failure: string | null;
  readonly declineCode: string | null;
}

export async function newestCapture(queryable: Queryable, fundingId: string): Promise<NewestCapture | null> {
  const { rows } = await queryable.query<NewestCapture & Record<string, unknown>>(
    `SELECT c.number, c.account_id AS "accountId", a.authorization_id AS "authorizationId", c.state,
       a.forgotten_at IS NOT NULL AS "isForgotten", c.by_card AS "isByCard",
       c.captured_at IS NOT NULL AS "wasCaptured", c.reversed_at IS NOT NULL AS "wasReversed", c.failure,
       c.decline_code AS "declineCode"
     FROM capture_attempts c JOIN on_file_accounts a USING (account_id)
     WHERE c.funding_id = $1 ORDER BY c.number DESC LIMIT 1`,
    [fundingId],
  );
  return rows[0] ?? null;
}
