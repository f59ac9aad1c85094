/** What players have begun to pay on the pages of their phones. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest, PlayerDigest } from '../platform/secrets/digests.ts';

export interface BegunPayment {
  readonly fundingId: string;
  readonly asset: string;
  readonly amount: Money;
  /** The random key of a phone. */
  readonly payer: string;
}

/** Durable, once. @returns whether it is the same that was begun before, or the first. */
export async function beginPayment(
  tx: Queryable,
  payment: BegunPayment & { readonly player?: PlayerDigest | null },
): Promise<boolean> {
  const { fundingId, asset, amount, payer, player = null } = payment;
  await tx.query(
    `INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer, player) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [fundingId, asset, amount.minor, amount.currency, payer, player],
  );
  const begun = await findBegunPayment(tx, fundingId);
  if (!begun) throw new Error(`payment ${fundingId} is neither new nor begun`);
  return (
    begun.asset === asset &&
    begun.payer === payer &&
    begun.amount.minor === amount.minor &&
    begun.amount.currency === amount.currency
  );
}

export async function findBegunPayment(
  queryable: Queryable,
  fundingId: string,
): Promise<(BegunPayment & { readonly ageMs: number }) | null> {
  const { rows } = await queryable.query<{
    asset: string;
    minor: number;
    currency: string;
    payer: string;
    ageMs: number;
  }>(
    `SELECT asset, amount_minor AS minor, currency, payer,
            (extract(epoch FROM clock_timestamp() - begun_at) * 1000)::float8 AS "ageMs"
     FROM page_payments WHERE funding_id = $1`,
    [fundingId],
  );
  const [row] = rows;
  if (!row) return null;
  const { asset, minor, currency, payer, ageMs } = row;
  return { fundingId, asset, payer, amount: { minor, currency }, ageMs };
}

/**
 * Whose payment it may be, beside the account: who was carded in when it was begun, whose card opens the accounts of the phone that
 * pays or of the phone that it is paid from, and the account under another key [excluded-stays-out].
 */
export async function othersOf(
  queryable: Queryable,
  fundingId: string,
): Promise<(AccountDigest | PlayerDigest)[]> {
  const { rows } = await queryable.query<{ subject: AccountDigest | PlayerDigest }>(
    `SELECT player AS subject FROM page_payments WHERE funding_id = $1 AND player IS NOT NULL
     UNION SELECT k.player FROM cards k JOIN page_payments p USING (payer) WHERE p.funding_id = $1
     UNION SELECT k.player FROM cards k JOIN on_file_accounts a USING (payer) JOIN capture_attempts c USING (account_id)
       WHERE c.funding_id = $1
     UNION SELECT a.other_key FROM on_file_accounts a JOIN capture_attempts c USING (account_id)
       WHERE c.funding_id = $1 AND a.other_key IS NOT NULL`,
    [fundingId],
  );
  return rows.map(({ subject }) => subject);
}
