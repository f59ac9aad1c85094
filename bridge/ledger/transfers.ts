/**
 * The life of a transfer in the ledger: ORDERED (durable, not sent), SENT (may have left), UNCONFIRMED (no answer in
 * the window), CREDITED or FAILED (final). Every change is one transaction with its limit reservation and its audit
 * entry, and is durable before anybody is told [durable-first].
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Database, Queryable, Transaction } from '../platform/postgres/database.ts';
import { LAST_ORDERS, WAITING_AT_MOST } from './memories.ts';
import { orderOf, type Order, type OrderRow } from './order.ts';
import {
  IN_FLIGHT_STATUSES,
  IN_WINDOW_STATUSES,
  MAY_HAVE_LEFT,
  OPEN_STATUSES,
  ORDER,
  TOLD_ID,
} from './transfer-predicates.ts';
import { markUnsent } from './transfer-end.ts';

/** A transfer whose outcome is not known, and the board whose word on it counts. */
export interface OpenTransfer {
  /** The id as the kiosk knows it. */
  readonly transferId: TransferId;
  readonly fundingId: string;
  readonly board: BoardMemory;
}

/** The link that an order is sent over, and the process that sends it. */
export interface SentTo {
  readonly linkId: string;
  readonly bridgeId: string;
}

export class Transfers {
  readonly #database: Database;
  readonly #bridgeId: string;

  constructor(database: Database, bridgeId: string) {
    this.#database = database;
    this.#bridgeId = bridgeId;
  }

  /** Where an order goes that is sent over this link. */
  sentOver(linkId: string): SentTo {
    return { linkId, bridgeId: this.#bridgeId };
  }

  /** {@link claimOrder} by itself. Durable when it resolves [durable-first]. */
  async claimNext(asset: AssetId, linkId: string): Promise<Order | null> {
    const { rows } = await this.#database.query<OrderRow>(CLAIM, [asset, linkId, this.#bridgeId]);
    return rows[0] ? orderOf(rows[0]) : null;
  }

  /**
   * Marks the machine's oldest waiting order as SENT. It may be sent when the transaction is durable, and not before
   * [durable-first].
   */
  async claimOrder(tx: Transaction, asset: AssetId, linkId: string): Promise<Order | null> {
    const { rows } = await tx.withCommit<OrderRow>(CLAIM, [asset, linkId, this.#bridgeId]);
    return rows[0] ? orderOf(rows[0]) : null;
  }

  /** The order of a funding, if this process has claimed it and its outcome is not known. */
  async claimedHere(fundingId: string): Promise<Order | null> {
    const { rows } = await this.#database.query<OrderRow>(
      `SELECT ${ORDER} FROM transfers WHERE funding_id = $1 AND status = 'SENT' AND sent_by = $2 AND answer_by > now()`,
      [fundingId, this.#bridgeId],
    );
    return rows[0] ? orderOf(rows[0]) : null;
  }

  /** Transfers of the machine that have left, or may have, and whose outcome is not known. */
  async openOf(asset: AssetId): Promise<OpenTransfer[]> {
    const { rows } = await this.#database.query<OpenRow>(
      `SELECT ${OPEN} FROM transfers t
       WHERE asset = $1 AND status IN ${OPEN_STATUSES} AND (status <> 'ORDERED' OR ${MAY_HAVE_LEFT})`,
      [asset],
    );
    return rows.map(openTransfer);
  }

  /**
   * The last credit in time of the machine's board, where a higher id was credited before it. Whether the board knows
   * that one does not follow from the highest id that it knows. Null: the last is the highest.
   */
  async overtakenOf(asset: AssetId): Promise<OpenTransfer | null> {
    const { rows } = await this.#database.query<OpenRow>(
      `WITH credited AS (
         SELECT t.* FROM machines m JOIN LATERAL ${LAST_ORDERS} t ON t.asset = m.asset
           AND t.board_serial = m.board_serial AND t.board_memory = m.board_memory
         WHERE m.asset = $1 AND t.status = 'CREDITED' AND NOT t.settled_by_hand AND t.elsewhere_id IS NULL)
       SELECT ${OPEN} FROM credited t
       WHERE t.settled_at = (SELECT max(settled_at) FROM credited)
         AND t.transfer_id < (SELECT max(transfer_id) FROM credited) LIMIT 1`,
      [asset, WAITING_AT_MOST],
    );
    return rows[0] ? openTransfer(rows[0]) : null;
  }

  /**
   * Transfers that have been open for a while, on machines whose link this process holds: they are asked about again.
   */
  async openOnThisBridge(olderThanMs: number): Promise<(OpenTransfer & { readonly asset: AssetId })[]> {
    const { rows } = await this.#database.query<OpenRow>(
      `SELECT ${OPEN} FROM transfers t JOIN links l ON l.asset = t.asset
       WHERE t.status IN ${OPEN_STATUSES} AND (t.status <> 'ORDERED' OR ${MAY_HAVE_LEFT}) AND l.bridge_id = $1
         AND coalesce(t.sent_at, t.ordered_at) < now() - make_interval(secs => $2::float8 / 1000)`,
      [this.#bridgeId, olderThanMs],
    );
    return rows.map((row) => ({ asset: row.asset, ...openTransfer(row) }));
  }

  /** Machines whose link this process holds and for which an order waits. */
  async waitingOnThisBridge(): Promise<AssetId[]> {
    const { rows } = await this.#database.query<{ asset: string }>(
      `SELECT DISTINCT t.asset FROM transfers t JOIN links l ON l.asset = t.asset
       WHERE t.status = 'ORDERED' AND l.bridge_id = $1`,
      [this.#bridgeId],
    );
    return rows.map((row) => row.asset);
  }

  async countUnconfirmed(): Promise<number> {
    const { rows } = await this.#database.query<{ count: number }>(
      `SELECT count(*) AS count FROM transfers WHERE status = 'UNCONFIRMED'`,
    );
    return rows[0]?.count ?? 0;
  }

