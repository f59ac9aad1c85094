/** What has gone back, or is to go back, of the payments of rails that pay first: by the bank itself, or by a refund of ours. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';

export interface GoneBack {
  readonly fundingId: string;
  /** The bank took it back; null: nothing. Of what was credited it is a receivable. */
  readonly reversed: Money | null;
  /** What the casino owes the player, or has given back (bridge/ledger/outbox-states.ts); null: nothing. */
  readonly refund: { readonly state: string; readonly amount: Money } | null;
}

/** @returns those of which there is anything to tell, by funding. */
export async function goneBackOf(
  queryable: Queryable,
  fundingIds: readonly string[],
): Promise<Map<string, GoneBack>> {
  const { rows } = await queryable.query<{
    fundingId: string;
    currency: string;
    reversedMinor: number;
    refundState: string | null;
    refundMinor: number;
  }>(
    `SELECT p.funding_id AS "fundingId", p.currency, p.reversed_minor AS "reversedMinor", o.state AS "refundState",
            coalesce(o.amount_minor, 0) AS "refundMinor"
     FROM rail_payments p LEFT JOIN outbox o ON o.business_key = 'refund-' || p.funding_id AND o.state <> 'WITHDRAWN'
     WHERE p.funding_id = ANY($1) AND (p.reversed_minor > 0 OR o.state IS NOT NULL)`,
    [fundingIds],
  );
  return new Map(
    rows.map(({ fundingId, currency, reversedMinor, refundState, refundMinor }) => [
      fundingId,
      {
        fundingId,
        reversed: reversedMinor === 0 ? null : { minor: reversedMinor, currency },
        refund:
          refundState === null ? null : { state: refundState, amount: { minor: refundMinor, currency } },
      },
    ]),
  );
}
