/** Orders of many machines in one statement, each of which is sent at once, as nearly every order is. */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { fundingValues, TOLD_OF_ORDERED, type NewFunding, type OrderedFunding } from './fundings.ts';
import { orderOf, type OrderRow } from './order.ts';
import type { SentTo } from './transfers.ts';

export interface PlainOrder {
  readonly funding: NewFunding;
  readonly board: BoardMemory;
  readonly windowMs: number;
  readonly sendTo: SentTo;
}

/** `insertOrdered` for each of another machine. @returns what was written of each, in their order. */
export async function insertManyOrdered(
  tx: Transaction,
  orders: readonly PlainOrder[],
  gamingDay: string,
): Promise<OrderedFunding[]> {
  const rows = orders.map(({ funding, board, windowMs, sendTo }) => [
    ...fundingValues(funding),
    board.serial,
    board.memoryId,
    windowMs,
    sendTo.linkId,
    sendTo.bridgeId,
  ]);
  const columns = COLUMNS.map((_, n) => rows.map((row) => row[n]));
  const written = await tx.withCommit<OrderRow & { createdAt: Date; isSent: boolean }>(INSERT_MANY_ORDERED, [
    gamingDay,
    ...columns,
  ]);
  const byFunding = new Map(written.rows.map((row) => [row.fundingId, row]));
  return orders.map(({ funding: { fundingId } }) => {
    const row = byFunding.get(fundingId);
    if (!row) throw new Error(`funding ${fundingId} was not written`);
    const { createdAt, isSent, ...order } = row;
    return { transferId: order.transferId, createdAt, order: isSent ? orderOf(order) : null };
  });
}

const COLUMNS = [
  'funding_id text',
  'asset text',
  'merchant_id text',
  'amount_minor bigint',
  'currency text',
  'ubai text',
  'request_digest text',
  'board_serial text',
  'board_memory text',
  'window_ms float8',
  'link_id uuid',
  'bridge_id uuid',
] as const;

/**
 * Every row comes from the one that it follows from, so that each trigger finds what it looks up. The links are looked up
 * one by one (OFFSET), so that no plan reads all of them.
 */
const INSERT_MANY_ORDERED = `
  WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(${COLUMNS.map((column, n) => `$${n + 2}::${column.split(' ')[1] ?? ''}[]`).join(', ')})
      AS a (${COLUMNS.map((column) => column.split(' ')[0]).join(', ')})),
  funding AS (
    INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, ubai, request_digest, decision)
    SELECT funding_id, asset, merchant_id, amount_minor, currency, ubai, request_digest, 'ACCEPTED' FROM asked
    RETURNING funding_id, asset, amount_minor, currency),
  numbered AS (
    UPDATE machines SET last_transfer_number = next_transfer_number(designation, last_transfer_number)
    WHERE asset = ANY (ARRAY(SELECT asset FROM funding))
    RETURNING asset, designation || '-' || lpad(last_transfer_number::text, 10, '0') AS transfer_id),
  ordered AS (
    INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, board_serial, board_memory, answer_by,
                           status, sent_at, sent_by)
    SELECT transfer_id, funding_id, asset, funding.amount_minor, funding.currency, asked.board_serial, asked.board_memory,
           clock_timestamp() + make_interval(secs => window_ms / 1000),
           CASE WHEN is_held THEN 'SENT' ELSE 'ORDERED' END, CASE WHEN is_held THEN now() END,
           CASE WHEN is_held THEN bridge_id END
    FROM funding JOIN numbered USING (asset) JOIN asked USING (funding_id, asset)
    CROSS JOIN LATERAL (
      SELECT EXISTS (
        SELECT 1 FROM links l WHERE l.asset = asked.asset AND l.link_id = asked.link_id AND l.agreed_in = (SELECT server_run())
          AND l.board_serial = asked.board_serial AND l.board_memory = asked.board_memory OFFSET 0) AS is_held) link
    RETURNING *),
  reserved AS (
    INSERT INTO limit_reservations (transfer_id, ubai, gaming_day, currency, reserved_minor)
    SELECT transfer_id, ubai, $1::date, ordered.currency, ordered.amount_minor
    FROM ordered JOIN asked USING (funding_id)),
  ${TOLD_OF_ORDERED}`;
