/** What rails have told: one row for each notification, with its answer. */
import type { Queryable } from '../platform/postgres/database.ts';

export interface NewNotification {
  readonly rail: string;
  readonly id: string;
  readonly sealedBody: Buffer;
  /** The event in the vocabulary of rails; kept as JSON. */
  readonly event: unknown;
}

/**
 * Keeps the notification, unless one with this id is there. Another process that brings the same one waits until this
 * transaction has ended. The first one is answered before the transaction ends ({@link keepAnswer}).
 * @returns the one that was there before; null: this one is the first.
 */
export async function keepNotification(
  tx: Queryable,
  { rail, id, sealedBody, event }: NewNotification,
): Promise<KeptNotification | null> {
  const { rowCount } = await tx.query(
    `INSERT INTO inbox (rail, notification_id, sealed_body, event) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [rail, id, sealedBody, JSON.stringify(event)],
  );
  if (rowCount === 1) return null;
  const kept = await findNotification(tx, rail, id);
  if (!kept) throw new Error(`notification ${id} of ${rail} is neither new nor kept`);
  return kept;
}

interface KeptNotification {
  readonly sealedBody: Buffer;
  readonly answer: Buffer;
  readonly event: unknown;
}

/** Another process that brings the same one waits until this transaction has ended. @returns null: it is the first. */
export async function lockNotification(
  tx: Queryable,
  rail: string,
  id: string,
): Promise<KeptNotification | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7303))', [`${rail} ${id}`]);
  return findNotification(tx, rail, id);
}

async function findNotification(tx: Queryable, rail: string, id: string): Promise<KeptNotification | null> {
  const { rows } = await tx.query<KeptNotification & Record<string, unknown>>(
    'SELECT sealed_body AS "sealedBody", answer, event FROM inbox WHERE rail = $1 AND notification_id = $2',
    [rail, id],
  );
  return rows[0] ?? null;
}

/** @param isDecided otherwise it is decided later, and the answer stays. */
export async function keepAnswer(
  tx: Queryable,
  rail: string,
  id: string,
  answer: Buffer,
  isDecided: boolean,
): Promise<void> {
  await tx.query(
    `UPDATE inbox SET answer = $3, decided_at = CASE WHEN $4 THEN now() END
     WHERE rail = $1 AND notification_id = $2`,
    [rail, id, answer, isDecided],
  );
}

export async function markDecided(tx: Queryable, rail: string, id: string): Promise<void> {
  await tx.query('UPDATE inbox SET decided_at = now() WHERE rail = $1 AND notification_id = $2', [rail, id]);
}

/** A notification that is kept and not decided, locked until the transaction ends. */
export interface Undecided {
  readonly rail: string;
  readonly id: string;
  /** The event as it was kept. */
  readonly event: unknown;
  readonly tries: number;
  /** The time since it was received. */
  readonly ageMs: number;
}

/** The notification that is to be tried next. Those that another process works on are left out. */
export async function lockUndecided(tx: Queryable): Promise<Undecided | null> {
  const { rows } = await tx.query<Undecided & Record<string, unknown>>(
    `SELECT rail, notification_id AS id, event, tries,
            (extract(epoch FROM clock_timestamp() - received_at) * 1000)::float8 AS "ageMs"
     FROM inbox WHERE decided_at IS NULL AND try_at <= now() ORDER BY try_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return rows[0] ?? null;
}

export async function tryAgainLater(tx: Queryable, rail: string, id: string, againMs: number): Promise<void> {
  await tx.query(
    `UPDATE inbox SET tries = tries + 1, try_at = now() + make_interval(secs => $3::float8 / 1000)
     WHERE rail = $1 AND notification_id = $2 AND decided_at IS NULL`,
    [rail, id, againMs],
  );
}

/** For metrics: the age of the oldest one that is not decided, in seconds; 0: there is none. */
export async function oldestUndecidedSeconds(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS age FROM inbox WHERE decided_at IS NULL`,
  );
  return rows[0]?.age ?? 0;
}
