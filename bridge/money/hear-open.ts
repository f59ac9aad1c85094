/**
 * A kiosk tells of an order that is open in its journal: it was sent to a board, and its outcome is not known. If the
 * ledger has lost the order, it books it as UNCONFIRMED. When the rail asks for its funding again, this order is the
 * answer, and there is no second order. What cannot be booked becomes a question for a person [exactly-once]
 * [confirmed-only]. Both are limited for each machine, so that no kiosk can fill the ledger.
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import { recordAuditOnce } from '../ledger/audit.ts';
import { findBooking } from '../ledger/booked-answers.ts';
import { countFurther, MOST_OPEN } from '../ledger/further-questions.ts';
import { findFunding } from '../ledger/fundings.ts';
import { findTransfer, noteLeft, type KnownTransfer } from '../ledger/known-transfers.ts';
import { noteNeverBegun } from '../ledger/never-begun.ts';
import { askQuestion } from '../ledger/questions.ts';
import { bookLost, countLostOpen, isDesignationOf } from '../ledger/recovered.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import {
  judgeLostOpen,
  judgeOpen,
  OPEN,
  openSubject,
  orderedBy,
  type LostOpenFacts,
  type TransferOpen,
} from './judge-open.ts';
import type { Teller } from './teller.ts';

/**
 * `known`: the ledger has it, or there is nothing to book. `recovered` and `question`: the ledger had lost it. `full`: the
 * ledger had lost it and has no room for it, so it is only counted, and the kiosk tells it again on its next link.
 */
export type OpenFinding = 'known' | 'recovered' | 'question' | 'full';

/** Durable when it resolves. */
export async function hearOpen(database: Database, teller: Teller, said: TransferOpen): Promise<OpenFinding> {
  return database.transaction((tx) => learn(tx, teller, said));
}

/** Counts an order for which there is no room, in a question that closes the machine. Durable when it resolves. */
export async function leaveOutOpen(database: Database, asset: AssetId, said: TransferOpen): Promise<void> {
  await database.transaction((tx) => count(tx, asset, said));
}

async function learn(tx: Queryable, teller: Teller, said: TransferOpen): Promise<OpenFinding> {
  const { asset } = teller;
  const known = await findTransfer(tx, said.transferId);
  switch (judgeOpen(known, asset, said)) {
    case 'lost':
      return learnLost(tx, teller, known, said);
    case 'foreign':
      await contradict(tx, asset, said, `has it as an order of ${known?.asset}`);
      return 'known';
    case 'ours':
      await noteLeft(tx, said.transferId);
      if (said.other !== null) {
        await noteNeverBegun(tx, asset, said.transferId, said.other);
        const detail = { cabinet: OPEN, said, asset };
        await recordAuditOnce(tx, 'transfer.never-begun', said.transferId, detail);
      }
      return 'known';
  }
}

async function learnLost(
  tx: Queryable,
  { asset, merchantId }: Teller,
  known: KnownTransfer | null,
  said: TransferOpen,
): Promise<OpenFinding> {
  const { transferId, fundingId, requested, board } = said;
  const judged = judgeLostOpen(await factsOf(tx, asset, known, said), said);
  switch (judged.judgement) {
    case 'known':
      return 'known';
    case 'contradiction':
      await contradict(tx, asset, said, `has the funding ${fundingId} declined, or under another transfer`);
      return 'known';
    case 'full':
      await count(tx, asset, said);
      return 'full';
    case 'book': {
      const lost = { asset, merchantId, transferId, ...judged.lost, outcome: OPEN };
      if ((await bookLost(tx, lost, { from: 'journal' })) !== null) return 'recovered';
      break; // somebody has asked for the funding just now
    }
    case 'ask':
      break;
  }
  const amount = orderedBy(said);
  const asked = await askQuestion(tx, {
    asset,
    kind: 'UNBOOKED',
    subject: openSubject(transferId),
    ...(amount !== null && { amount }),
    detail: { transferId, fundingId, requested, board, open: true },
  });
  return asked === 'full' ? 'full' : 'question';
}

async function factsOf(
  tx: Queryable,
  asset: AssetId,
  known: KnownTransfer | null,
  { transferId, fundingId, board }: TransferOpen,
): Promise<LostOpenFacts> {
  return {
    isBooked: (await findBooking(tx, asset, openSubject(transferId), board)) !== null,
    isFundingKnown: fundingId !== null && (await findFunding(tx, fundingId)) !== null,
    isFree: known === null && (await isDesignationOf(tx, asset, transferId)),
    hasRoom: (await countLostOpen(tx, asset)) < MOST_OPEN,
  };
}

async function count(tx: Queryable, asset: AssetId, { transferId }: TransferOpen): Promise<void> {
  await countFurther(tx, asset, 'UNBOOKED', openSubject(transferId));
}

async function contradict(tx: Queryable, asset: AssetId, said: TransferOpen, ledger: string): Promise<void> {
  const detail = { ledger, cabinet: OPEN, said, asset };
  await recordAuditOnce(tx, 'transfer.contradiction', said.transferId, detail);
}
