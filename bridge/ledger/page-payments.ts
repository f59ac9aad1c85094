/** What players have begun to pay on the pages of their phones. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';

export interface BegunPayment {
  readonly fundingId: string;
  readonly asset: string;
  readonly amount: Money;
  /** The random key of a phone. */
  readonly payer: string;
}

/** Durable, once. @returns whether it is the same that was begun before, or the first. */
export async function beginPayment(tx: Queryable, payment: BegunPayment): Promise<boolean> {
  const { fundingId, asset, amount, payer } = payment;
  await tx.query(
    `INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [fundingId, asset, amount.minor, amount.currency, payer],
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
