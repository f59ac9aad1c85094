/**
 * A kiosk tells what became of a transfer, and that settles the transfer. If the ledger has lost it, it is booked, so that
 * its funding has an answer when the rail asks for it again. A credit that only a board knows becomes a question for a
 * person [exactly-once] [confirmed-only].
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { recordAuditOnce } from '../ledger/audit.ts';
import { findBooking } from '../ledger/booked-answers.ts';
import { failureOfRefusal } from '../ledger/funding-error-code.ts';
import { lockTransfer, type KnownTransfer } from '../ledger/known-transfers.ts';
import { findOtherEnd, noteOtherEnded, noteOtherUnknown } from '../ledger/never-begun.ts';
import { answerSubject, askQuestion } from '../ledger/questions.ts';
import { bookLost, isBooked, isDesignationOf } from '../ledger/recovered.ts';
import { markCredited, markRefused } from '../ledger/transfer-end.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { settleByCreditElsewhere } from './credit-elsewhere.ts';
import type { FullCredits } from './full-credits.ts';
import { openSubject } from './judge-open.ts';
import {
  creditSubject,
  isCreditOfFailed,
  isDeniedByItsBoard,
  judgeEndWithoutBegin,
  judgeLostResult,
  judgeResult,
  type ResultJudgement,
  type TransferResult,
} from './judge-result.ts';
import type { Teller } from './teller.ts';

/**
 * What the ledger made of a kiosk's result. It has its place in the ledger, and may be acknowledged: `settled`, `known`,
 * `recovered` (the ledger had lost it) and `question` (a person must say whose it is).
 */
export type Settlement =
  | 'settled'
  | 'known'
  | 'recovered'
  | 'question'
  /** There is no room for another question: the kiosk keeps it, and tells it again. */
  | 'full'
  /**
   * Its kiosk has ended it, and it is not known yet whether another order has credited its funding: handled like
   * `full`.
   */
  | 'waits'
  | 'contradiction'
  /** Like a contradiction; and its board is an older copy of itself, about which a person is asked. */
  | 'denied'
  /** It comes from a board that the order did not go to, so it does not count [confirmed-only]. */
  | 'other-board';

export interface Heard {
  readonly settlement: Settlement;
  /** Which transfer of the ledger it is about. */
  readonly transferId: TransferId;
  /** What was credited just now, where that is known here. */
  readonly credited?: Money;
  /** Whether another order of the machine waits, where that is known here. */
  readonly isNextWaiting?: boolean;
}

/**
 * Durable when it resolves. @param sent the order that was sent last on this link, as the ledger had it then. Its credit in
 * full settles the transfer, if the ledger still has it so: in one statement. Everything else is looked up.
 */
export async function hearResult(
  { database, fullCredits }: { readonly database: Database; readonly fullCredits: FullCredits },
  teller: Teller,
  said: TransferResult,
  sent: KnownTransfer | null,
): Promise<Heard> {
  const { transferId, result } = said;
  if (sent !== null && result.outcome === 'credited' && isFull(sent, said) && settles(sent, teller, said)) {
    const { isCredited, isNextWaiting } = await fullCredits.credit(sent);
    if (isCredited) return { settlement: 'settled', transferId, credited: result.amount, isNextWaiting };
  }
  return database.transaction((tx) => settle(tx, teller, said));
}

function isFull(sent: KnownTransfer, { transferId, result }: TransferResult): boolean {
  return (
    sent.transferId === transferId &&
    result.outcome === 'credited' &&
    result.amount.minor === sent.amountMinor &&
    result.amount.currency === sent.currency
  );
}

function settles(sent: KnownTransfer, { asset }: Teller, said: TransferResult): boolean {
  return judgeResult(sent, asset, said) === 'settles';
}

async function settle(tx: Queryable, teller: Teller, said: TransferResult): Promise<Heard> {
  const { asset } = teller;
  const { transferId, board } = said;
  const known = await lockTransfer(tx, transferId);
  const judgement = judgeResult(known, asset, said);
  if (known !== null && judgement !== 'lost') return conclude(tx, asset, known, judgement, said);
  await noteOtherEnded(tx, asset, transferId);
  // A person may have booked it while it was open: under another id, or just now.
  const bookedAs = await findBooking(tx, asset, openSubject(transferId), board);
  if (bookedAs !== null) {
    const ofIt = { ...said, transferId: bookedAs };
    const booked = await lockTransfer(tx, bookedAs);
    const judged = judgeResult(booked, asset, ofIt);
    if (booked !== null && judged !== 'lost') return conclude(tx, asset, booked, judged, ofIt);
  }
  const elsewhere = await settleByCreditElsewhere(tx, asset, said);
  return elsewhere ?? { settlement: await recover(tx, teller, said), transferId };
}

