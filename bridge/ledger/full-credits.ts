/** Credits of all that was ordered, as nearly every credit is: of many machines in one statement. */
import type { Queryable } from '../platform/postgres/database.ts';
import type { KnownTransfer } from './known-transfers.ts';

export interface FullCredit {
  /** False: nothing was changed, because the ledger has something else, or somebody is at work on the transfer. */
  readonly isCredited: boolean;
  /** Another order for the machine waits. */
  readonly isNextWaiting: boolean;
}

/**
 * Marks transfers as CREDITED with all that they order, if each is still as it was when this process sent it. One
 * statement, which does not wait for a transfer at which somebody else is at work. @returns what became of each, in their order.
 */
export async function markCreditedInFull(
  database: Queryable,
  sent: readonly KnownTransfer[],
): Promise<FullCredit[]> {
  const { rows } = await database.query<{ transferId: string; isNextWaiting: boolean }>(CREDIT_IN_FULL, [
    sent.map(({ transferId }) => transferId),
    sent.map(({ fundingId }) => fundingId),
    sent.map(({ asset }) => asset),
    sent.map(({ amountMinor }) => amountMinor),
    sent.map(({ currency }) => currency),
    sent.map(({ board }) => board.serial),
    sent.map(({ board }) => board.memoryId),
  ]);
  const credited = new Map(rows.map(({ transferId, isNextWaiting }) => [transferId, isNextWaiting]));
  return sent.map(({ transferId }) => {
    const isNextWaiting = credited.get(transferId);
    return { isCredited: isNextWaiting !== undefined, isNextWaiting: isNextWaiting ?? true };
  });
}

/** {@link markCreditedInFull} of one, which costs PostgreSQL less than a list of one. */
export async function markOneCreditedInFull(
  database: Queryable,
  { transferId, fundingId, asset, amountMinor, currency, board }: KnownTransfer,
): Promise<FullCredit> {
  const { rows } = await database.query<{ isNextWaiting: boolean }>(CREDIT_ONE_IN_FULL, [
    transferId,
    fundingId,
    asset,
    amountMinor,
    currency,
    board.serial,
    board.memoryId,
  ]);
  return { isCredited: rows.length > 0, isNextWaiting: rows[0]?.isNextWaiting ?? true };
}

/** SQL: the rest of the credit of the transfers of `ended`. */
const WITH_ALL_OF_IT = `
  committed AS (
    UPDATE limit_reservations SET status = 'COMMITTED', committed_minor = reserved_minor
    WHERE transfer_id = ANY (ARRAY(SELECT transfer_id FROM ended))),
  told AS (
    INSERT INTO audit (event, subject, detail)
    SELECT 'transfer.credited', transfer_id,
           jsonb_build_object('amount', jsonb_build_object('minor', amount_minor, 'currency', currency)) FROM ended)
  SELECT transfer_id AS "transferId", EXISTS (
    SELECT 1 FROM transfers w WHERE w.asset = ended.asset AND w.status = 'ORDERED') AS "isNextWaiting" FROM ended`;

const CREDIT_ONE_IN_FULL = `
  WITH ended AS (
    UPDATE transfers SET status = 'CREDITED', credited_minor = amount_minor, settled_at = now()
    WHERE transfer_id = $1 AND status = 'SENT' AND elsewhere_id IS NULL
      AND (funding_id, asset, amount_minor, currency, board_serial, board_memory) = ($2, $3, $4, $5, $6, $7)
    RETURNING transfer_id, asset, amount_minor, currency),
  ${WITH_ALL_OF_IT}`;

const CREDIT_IN_FULL = `
  WITH found AS (
    SELECT transfer_id FROM transfers
    WHERE transfer_id = ANY ($1::text[]) AND status = 'SENT' AND elsewhere_id IS NULL
      AND (transfer_id, funding_id, asset, amount_minor, currency, board_serial, board_memory) IN (
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[]))
    FOR UPDATE SKIP LOCKED),
  ended AS (
    UPDATE transfers SET status = 'CREDITED', credited_minor = amount_minor, settled_at = now()
    WHERE transfer_id = ANY (ARRAY(SELECT transfer_id FROM found))
    RETURNING transfer_id, asset, amount_minor, currency),
  ${WITH_ALL_OF_IT}`;
