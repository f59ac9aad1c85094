/** Fundings in the ledger: one row per funding id, written once with its decision, never changed. */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import type { Database, Queryable, Transaction } from '../platform/postgres/database.ts';
import type { FundingErrorCode } from './funding-error-code.ts';
import { orderOf, type Order, type OrderRow } from './order.ts';
import { OPEN_STATUSES, ORDER } from './transfer-predicates.ts';
import type { FundingTransferStatus, OpenStatus } from './transfer-states.ts';
import type { SentTo } from './transfers.ts';

/** The limit that a funding was declined for, as the answer tells it: decimal amounts, an ISO 8601 instant. */
export interface LimitDetail {
  readonly limit: string;
  readonly used: string;
  readonly remaining: string;
  readonly resetsAt: string;
}

/** A funding with its transfer, if one was ordered. */
export interface FundingRecord {
  readonly fundingId: string;
  readonly asset: string;
  readonly merchantId: string;
  readonly amount: Money;
  /** null: the tombstone of a funding that was cancelled before it was heard of. */
  readonly requestDigest: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly state:
    | {
        readonly status: 'DECLINED';
        readonly code: FundingErrorCode;
        readonly message: string;
        readonly limit: LimitDetail | null;
      }
    | {
        readonly status: OpenStatus;
        readonly transferId: string;
        /** What is left of the funding window, in milliseconds; negative once it is over. */
        readonly remainingMs: number;
      }
    | { readonly status: 'CREDITED'; readonly transferId: string; readonly credited: Money }
    | {
        readonly status: 'FAILED';
        readonly transferId: string;
        readonly code: FundingErrorCode;
        readonly message: string;
      };
}

export class Fundings {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(fundingId: string): Promise<FundingRecord | null> {
    return findFunding(this.#database, fundingId);
  }

  /** Fundings whose outcome is not known, oldest first. */
  async open(): Promise<FundingRecord[]> {
    const { rows } = await this.#database.query<FundingRow>(
      `${SELECT_FUNDING} WHERE t.status IN ${OPEN_STATUSES} ORDER BY t.ordered_at LIMIT 500`,
    );
    return rows.map(fundingRecord);
  }

  /** Fundings that were turned down, or cancelled before they left, in the last `ms`; oldest first. */
  async declinedWithin(ms: number): Promise<FundingRecord[]> {
    const { rows } = await this.#database.query<FundingRow>(
      `${SELECT_FUNDING} WHERE f.funding_id IN (
         SELECT funding_id FROM fundings
         WHERE decision = 'DECLINED' AND created_at > now() - make_interval(secs => $1::float8 / 1000)
         UNION
         SELECT funding_id FROM transfers
         WHERE failure_code = 'CANCELLED' AND settled_at > now() - make_interval(secs => $1::float8 / 1000))
       ORDER BY f.created_at LIMIT 500`,
      [ms],
    );
    return rows.map(fundingRecord);
  }

  /** The newest funding of a machine, where it came to nothing in the last `ms`: nothing was sent to the machine. */
  async newestUnsent(asset: string, ms: number): Promise<FundingRecord | null> {
    const { rows } = await this.#database.query<FundingRow>(
      `${SELECT_FUNDING} WHERE f.funding_id = (
         SELECT funding_id FROM fundings WHERE asset = $1 ORDER BY created_at DESC LIMIT 1)
       AND (f.decision = 'DECLINED' OR t.failure_code IN ('ASSET_OFFLINE', 'CANCELLED'))
       AND coalesce(t.settled_at, f.created_at) > now() - make_interval(secs => $2::float8 / 1000)`,
      [asset, ms],
    );
    return rows[0] ? fundingRecord(rows[0]) : null;
  }

  /**
   * Finds fundings by the id that the player's phone shows, or its beginning, or by the id of the transfer. Newest
   * first.
   */
  async search(text: string): Promise<FundingRecord[]> {
    const { rows } = await this.#database.query<FundingRow>(
      `${SELECT_FUNDING} WHERE f.funding_id IN (
         (SELECT funding_id FROM fundings
          WHERE funding_id COLLATE "C" >= $1 AND funding_id COLLATE "C" < $1 || chr(127)
          ORDER BY funding_id COLLATE "C" LIMIT 50)
         UNION ALL SELECT funding_id FROM transfers WHERE transfer_id = $1)
       ORDER BY f.created_at DESC, f.funding_id`,
      [text],
    );
    return rows.map(fundingRecord);
  }

  /** Newest first. */
  async newest(limit: number): Promise<FundingRecord[]> {
    const { rows } = await this.#database.query<FundingRow>(
      `${SELECT_FUNDING} ORDER BY f.created_at DESC, f.funding_id LIMIT $1`,
      [limit],
    );
    return rows.map(fundingRecord);
  }
}

