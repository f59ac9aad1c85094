/**
 * An order that a kiosk's journal holds open: sent to a board, and not known what became of it. A ledger that has lost it
 * books it as UNCONFIRMED, so that its funding, asked for again, has this order for its answer and gets no second one;
 * what cannot be booked is a question [exactly-once] [confirmed-only]. Of one machine there is room for so many, as for
 * questions: no kiosk fills the ledger.
 */
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAuditOnce } from './audit.ts';
import { findBooking } from './booked-answers.ts';
import { countFurther, MOST_OPEN } from './further-questions.ts';
import { findFunding } from './fundings.ts';
import { noteNeverBegun } from './never-begun.ts';
import { askQuestion } from './questions.ts';
import { bookLost, isDesignationOf, openSubject } from './recovered.ts';

export type TransferOpen = Extract<KioskMessage, { type: 'transfer.open' }>;

/**
 * `known`: the ledger has it, or has nothing to add; `recovered` and `question`: it had lost it; `full`: the same, and there
 * is no room for it. It is only counted: the kiosk tells it again on its next link.
 */
export type OpenFinding = 'known' | 'recovered' | 'question' | 'full';

interface KnownOrder {
  asset: string;
  fundingId: string;
  status: string;
  serial: string;
  memoryId: string;
}

export async function learnOpen(
  tx: Queryable,
  asset: AssetId,
  merchantId: string,
  said: TransferOpen,
): Promise<OpenFinding> {
  const { transferId, fundingId, requested, board } = said;
  const known = await findOrder(tx, transferId);
  if (known !== null && isThatOrder(known, said)) {
    if (known.asset !== asset) {
      // No machine's word on the order of another one counts.
      await contradict(tx, asset, said, `has it as an order of ${known.asset}`);
      return 'known';
    }
    // Whatever this ledger has of it, it has left.
    if (known.status === 'ORDERED')
      await tx.query(`UPDATE transfers SET doubtful = true WHERE transfer_id = $1 AND status = 'ORDERED'`, [
        transferId,
      ]);
    if (said.other !== null) {
      await noteNeverBegun(tx, asset, transferId, said.other);
      await recordAuditOnce(tx, 'transfer.never-begun', transferId, { cabinet: OPEN, said, asset });
    }
    return 'known';
  }
  if ((await findBooking(tx, asset, openSubject(transferId), board)) !== null) return 'known';
  const amount = requested !== null && requested.minor > 0 ? requested : null;
  if (fundingId !== null && (await findFunding(tx, fundingId)) !== null) {
    // A funding has one transfer for ever. The kiosk begins no other one for it (docs/egm-link.md).
    await contradict(tx, asset, said, `has the funding ${fundingId} declined, or under another transfer`);
    return 'known';
  }
  const isFree = known === null && (await isDesignationOf(tx, asset, transferId));
  if (isFree && fundingId !== null && amount !== null && board !== null) {
    if (!(await hasRoom(tx, asset))) {
      await leaveOutOpen(tx, asset, said);
      return 'full';
    }
    const lost = { asset, merchantId, transferId, fundingId, requested: amount, board, outcome: OPEN };
    if ((await bookLost(tx, lost, { from: 'journal' })) !== null) return 'recovered';
  }
  const asked = await askQuestion(tx, {
    asset,
    kind: 'UNBOOKED',
    subject: openSubject(transferId),
    ...(amount !== null && { amount }),
    detail: { transferId, fundingId, requested, board, open: true },
  });
  return asked === 'full' ? 'full' : 'question';
}

/** One for which there is no room is counted in a question, which closes the machine. */
export async function leaveOutOpen(
  tx: Queryable,
  asset: AssetId,
  { transferId }: TransferOpen,
): Promise<void> {
  await countFurther(tx, asset, 'UNBOOKED', openSubject(transferId));
}

/** For another order of this machine that was lost and is open. */
async function hasRoom(tx: Queryable, asset: AssetId): Promise<boolean> {
  const { rows } = await tx.query<{ many: number }>(
    `SELECT count(*) AS many FROM transfers WHERE asset = $1 AND status = 'UNCONFIRMED' AND recovered`,
    [asset],
  );
  return (rows[0]?.many ?? 0) < MOST_OPEN;
}

async function contradict(tx: Queryable, asset: AssetId, said: TransferOpen, ledger: string): Promise<void> {
  const detail = { ledger, cabinet: OPEN, said, asset };
  await recordAuditOnce(tx, 'transfer.contradiction', said.transferId, detail);
}

const OPEN = { outcome: 'open' } as const;

async function findOrder(tx: Queryable, transferId: string): Promise<KnownOrder | null> {
  const { rows } = await tx.query<KnownOrder & Record<string, unknown>>(
    `SELECT asset, funding_id AS "fundingId", status, board_serial AS serial, board_memory AS "memoryId"
     FROM transfers WHERE transfer_id = $1`,
    [transferId],
  );
  return rows[0] ?? null;
}

/** By the funding; where the kiosk does not know it, by the board, where it knows that. */
function isThatOrder({ fundingId, serial, memoryId }: KnownOrder, said: TransferOpen): boolean {
  if (said.fundingId !== null) return said.fundingId === fundingId;
  const board: BoardMemory = { serial, memoryId };
  return said.board === null || isSameBoard(said.board, board);
}
