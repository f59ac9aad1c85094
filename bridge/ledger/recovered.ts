/** What a ledger has lost and learned again from the floor, as it is booked [exactly-once]. */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import { designationOf, type TransferId, type TransferOutcome } from '../../protocol/transfer.ts';
import { failureOfRefusal } from './funding-error-code.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { lockFundingId } from './fundings.ts';
import { TOLD_ID } from './transfer-predicates.ts';

/** What a kiosk's journal, or an operator, says became of it; open: it was sent, and that is not known. */
export type LostOutcome = TransferOutcome | { readonly outcome: 'open' };

export interface LostTransfer {
  readonly asset: AssetId;
  readonly merchantId: string;
  readonly transferId: TransferId;
  readonly fundingId: string;
  readonly requested: Money;
  readonly board: BoardMemory;
  readonly outcome: LostOutcome;
}

/**
 * Books the transfer as it was. If its id is not the machine's, or is taken, it is booked under an id that no machine
 * ever has. It is not known which account paid, so no daily limit counts it.
 * @returns under which id; null where the ledger knows the funding already, under another transfer or as declined.
 */
export async function bookLost(
  tx: Queryable,
  { asset, merchantId, transferId, fundingId, requested, board, outcome }: LostTransfer,
  from: Record<string, unknown>,
): Promise<TransferId | null> {
  if ((await lockFundingId(tx, fundingId)) !== null) return null;
  await tx.query(
    `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, recovered)
     VALUES ($1, $2, $3, $4, $5, 'ACCEPTED', true)`,
    [fundingId, asset, merchantId, requested.minor, requested.currency],
  );
  const bookedAs = (await isFree(tx, asset, transferId)) ? transferId : await nextOwnId(tx);
  const credited = outcome.outcome === 'credited' ? outcome.amount.minor : null;
  const [code, message] = outcome.outcome === 'refused' ? failureOfRefusal(outcome.reason) : [null, null];
  await tx.query(
    `INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, status, credited_minor, failure_code,
                            failure_message, answer_by, sent_at, settled_at, board_serial, board_memory, recovered, told_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now(), CASE WHEN $6 <> 'UNCONFIRMED' THEN now() END, $10, $11, true,
             nullif($12, $1))`,
    [
      bookedAs,
      fundingId,
      asset,
      requested.minor,
      requested.currency,
      STATUS[outcome.outcome],
      credited,
      code,
      message,
      board.serial,
      board.memoryId,
      transferId,
    ],
  );
  const account = 'not known: no daily limit counts this';
  await recordAudit(tx, 'transfer.recovered', bookedAs, {
    asset,
    told: transferId,
    fundingId,
    outcome,
    board,
    account,
    ...from,
  });
  return bookedAs;
}

const STATUS = { credited: 'CREDITED', refused: 'FAILED', open: 'UNCONFIRMED' } as const;

/** Whether it was booked already: under another id it is not found by its own. */
export async function isBooked(
  tx: Queryable,
  { asset, transferId, fundingId, board, outcome }: LostTransfer,
): Promise<boolean> {
  const credited = outcome.outcome === 'credited' ? outcome.amount.minor : null;
  const { rows } = await tx.query(
    `SELECT 1 FROM transfers t
     WHERE funding_id = $1 AND asset = $2 AND recovered AND board_serial = $3 AND board_memory = $4
       AND credited_minor IS NOT DISTINCT FROM $5::bigint AND ${TOLD_ID} = $6`,
    [fundingId, asset, board.serial, board.memoryId, credited, transferId],
  );
  return rows.length > 0;
}

/** Whether the id is free, and not another machine's, which would get to it with its next orders. */
async function isFree(tx: Queryable, asset: AssetId, transferId: TransferId): Promise<boolean> {
  const { rows } = await tx.query('SELECT 1 FROM transfers WHERE transfer_id = $1', [transferId]);
  return rows.length === 0 && (await isDesignationOf(tx, asset, transferId));
}

/** Under the designation 000000, which is the ledger's own: no other memory has these ids. */
async function nextOwnId(tx: Queryable): Promise<TransferId> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT '000000-' || lpad(nextval('recovered_transfers')::text, 10, '0') AS id`,
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('no id for a recovered transfer');
  return id;
}

/**
 * Whether the id is of this machine, now or before. A machine of another ledger may also have come with its journal.
 */
export async function isDesignationOf(
  tx: Queryable,
  asset: AssetId,
  transferId: TransferId,
): Promise<boolean> {
  const designation = designationOf(transferId);
  const { rows } = await tx.query<{ ours: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM machines WHERE asset = $1 AND designation = $2)
         OR EXISTS (SELECT 1 FROM transfers WHERE asset = $1 AND transfer_id > $2 || '-' AND transfer_id < $2 || '.') AS ours`,
    [asset, designation],
  );
  return rows[0]?.ours === true;
}

/** Lost orders of the machine whose outcome is not known. */
export async function countLostOpen(tx: Queryable, asset: AssetId): Promise<number> {
  const { rows } = await tx.query<{ many: number }>(
    `SELECT count(*) AS many FROM transfers WHERE asset = $1 AND status = 'UNCONFIRMED' AND recovered`,
    [asset],
  );
  return rows[0]?.many ?? 0;
}
