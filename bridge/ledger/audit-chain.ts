/** The audit trail's chain of hashes: sealing, and proving that nothing was changed, removed or slipped in. */
import { createHash } from 'node:crypto';
import type { Database, Queryable } from '../platform/postgres/database.ts';

interface Entry {
  readonly entryId: number;
  /** The time as PostgreSQL writes it, to the microsecond. */
  readonly at: string;
  readonly event: string;
  readonly subject: string;
  readonly detail: string;
}

export interface ChainHead {
  readonly position: number;
  readonly hash: string;
}

export type ChainVerdict =
  | { readonly kind: 'intact'; readonly head: ChainHead; readonly unsealed: number }
  | { readonly kind: 'broken'; readonly position: number; readonly why: string };

/** The head before the first entry. */
const GENESIS: ChainHead = { position: 0, hash: '0'.repeat(64) };
const BATCH = 1_000;
const SEAL_LOCK = 7_300_003;

const ENTRY = `a.entry_id AS "entryId", to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS at,
  a.event, a.subject, a.detail::text AS detail`;

/**
 * Seals what has been committed since the last time. Does nothing while another process does so. @returns how many
 * entries.
 */
export async function sealAudit(database: Database): Promise<number> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
      SEAL_LOCK,
    ]);
    if (rows[0]?.mine !== true) return 0;
    const { rows: entries } = await tx.query<Entry & Record<string, unknown>>(
      `WITH taken AS (DELETE FROM audit_unsealed WHERE entry_id IN
         (SELECT entry_id FROM audit_unsealed ORDER BY entry_id LIMIT $1) RETURNING entry_id)
       SELECT ${ENTRY} FROM audit a JOIN taken USING (entry_id) ORDER BY a.entry_id`,
      [BATCH],
    );
    let head = await headOf(tx);
    const links = entries.map((entry) => {
      head = linkTo(head, entry);
      return { ...head, entryId: entry.entryId };
    });
    await tx.query(
      `INSERT INTO audit_chain (position, entry_id, hash)
       SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])`,
      [links.map((link) => link.position), links.map((link) => link.entryId), links.map((link) => link.hash)],
    );
    return links.length;
  });
}

/**
 * Recomputes the whole chain.
 * @param anchor a head kept outside the database: proves that the chain was not cut short and made anew.
 */
export async function verifyAudit(database: Queryable, anchor: ChainHead | null): Promise<ChainVerdict> {
  return recompute(database, GENESIS, 0, anchor);
}

/**
 * Recomputes what was added to the chain since that head, which was kept outside the database. What comes before the
 * head is not looked at (docs/decisions/0029).
 */
export async function verifyNewOfAudit(database: Queryable, since: ChainHead): Promise<ChainVerdict> {
  const { rows } = await database.query<{ hash: string; entryId: number }>(
    'SELECT hash, entry_id AS "entryId" FROM audit_chain WHERE position = $1',
    [since.position],
  );
  const noted = rows[0];
  if (!noted) return broken(since.position, 'the chain ends before the anchor');
  if (noted.hash !== since.hash) return broken(since.position, ANOTHER_CHAIN);
  return recompute(database, since, noted.entryId, null);
}

const ANOTHER_CHAIN = 'the chain is not the one of which the anchor was noted down';

async function recompute(
  database: Queryable,
  from: ChainHead,
  looseAfter: number,
  anchor: ChainHead | null,
): Promise<ChainVerdict> {
  let head = from;
  for (;;) {
    const { rows } = await database.query<Entry & { position: number; hash: string }>(
      `SELECT c.position, c.hash, ${ENTRY} FROM audit_chain c LEFT JOIN audit a USING (entry_id)
       WHERE c.position > $1 ORDER BY c.position LIMIT $2`,
      [head.position, BATCH],
    );
    for (const row of rows) {
      const link = linkTo(head, row);
      if (row.position !== link.position) return broken(link.position, 'an entry was removed');
      if (row.hash !== link.hash)
        return broken(link.position, `entry ${row.entryId} or one before it was changed`);
      if (anchor?.position === link.position && anchor.hash !== link.hash) {
        return broken(link.position, ANOTHER_CHAIN);
      }
      head = link;
    }
    if (rows.length < BATCH) break;
  }
  if (anchor && anchor.position > head.position)
    return broken(head.position + 1, 'the chain ends before the anchor');
  if (await hasLooseEntries(database, looseAfter))
    return broken(head.position, 'there are entries that were slipped in past the chain');
  const { rows: waiting } = await database.query<{ count: number }>(
    'SELECT count(*) AS count FROM audit_unsealed',
  );
  return { kind: 'intact', head, unsealed: waiting[0]?.count ?? 0 };
}

/** Read in pages, so that no statement grows with the trail. */
async function hasLooseEntries(database: Queryable, from: number): Promise<boolean> {
  let after = from;
  for (;;) {
    const { rows } = await database.query<{ last: number | null; loose: number }>(
      `SELECT max(entry_id) AS last, count(*) FILTER (
         WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.entry_id = a.entry_id)
           AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.entry_id = a.entry_id)) AS loose
       FROM (SELECT entry_id FROM audit WHERE entry_id > $1 ORDER BY entry_id LIMIT $2) a`,
      [after, 10 * BATCH],
    );
    const { last = null, loose = 0 } = rows[0] ?? {};
    if (loose > 0) return true;
    if (last === null) return false;
    after = last;
  }
}

function linkTo(previous: ChainHead, { entryId, at, event, subject, detail }: Entry): ChainHead {
  const text = JSON.stringify([previous.hash, entryId, at, event, subject, detail]);
  return { position: previous.position + 1, hash: createHash('sha256').update(text).digest('hex') };
}

async function headOf(queryable: Queryable): Promise<ChainHead> {
  const { rows } = await queryable.query<ChainHead & Record<string, unknown>>(
    'SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1',
  );
  return rows[0] ?? GENESIS;
}

function broken(position: number, why: string): ChainVerdict {
  return { kind: 'broken', position, why };
}
