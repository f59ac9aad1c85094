/**
 * The exclusion lists, line by line. A line is never deleted: it ends, and the row says who added it, who ended it and when.
 * Nothing here has an id of anybody, only its digest [no-personal-data].
 */
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest, PersonDigest, PlayerDigest } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';

export const EXCLUSION_SOURCE_PATTERN = '^[a-z0-9][a-z0-9._-]{0,39}$';

/** By whose digest a line excludes. */
type Excluded =
  | { readonly kind: 'account'; readonly subject: AccountDigest }
  | { readonly kind: 'player'; readonly subject: PlayerDigest }
  | { readonly kind: 'person'; readonly subject: PersonDigest };

/** A line of a list. `from` null: since it was added; `until` null: until it is taken back. */
export type ListedExclusion = Excluded & { readonly from: Date | null; readonly until: Date | null };

/** A line that has not ended. */
export type PresentExclusion = ListedExclusion & {
  readonly exclusionId: number;
  readonly source: string;
  readonly addedAt: Date;
  readonly addedBy: string;
};

export interface ExclusionSource {
  readonly source: string;
  /** Lines that have not ended. */
  readonly lines: number;
  /** Those that exclude somebody now. */
  readonly inForce: number;
  readonly changedAt: Date;
}

/** Whose payment it is, as far as anybody has said. */
export interface WhoPays {
  readonly account: AccountDigest;
  /** Players who may be paying, and other keys of the account. */
  readonly others: readonly (AccountDigest | PlayerDigest)[];
  readonly person: PersonDigest | null;
}

/** SQL: a row of `exclusions` excludes now. The statement's time: a line without a beginning counts from when it is seen. */
const IN_FORCE = `ended_at IS NULL AND (from_at IS NULL OR from_at <= statement_timestamp())
  AND (until_at IS NULL OR until_at > statement_timestamp())`;

/** SQL: whether one of them is excluded, by SQL for an array of digests. */
export const isExcludedBy = (subjects: string) =>
  `EXISTS (SELECT FROM exclusions WHERE subject = ANY (${subjects}) AND ${IN_FORCE})`;

export function subjectsOf({ account, others, person }: WhoPays): string[] {
  return [account, ...others, ...(person === null ? [] : [person])];
}

export async function isOneExcluded(
  queryable: Queryable,
  subjects: readonly (AccountDigest | PlayerDigest | PersonDigest)[],
): Promise<boolean> {
  if (subjects.length === 0) return false;
  const { rows } = await queryable.query<{ excluded: boolean }>(
    `SELECT ${isExcludedBy('$1::text[]')} AS excluded`,
    [subjects],
  );
  return rows[0]?.excluded === true;
}

/** Imports of one list come one after the other. */
export async function lockSource(tx: Queryable, source: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7310))', [source]);
}

/** Of one statement: the machines' links are in the same process, and must not wait while a long one is written out or read. */
export const AT_ONCE = 5_000;

const PRESENT = `
  SELECT exclusion_id AS "exclusionId", source, kind, subject, from_at AS "from", until_at AS until, added_at AS "addedAt",
         added_by AS "addedBy"
  FROM exclusions WHERE ended_at IS NULL`;

type Row = PresentExclusion & Record<string, unknown>;

/** What tells the lines of one list apart. */
export function keyOf({ subject, from, until }: ListedExclusion): string {
  return keyBy(subject, from?.getTime() ?? null, until?.getTime() ?? null);
}

const keyBy = (subject: string, fromMs: number | null, untilMs: number | null) =>
  `${subject} ${fromMs ?? '-'} ${untilMs ?? '-'}`;

/** The lines of a long list, some at a time, in the order in which they were added. */
export async function* presentKeys(
  tx: Queryable,
  source: string,
): AsyncGenerator<readonly { readonly exclusionId: number; readonly key: string }[]> {
  let last = 0;
  for (;;) {
    const { rows } = await tx.query<{
      id: number;
      subject: string;
      fromMs: number | null;
      untilMs: number | null;
    }>(
      `SELECT exclusion_id AS id, subject, (extract(epoch FROM from_at) * 1000)::float8 AS "fromMs",
              (extract(epoch FROM until_at) * 1000)::float8 AS "untilMs"
       FROM exclusions WHERE source = $1 AND ended_at IS NULL AND exclusion_id > $2 ORDER BY exclusion_id LIMIT ${AT_ONCE}`,
      [source, last],
    );
    yield rows.map(({ id, subject, fromMs, untilMs }) => ({
      exclusionId: id,
      key: keyBy(subject, fromMs, untilMs),
    }));
    if (rows.length < AT_ONCE) return;
    last = rows.at(-1)?.id ?? last;
  }
}

/** In the order in which they were added. */
export async function presentOf(queryable: Queryable, source: string): Promise<PresentExclusion[]> {
  return (await queryable.query<Row>(`${PRESENT} AND source = $1 ORDER BY exclusion_id`, [source])).rows;
}

/** Every line of every list that is about this one. */
export async function presentAbout(queryable: Queryable, subject: string): Promise<PresentExclusion[]> {
  return (await queryable.query<Row>(`${PRESENT} AND subject = $1 ORDER BY exclusion_id`, [subject])).rows;
}

export async function exclusionSources(queryable: Queryable): Promise<ExclusionSource[]> {
  const { rows } = await queryable.query<ExclusionSource & Record<string, unknown>>(
    `SELECT source, count(*) FILTER (WHERE ended_at IS NULL) AS lines, count(*) FILTER (WHERE ${IN_FORCE}) AS "inForce",
            max(greatest(added_at, ended_at)) AS "changedAt"
     FROM exclusions GROUP BY source ORDER BY source`,
  );
  return rows;
}

/** Lines that the list has already are left out. @returns how many were added. */
export async function addExclusions(
  tx: Queryable,
  source: string,
  lines: readonly ListedExclusion[],
  actor: string,
): Promise<number> {
  let added = 0;
  for (let at = 0; at < lines.length; at += AT_ONCE) {
    const some = lines.slice(at, at + AT_ONCE);
    const { rowCount } = await tx.query(
      `INSERT INTO exclusions (source, kind, subject, from_at, until_at, added_by)
       SELECT $1, told.kind, told.subject, told.from_at, told.until_at, $2
       FROM unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[]) told (kind, subject, from_at, until_at)
       ON CONFLICT DO NOTHING`,
      [
        source,
        actor,
        some.map(({ kind }) => kind),
        some.map(({ subject }) => subject),
        some.map(({ from }) => from?.toISOString() ?? null),
        some.map(({ until }) => until?.toISOString() ?? null),
      ],
    );
    added += rowCount ?? 0;
  }
  return added;
}

export async function endExclusions(tx: Queryable, ids: readonly number[], actor: string): Promise<void> {
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await tx.query(
      'UPDATE exclusions SET ended_by = $2 WHERE exclusion_id = ANY ($1::bigint[]) AND ended_at IS NULL',
      [ids.slice(at, at + AT_ONCE), actor],
    );
  }
}

/** @returns whether it was there, and had not ended. */
export async function endExclusion(
  tx: Queryable,
  source: string,
  exclusionId: number,
  actor: string,
): Promise<boolean> {
  const { rows } = await tx.query<{ subject: string }>(
    `UPDATE exclusions SET ended_by = $3 WHERE exclusion_id = $2 AND source = $1 AND ended_at IS NULL RETURNING subject`,
    [source, exclusionId, actor],
  );
  const [ended] = rows;
  if (ended) await recordAudit(tx, 'exclusion.ended', ended.subject, { exclusionId, source, actor });
  return ended !== undefined;
}