/** Hears the result of a transfer that the ledger has. */
async function conclude(
  tx: Queryable,
  asset: AssetId,
  known: KnownTransfer,
  judgement: Exclude<ResultJudgement, 'lost'>,
  said: TransferResult,
): Promise<Heard> {
  const { transferId, result } = said;
  switch (judgement) {
    case 'known':
      return { settlement: 'known', transferId };
    case 'settles':
      if (result.outcome === 'credited') await markCredited(tx, transferId, result.amount);
      else if (!(await isItsEnd(tx, asset, known))) return { settlement: 'waits', transferId };
      else await markRefused(tx, transferId, ...failureOfRefusal(result.reason));
      return { settlement: 'settled', transferId };
    case 'contradiction':
    case 'other-board': {
      const elsewhere = judgement === 'contradiction' ? await settleByCreditElsewhere(tx, asset, said) : null;
      if (elsewhere !== null) return elsewhere;
      const detail = { ledger: known, cabinet: result, said, asset };
      await recordAuditOnce(tx, `transfer.${judgement}`, transferId, detail);
      if (isDeniedByItsBoard(known, asset, said)) {
        const question = {
          kind: 'BOARD_OLDER',
          subject: transferId,
          detail: { board: known.board },
        } as const;
        await askQuestion(tx, { asset, ...question });
        return { settlement: 'denied', transferId };
      }
      if (result.outcome === 'credited' && isCreditOfFailed(known, asset, said))
        return { settlement: await askAboutFailed(tx, asset, known, result.amount), transferId };
      return { settlement: judgement, transferId };
    }
  }
}

/** It stays failed, as its rail was told: a person must find out whose the money on the meter is. */
async function askAboutFailed(
  tx: Queryable,
  asset: AssetId,
  { transferId, fundingId, board }: KnownTransfer,
  amount: Money,
): Promise<'question' | 'full'> {
  const detail = { transferId, failed: fundingId, board };
  const subject = creditSubject(transferId, board);
  const asked = await askQuestion(tx, { asset, kind: 'UNBOOKED', subject, amount, detail });
  return asked === 'full' ? 'full' : 'question';
}

async function isItsEnd(
  tx: Queryable,
  asset: AssetId,
  { transferId, elsewhere }: KnownTransfer,
): Promise<boolean> {
  if (elsewhere === null) return true;
  const judgement = judgeEndWithoutBegin(elsewhere, await findOtherEnd(tx, asset, elsewhere.transferId));
  if (judgement === 'waits-for-a-person') await noteOtherUnknown(tx, transferId);
  return judgement === 'settles';
}

/** The ledger does not know this id, or has it for another order. */
async function recover(
  tx: Queryable,
  { asset, merchantId }: Teller,
  said: TransferResult,
): Promise<'recovered' | 'question' | 'full' | 'known' | 'contradiction'> {
  const { transferId, fundingId, requested, board, result } = said;
  const reason = 'Its board has said what became of it.';
  await answerSubject(tx, asset, 'UNBOOKED', openSubject(transferId), { actor: 'bridge', reason });
  const judged = judgeLostResult(await isDesignationOf(tx, asset, transferId), said);
  switch (judged.judgement) {
    case 'known':
      return 'known';
    case 'ask': {
      const { subject, amount } = judged;
      const detail = { transferId, fundingId, requested, board };
      const question = { asset, kind: 'UNBOOKED', subject, detail } as const;
      const asked = await askQuestion(tx, { ...question, ...(amount !== null && { amount }) });
      return asked === 'full' ? 'full' : 'question';
    }
    case 'book': {
      const lost = { asset, merchantId, transferId, ...judged.lost, outcome: result };
      if ((await bookLost(tx, lost, { from: 'journal' })) !== null) return 'recovered';
      if (await isBooked(tx, lost)) return 'known';
      const ledger = `the funding ${lost.fundingId} came to another end`;
      const detail = { ledger, cabinet: result, said, asset };
      await recordAuditOnce(tx, 'transfer.contradiction', transferId, detail);
      return result.outcome === 'credited' ? 'contradiction' : 'known';
    }
  }
}
