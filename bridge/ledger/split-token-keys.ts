/** The keys with which split tokens are sealed, themselves sealed, and the tokens when a key is replaced. */
import type { Queryable } from '../platform/postgres/database.ts';
import { keptKey } from './sealed-keys.ts';

const LOCK = 7_304;
const nameOf = (version: number) => `split tokens ${version}`;

/** Until the transaction ends, no key is replaced. */
export async function shareTokenKeys(tx: Queryable): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [LOCK]);
}

/** Until the transaction ends, nobody seals a token. */
export async function lockTokenKeys(tx: Queryable): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
}

/** @returns null: there is none yet. */
export async function newestTokenKey(tx: Queryable): Promise<number | null> {
  const { rows } = await tx.query<{ version: number | null }>(
    `SELECT max(substring(name FROM '^split tokens ([0-9]{1,9})$')::int) AS version FROM sealed_keys`,
  );
  return rows[0]?.version ?? null;
}

export async function tokenKey(queryable: Queryable, version: number): Promise<Buffer | null> {
  return keptKey(queryable, nameOf(version));
}

/** The first of a version is the one. */
export async function keepTokenKey(tx: Queryable, version: number, sealed: Buffer): Promise<void> {
  await tx.query('INSERT INTO sealed_keys (name, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    nameOf(version),
    sealed,
  ]);
}

/** The bridge itself may not: only who owns the ledger. */
export async function dropTokenKeysBefore(tx: Queryable, version: number): Promise<void> {
  await tx.query(
    `DELETE FROM sealed_keys WHERE substring(name FROM '^split tokens ([0-9]{1,9})$')::int < $1`,
    [version],
  );
}

export async function sealedTokens(
  tx: Queryable,
): Promise<readonly { accountId: string; authorizationId: string; sealed: Buffer }[]> {
  const { rows } = await tx.query<{ accountId: string; authorizationId: string; sealed: Buffer }>(
    `SELECT account_id AS "accountId", authorization_id AS "authorizationId", sealed_split_token AS sealed
     FROM on_file_accounts WHERE sealed_split_token IS NOT NULL FOR UPDATE`,
  );
  return rows;
}

export async function replaceSealedToken(tx: Queryable, accountId: string, sealed: Buffer): Promise<void> {
  await tx.query('UPDATE on_file_accounts SET sealed_split_token = $2 WHERE account_id = $1', [
    accountId,
    sealed,
  ]);
}
