/** Keys that all bridge processes share, sealed with a secret that is not in the database. */
import type { Queryable } from '../platform/postgres/database.ts';

/**
 * @param fresh kept where there is none of this name yet: one process wins, all use that one.
 * @returns the one that is kept.
 */
export async function sealedKey(database: Queryable, name: string, fresh: Buffer): Promise<Buffer> {
  await database.query('INSERT INTO sealed_keys (name, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    name,
    fresh,
  ]);
  return (await keptKey(database, name)) ?? Buffer.alloc(0);
}

/** @returns null where none of this name is kept yet. */
export async function keptKey(database: Queryable, name: string): Promise<Buffer | null> {
  const { rows } = await database.query<{ sealed: Buffer }>(
    'SELECT sealed FROM sealed_keys WHERE name = $1',
    [name],
  );
  return rows[0]?.sealed ?? null;
}