  /**
   * Whether it is not known what became of a transfer of the machine. Until it is known, no funding is accepted for the
   * machine.
   */
  async hasUnconfirmed(asset: AssetId): Promise<boolean> {
    const { rows } = await this.#database.query<{ unconfirmed: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM transfers WHERE asset = $1 AND status = 'UNCONFIRMED') AS unconfirmed`,
      [asset],
    );
    return rows[0]?.unconfirmed !== false;
  }

  /** Transfers whose window is over and whose waiting process may be gone. */
  async due(): Promise<TransferId[]> {
    const { rows } = await this.#database.query<{ transferId: string }>(
      `SELECT transfer_id AS "transferId" FROM transfers
       WHERE status IN ${IN_WINDOW_STATUSES} AND (status = 'SENT' OR NOT ${MAY_HAVE_LEFT}) AND answer_by <= now() ORDER BY answer_by LIMIT 500`,
    );
    return rows.map((row) => row.transferId);
  }
}

/** Fails a transfer that certainly has not left. @returns false when it has or may have, or is settled. */
export async function cancelWaitingTransfer(
  tx: Queryable,
  fundingId: string,
  message: string,
): Promise<boolean> {
  const { rows } = await tx.query<{ transferId: string }>(
    `SELECT transfer_id AS "transferId" FROM transfers
     WHERE funding_id = $1 AND status = 'ORDERED' AND NOT ${MAY_HAVE_LEFT} FOR UPDATE`,
    [fundingId],
  );
  const row = rows[0];
  if (!row) return false;
  await markUnsent(tx, row.transferId, 'CANCELLED', message);
  return true;
}

/**
 * None while another order's outcome is not known [confirmed-only], while this link is not the machine's newest, after the
 * window, or while ledger and kiosk do not agree about the very board that the order is for.
 */
const CLAIM = `
  WITH claimed AS (
    UPDATE transfers t SET status = 'SENT', sent_at = now(), sent_by = $3
    WHERE transfer_id = (
        SELECT transfer_id FROM transfers
        WHERE asset = $1 AND direction = 'to-machine' AND status = 'ORDERED' AND answer_by > now() AND NOT ${MAY_HAVE_LEFT}
        ORDER BY ordered_at, transfer_id LIMIT 1)
      AND t.status = 'ORDERED'
      AND NOT EXISTS (SELECT 1 FROM transfers o WHERE o.asset = $1 AND o.status IN ${IN_FLIGHT_STATUSES})
      AND EXISTS (SELECT 1 FROM links l WHERE l.asset = $1 AND l.link_id = $2
                  AND l.agreed_in = server_run()
                  AND l.board_serial = t.board_serial AND l.board_memory = t.board_memory)
    RETURNING t.*),
  told AS (
    INSERT INTO audit (event, subject, detail)
    SELECT 'transfer.sent', transfer_id, jsonb_build_object('bridgeId', $3::uuid) FROM claimed)
  SELECT ${ORDER} FROM claimed`;

interface OpenRow {
  asset: string;
  transferId: string;
  fundingId: string;
  serial: string;
  memoryId: string;
}

const OPEN = `t.asset, ${TOLD_ID} AS "transferId", t.funding_id AS "fundingId", t.board_serial AS serial,
  t.board_memory AS "memoryId"`;

function openTransfer({ transferId, fundingId, serial, memoryId }: OpenRow): OpenTransfer {
  return { transferId, fundingId, board: { serial, memoryId } };
}