/**
 * Serialises everything about one funding id until the transaction ends, so that concurrent duplicates decide once.
 */
export async function lockFundingId(tx: Queryable, fundingId: string): Promise<FundingRecord | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7300))', [fundingId]);
  return findFunding(tx, fundingId);
}

export interface NewFunding {
  readonly fundingId: string;
  readonly asset: string;
  readonly merchantId: string;
  readonly amount: Money;
  readonly account: AccountDigest | null;
  readonly requestDigest: string | null;
}

/** @returns when it was declined. */
export async function insertDeclined(
  tx: Transaction,
  funding: NewFunding,
  { code, message, limit }: { code: FundingErrorCode; message: string; limit: LimitDetail | null },
): Promise<Date> {
  const { rows } = await tx.withCommit<{ createdAt: Date }>(
    `WITH declined AS (
       INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, ubai, request_digest,
                             decision, decline_code, decline_message, decline_detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'DECLINED', $8, $9, $10)
       RETURNING created_at),
     told AS (INSERT INTO audit (event, subject, detail) VALUES ('funding.declined', $1, $11))
     SELECT created_at AS "createdAt" FROM declined`,
    [...fundingValues(funding), code, message, limit, { asset: funding.asset, code, amount: funding.amount }],
  );
  return oneOf(rows, funding).createdAt;
}

/** A funding that was accepted. */
export interface OrderedFunding {
  readonly transferId: string;
  readonly createdAt: Date;
  /** What is sent when it is durable; null: the order waits. */
  readonly order: Order | null;
}

export interface Ordering {
  readonly windowMs: number;
  readonly gamingDay: string;
  /**
   * Where it is sent at once: the caller has found no other order of the machine to be open, and holds the machine's lock.
   * null: it waits.
   */
  readonly sendTo: SentTo | null;
}

/**
 * Writes the funding, its order and the reservation of its amount, which the caller has found to fit: the caller holds
 * the lock of the account's day [atomic-limits]. The order begins as SENT while its link is the machine's newest, and
 * ledger and kiosk agree about the board that it is for, as with {@link Transfers.claimOrder}.
 */
export async function insertOrdered(
  tx: Transaction,
  funding: NewFunding,
  board: BoardMemory,
  { windowMs, gamingDay, sendTo }: Ordering,
): Promise<OrderedFunding> {
  const { rows } = await tx.withCommit<OrderRow & { createdAt: Date; isSent: boolean }>(INSERT_ORDERED, [
    ...fundingValues(funding),
    board.serial,
    board.memoryId,
    windowMs,
    gamingDay,
    sendTo?.linkId ?? null,
    sendTo?.bridgeId ?? null,
  ]);
  const { createdAt, isSent, ...order } = oneOf(rows, funding);
  return { transferId: order.transferId, createdAt, order: isSent ? orderOf(order) : null };
}

/** SQL: the rest of the orders of `ordered`. */
export const TOLD_OF_ORDERED = `
  told AS (
    INSERT INTO audit (event, subject, detail)
    SELECT 'funding.accepted', funding_id, jsonb_build_object('asset', asset, 'transferId', transfer_id,
           'amount', jsonb_build_object('minor', amount_minor, 'currency', currency)) FROM ordered
    UNION ALL
    SELECT 'transfer.sent', transfer_id, jsonb_build_object('bridgeId', sent_by) FROM ordered WHERE status = 'SENT')
  SELECT ${ORDER}, ordered_at AS "createdAt", status = 'SENT' AS "isSent" FROM ordered`;

