/**
 * What a ledger has lost and learns again from the floor: a transfer that a kiosk's journal tells with its funding is
 * booked, so that the same funding, asked for again, has its answer; one that only a board knows is a question
 * [exactly-once].
 */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import { designationOf, type TransferId, type TransferOutcome } from '../../protocol/transfer.ts';
import { failureOfRefusal } from './funding-error-code.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit, recordAuditOnce } from './audit.ts';
import { lockFundingId } from './fundings.ts';
import { answerSubject, askQuestion } from './questions.ts';

export type TransferResult = Extract<KioskMessage, { type: 'transfer.result' }>;

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

/** The ledger does not know this id, or has it for another order. */
export async function recoverTransfer(
  tx: Queryable,
  asset: AssetId,
  merchantId: string,
  said: TransferResult,
): Promise<'recovered' | 'question' | 'full' | 'known' | 'contradiction'> {
  const { transferId, fundingId, requested, board, result: outcome } = said;
  const told = 'Its board has said what became of it.';
  await answerSubject(tx, asset, 'UNBOOKED', openSubject(transferId), { actor: 'bridge', reason: told });
  const isOurs = await isDesignationOf(tx, asset, transferId);
  if (
    isOurs &&
    fundingId !== null &&
    requested !== null &&
    board !== null &&
    isPossible(requested, outcome)
  ) {
    const lost = { asset, merchantId, transferId, fundingId, requested, board, outcome };
    if ((await bookLost(tx, lost, { from: 'journal' })) !== null) return 'recovered';
    if (await isBooked(tx, lost)) return 'known';
    await recordAuditOnce(tx, 'transfer.contradiction', transferId, {
      ledger: `the funding ${fundingId} came to another end`,
      cabinet: outcome,
      said,
      asset,
    });
    return outcome.outcome === 'credited' ? 'contradiction' : 'known';
  }
  // Nothing was credited: there is nothing to book, and an order that was refused is refused for good.
  if (outcome.outcome === 'refused') return 'known';
  const detail = { transferId, fundingId, requested, board };
  const subject = creditSubject(transferId, board);
  const amount = outcome.amount.minor > 0 && { amount: outcome.amount };
  const asked = await askQuestion(tx, { asset, kind: 'UNBOOKED', subject, ...amount, detail });
  return asked === 'full' ? 'full' : 'question';
}

/** No more is credited than was ordered, and in the same currency: anything else is no transfer that can be booked. */
function isPossible(requested: Money, outcome: TransferOutcome): boolean {
  if (requested.minor === 0) return false;
  if (outcome.outcome === 'refused') return true;
  const { minor, currency } = outcome.amount;
  return currency === requested.currency && minor > 0 && minor <= requested.minor;
}

/** Of the question about a credit that is not booked: two boards may have one under the same id. */
export function creditSubject(transferId: TransferId, board: BoardMemory | null): string {
  return board === null ? transferId : `${transferId} at ${board.serial}/${board.memoryId}`;
}

/** Of the question about an order that is open at the machine: its end is another matter. */
export function openSubject(transferId: TransferId): string {
  return `${transferId} open`;
}

/**
 * Books it as it was, but for an id that is not the machine's or is taken: then under one that no machine ever has.
 * Whose account paid is not known: its daily limit does not count it.
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
                            failure_message, answer_by, sent_at, settled_at, board_serial, board_memory, recovered)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now(), CASE WHEN $6 <> 'UNCONFIRMED' THEN now() END, $10, $11, true)`,
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

/** Whether that has happened already: under another id it is not found by its own. */
async function isBooked(
  tx: Queryable,
  { asset, transferId, fundingId, board, outcome }: LostTransfer,
): Promise<boolean> {
  const credited = outcome.outcome === 'credited' ? outcome.amount.minor : null;
  const { rows } = await tx.query(
    `SELECT 1 FROM transfers t JOIN audit a ON a.subject = t.transfer_id AND a.event = 'transfer.recovered'
     WHERE t.funding_id = $1 AND t.asset = $2 AND t.recovered AND t.board_serial = $3 AND t.board_memory = $4
       AND t.credited_minor IS NOT DISTINCT FROM $5::bigint AND a.detail->>'told' = $6`,
    [fundingId, asset, board.serial, board.memoryId, credited, transferId],
  );
  return rows.length > 0;
}

/** Not another machine's, which would come to it with its next orders. */
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

/** Of this machine, now or before. Another ledger's machine, too, may have come with its journal. */
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
