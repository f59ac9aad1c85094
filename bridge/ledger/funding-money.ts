/** Where the money of a funding is, for the player who asks. */
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { TransferStatus } from './transfer-states.ts';

export interface FundingMoney {
  readonly decision: 'ACCEPTED' | 'DECLINED';
  /** null: nothing was ordered. */
  readonly transfer: TransferStatus | null;
  readonly credited: Money | null;
  /** The state of the refund; null: none is owed. */
  readonly refund: string | null;
}

/** @returns null: it is not decided yet. */
export async function moneyOf(queryable: Queryable, fundingId: string): Promise<FundingMoney | null> {
  const { rows } = await queryable.query<{
    decision: 'ACCEPTED' | 'DECLINED';
    transfer: TransferStatus | null;
    minor: number | null;
    currency: string;
    refund: string | null;
  }>(
    `SELECT f.decision, t.status AS transfer, t.credited_minor AS minor, f.currency, o.state AS refund
     FROM fundings f LEFT JOIN transfers t ON t.funding_id = f.funding_id
     LEFT JOIN outbox o ON o.funding_id = f.funding_id AND o.state <> 'WITHDRAWN'
     WHERE f.funding_id = $1`,
    [fundingId],
  );
  const [row] = rows;
  if (!row) return null;
  const { decision, transfer, minor, currency, refund } = row;
  return { decision, transfer, refund, credited: minor === null ? null : { minor, currency } };
}
