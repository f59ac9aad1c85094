/** What players were sent to their bank for, and who came back from there. */
import type { Queryable } from '../platform/postgres/database.ts';

/** `verify`: an account is put on file. `deposit`: with the code of a deposit. `numbers`: told by its numbers, without a bank. */
export interface BankLogin {
  readonly reference: string;
  readonly kind: 'pay' | 'verify' | 'refresh' | 'deposit' | 'numbers';
  readonly payer: string;
  /** null: nothing is paid. */
  readonly fundingId: string | null;
}

/** @returns how long ago, in milliseconds, the player was sent there first. */
export async function keepLogin(
  tx: Queryable,
  { reference, kind, payer, fundingId }: BankLogin,
): Promise<number> {
  const { rows } = await tx.query<{ ageMs: number }>(
    `WITH kept AS (
       INSERT INTO bank_logins (reference, kind, payer, funding_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING)
     SELECT (extract(epoch FROM clock_timestamp() - begun_at) * 1000)::float8 AS "ageMs"
     FROM bank_logins WHERE reference = $1`,
    [reference, kind, payer, fundingId],
  );
  return rows[0]?.ageMs ?? 0;
}

/** Durable, once. @returns whether this call was the one that kept it: of two at the same time, one is. */
export async function keepLoginOnce(
  queryable: Queryable,
  { reference, kind, payer, fundingId }: BankLogin,
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    'INSERT INTO bank_logins (reference, kind, payer, funding_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [reference, kind, payer, fundingId],
  );
  return rowCount === 1;
}

export async function findLogin(
  queryable: Queryable,
  reference: string,
): Promise<(BankLogin & { readonly ageMs: number }) | null> {
  const { rows } = await queryable.query<BankLogin & { ageMs: number } & Record<string, unknown>>(
    `SELECT reference, kind, payer, funding_id AS "fundingId",
            (extract(epoch FROM clock_timestamp() - begun_at) * 1000)::float8 AS "ageMs" FROM bank_logins WHERE reference = $1`,
    [reference],
  );
  return rows[0] ?? null;
}

/** The browser of this phone has come back from the bank with this authorization: the account may be offered to it. */
export async function keepReturn(
  queryable: Queryable,
  authorizationId: string,
  payer: string,
): Promise<void> {
  await queryable.query(
    'INSERT INTO bank_returns (authorization_id, payer) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [authorizationId, payer],
  );
}

/** Whether the player was sent to the bank for this payment. */
export async function hasLogin(
  queryable: Queryable,
  fundingId: string,
  kind: BankLogin['kind'],
): Promise<boolean> {
  const { rows } = await queryable.query<{ has: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM bank_logins WHERE funding_id = $1 AND kind = $2) AS has',
    [fundingId, kind],
  );
  return rows[0]?.has === true;
}
