/** The accounts that rails have told us of: where a payout can go. Only the rail can open the token that it pays with. */
import type { AccountDigest } from '../platform/secrets/digests.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';

interface AccountToken {
  readonly rail: string;
  readonly account: AccountDigest;
  /** null: the player has taken the consent back. */
  readonly sealedToken: string | null;
  /** Since when the rail says that this is so, by its own clock, in milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * What the rail says last, by its own clock, holds, in whatever order it is told. At the same time, a consent that was
 * taken back holds. @returns whether anything changed.
 */
export async function keepAccount(
  tx: Queryable,
  { rail, account, sealedToken, atMs }: AccountToken,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO rail_accounts (rail, account, sealed_token, told_at)
     VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000))
     ON CONFLICT (rail, account) DO UPDATE SET sealed_token = excluded.sealed_token, told_at = excluded.told_at
     WHERE excluded.told_at > rail_accounts.told_at
       OR (excluded.told_at = rail_accounts.told_at AND excluded.sealed_token IS NULL)`,
    [rail, account, sealedToken, atMs],
  );
  if (rowCount === 0) return false;
  await recordAudit(tx, sealedToken === null ? 'account.revoked' : 'account.known', account, { rail });
  return true;
}
