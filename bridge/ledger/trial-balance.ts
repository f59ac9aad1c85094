/** The balance of each account of the books, over all machines; together, in each currency, they are zero [books-agree]. */
import type { Queryable } from '../platform/postgres/database.ts';

export interface AccountBalance {
  readonly account: string;
  readonly currency: string;
  /** Minor units; debits are positive. */
  readonly balance: bigint;
}

export async function trialBalance(queryable: Queryable): Promise<AccountBalance[]> {
  const { rows } = await queryable.query<{ account: string; currency: string; balance: string }>(
    `SELECT name AS account, currency, sum(balance_minor)::text AS balance FROM accounts
     GROUP BY name, currency ORDER BY currency, name`,
  );
  return rows.map(({ account, currency, balance }) => ({ account, currency, balance: BigInt(balance) }));
}
