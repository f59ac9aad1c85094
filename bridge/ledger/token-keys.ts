/** The sealed keys that sign access tokens: one row each, retired and never deleted. */
import { recordAudit } from './audit.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';

export interface SealedTokenKey {
  readonly keyId: string;
  readonly sealed: Buffer;
}

/** Kept if there is none at all; one process wins. */
export async function keepFirstTokenKey(
  database: Queryable,
  { keyId, sealed }: SealedTokenKey,
): Promise<void> {
  await database.query(
    `INSERT INTO token_keys (key_id, sealed_secret) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM token_keys)
     ON CONFLICT DO NOTHING`,
    [keyId, sealed],
  );
}

/** The keys that are not retired, newest first. */
export async function currentTokenKeys(database: Queryable): Promise<SealedTokenKey[]> {
  const { rows } = await database.query<{ keyId: string; sealed: Buffer }>(
    `SELECT key_id AS "keyId", sealed_secret AS sealed FROM token_keys WHERE retired_at IS NULL ORDER BY created_at DESC`,
  );
  return rows;
}

/**
 * @param older `live-out`: those that nothing good can be signed with any more, because a day has passed since they were
 *   replaced, are retired. `end-at-once`: all of them, and with them every token that they have signed.
 */
export async function replaceTokenKey(
  database: Database,
  { keyId, sealed }: SealedTokenKey,
  older: 'live-out' | 'end-at-once',
  actor: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(
      `UPDATE token_keys SET retired_at = now() WHERE retired_at IS NULL
         AND ($1 OR created_at < (SELECT max(created_at) FROM token_keys WHERE created_at < now() - interval '1 day'))`,
      [older === 'end-at-once'],
    );
    await tx.query('INSERT INTO token_keys (key_id, sealed_secret) VALUES ($1, $2)', [keyId, sealed]);
    await recordAudit(tx, 'token-key.rotated', keyId, { actor, older });
  });
}