/** The id of the order is the machine's designation and its next running number that is not taken. */
const INSERT_ORDERED = `
  WITH funding AS (
    INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, ubai, request_digest, decision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'ACCEPTED')
    RETURNING funding_id, asset, amount_minor, currency, created_at),
  numbered AS (
    UPDATE machines m SET last_transfer_number = next_transfer_number(designation, last_transfer_number)
    FROM funding WHERE m.asset = funding.asset
    RETURNING designation || '-' || lpad(last_transfer_number::text, 10, '0') AS transfer_id),
  ordered AS (
    INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, board_serial, board_memory, answer_by,
                           status, sent_at, sent_by)
    SELECT transfer_id, funding_id, funding.asset, amount_minor, currency, $8::text, $9::text,
           clock_timestamp() + make_interval(secs => $10::float8 / 1000),
           CASE WHEN l.asset IS NULL THEN 'ORDERED' ELSE 'SENT' END, CASE WHEN l.asset IS NOT NULL THEN now() END,
           CASE WHEN l.asset IS NOT NULL THEN $13::uuid END
    FROM funding CROSS JOIN numbered
    LEFT JOIN links l ON l.asset = $2 AND l.link_id = $12 AND l.agreed_in = server_run()
      AND l.board_serial = $8 AND l.board_memory = $9
    RETURNING *),
  reserved AS (
    INSERT INTO limit_reservations (transfer_id, ubai, gaming_day, currency, reserved_minor)
    SELECT transfer_id, $6, $11::date, currency, amount_minor FROM ordered),
  ${TOLD_OF_ORDERED}`;

function oneOf<Row>(rows: readonly Row[], { fundingId }: NewFunding): Row {
  const [row] = rows;
  if (!row) throw new Error(`funding ${fundingId} was not written`);
  return row;
}

interface FundingRow {
  fundingId: string;
  asset: string;
  merchantId: string;
  amountMinor: number;
  currency: string;
  requestDigest: string | null;
  createdAt: Date;
  updatedAt: Date | null;
  declineCode: FundingErrorCode | null;
  declineMessage: string | null;
  declineDetail: LimitDetail | null;
  transferId: string | null;
  status: FundingTransferStatus | null;
  creditedMinor: number | null;
  failureCode: FundingErrorCode | null;
  failureMessage: string | null;
  remainingMs: number | null;
}

const SELECT_FUNDING = `
  SELECT f.funding_id AS "fundingId", f.asset, f.merchant_id AS "merchantId", f.amount_minor AS "amountMinor", f.currency,
         f.request_digest AS "requestDigest", f.created_at AS "createdAt", t.updated_at AS "updatedAt",
         f.decline_code AS "declineCode", f.decline_message AS "declineMessage", f.decline_detail AS "declineDetail",
         t.transfer_id AS "transferId", t.status, t.credited_minor AS "creditedMinor",
         t.failure_code AS "failureCode", t.failure_message AS "failureMessage",
         (extract(epoch FROM t.answer_by - clock_timestamp()) * 1000)::float8 AS "remainingMs"
  FROM fundings f LEFT JOIN transfers t ON t.funding_id = f.funding_id`;

export async function findFunding(queryable: Queryable, fundingId: string): Promise<FundingRecord | null> {
  const { rows } = await queryable.query<FundingRow>(`${SELECT_FUNDING} WHERE f.funding_id = $1`, [
    fundingId,
  ]);
  return rows[0] ? fundingRecord(rows[0]) : null;
}

export function fundingValues(funding: NewFunding): unknown[] {
  const { fundingId, asset, merchantId, amount, account, requestDigest } = funding;
  return [fundingId, asset, merchantId, amount.minor, amount.currency, account, requestDigest];
}

function fundingRecord(row: FundingRow): FundingRecord {
  const { fundingId, asset, merchantId, currency, requestDigest, createdAt } = row;
  return {
    fundingId,
    asset,
    merchantId,
    amount: { minor: row.amountMinor, currency },
    requestDigest,
    createdAt,
    updatedAt: row.updatedAt ?? createdAt,
    state: fundingState(row),
  };
}

/** The columns that may be null together are tied to the status by CHECKs, which the types cannot say. */
function fundingState(row: FundingRow): FundingRecord['state'] {
  const {
    declineCode,
    declineMessage,
    declineDetail,
    transferId,
    creditedMinor,
    failureCode,
    failureMessage,
  } = row;
  if (declineCode !== null) {
    return { status: 'DECLINED', code: declineCode, message: declineMessage ?? '', limit: declineDetail };
  }
  if (transferId === null || row.status === null) throw new Error(`funding ${row.fundingId} has no transfer`);
  switch (row.status) {
    case 'ORDERED':
    case 'SENT':
    case 'UNCONFIRMED':
      return { status: row.status, transferId, remainingMs: row.remainingMs ?? 0 };
    case 'CREDITED':
      return {
        status: 'CREDITED',
        transferId,
        credited: { minor: creditedMinor ?? 0, currency: row.currency },
      };
    case 'FAILED':
      return {
        status: 'FAILED',
        transferId,
        code: failureCode ?? 'MACHINE_REFUSED',
        message: failureMessage ?? '',
      };
  }
}
