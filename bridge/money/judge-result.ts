/** Judges what a kiosk says became of a transfer, by what the ledger has: pure [confirmed-only]. */
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage, OtherTransfer } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { KnownTransfer } from '../ledger/known-transfers.ts';
import { isOpen } from '../ledger/transfer-states.ts';

export type TransferResult = Extract<KioskMessage, { type: 'transfer.result' }>;

export type ResultJudgement =
  | 'settles'
  | 'known'
  /** The ledger does not have that order. It may have lost it, and may have given its id to another order since. */
  | 'lost'
  | 'contradiction'
  /** It comes from a board that the order did not go to, so it does not count. */
  | 'other-board';

/** @param known what the ledger has under the id; null: nothing. */
export function judgeResult(
  known: KnownTransfer | null,
  asset: AssetId,
  said: TransferResult,
): ResultJudgement {
  if (known === null || isOfAnotherOrder(known, said)) return 'lost';
  if (isRepetition(known, said) && !isSecondCredit(known, asset, said)) return 'known';
  if (known.asset !== asset || !isAbout(known, said) || !isPossible(known, said)) return 'contradiction';
  return isFromItsBoard(known, said) ? 'settles' : 'other-board';
}

/** Whether the board that credited it now says that it did not: the memory of the board is older than that credit. */
export function isDeniedByItsBoard(known: KnownTransfer, asset: AssetId, said: TransferResult): boolean {
  if (known.status !== 'CREDITED' || known.settledByHand || known.elsewhere !== null) return false;
  if (known.asset !== asset || said.result.outcome !== 'refused') return false;
  return isAbout(known, said) && isSameBoard(said.board, known.board);
}

/**
 * Whether the board says that it has credited a transfer that the ledger has as failed, because a copy of the board's
 * memory, or a person, had denied the credit. The money is on the meter, and its payment was given up.
 */
export function isCreditOfFailed(known: KnownTransfer, asset: AssetId, said: TransferResult): boolean {
  if (known.status !== 'FAILED' || known.asset !== asset || said.result.outcome !== 'credited') return false;
  return isAbout(known, said) && isSameBoard(said.board, known.board);
}

/**
 * The kiosk never began this transfer because of another one, and now tells its end: whether that settles it.
 * `waits-for-a-person`: only a person can find out.
 */
export function judgeEndWithoutBegin(
  elsewhere: KnownTransfer['elsewhere'],
  other: {
    /** A person is asked whose credit it is. */
    readonly isAskedAbout: boolean;
    /** The ledger has its end, under its own id. */
    readonly isSettled: boolean;
  },
): 'settles' | 'waits' | 'waits-for-a-person' {
  if (other.isAskedAbout) return 'waits';
  if (elsewhere === null || elsewhere.end === 'ENDED' || other.isSettled) return 'settles';
  return elsewhere.end === 'OPEN' ? 'waits-for-a-person' : 'waits';
}

/**
 * The kiosk never began the order of the funding because of another order, which is now credited: whether that is the
 * credit of the funding. `exceeds`: it is more than was ordered, or in another currency, so a person settles it.
 */
export function judgeCreditElsewhere(
  order: KnownTransfer | null,
  other: OtherTransfer,
  credited: Money,
): 'credits' | 'exceeds' | 'known' | 'none' {
  if (order === null || order.elsewhere === null) return 'none';
  if (isOpen(order.status)) return isWithin(order, credited) ? 'credits' : 'exceeds';
  const isHad = order.elsewhere.end === 'CREDITED' || order.creditedMinor === credited.minor;
  return isHad && isOther(order, other) ? 'known' : 'none';
}

/** The same, when a person says that it is the credit of the funding: it must be the order that the kiosk waited for. */
export function judgeCreditByPerson(
  order: KnownTransfer | null,
  other: OtherTransfer,
  credited: Money,
): 'credits' | 'none' {
  if (order === null || !isOther(order, other)) return 'none';
  return judgeCreditElsewhere(order, other, credited) === 'credits' ? 'credits' : 'none';
}

export type LostResultJudgement =
  | {
      readonly judgement: 'book';
      readonly lost: { readonly fundingId: string; readonly requested: Money; readonly board: BoardMemory };
    }
  /** Nothing was credited: there is nothing to book, and an order that was refused is refused for good. */
  | { readonly judgement: 'known' }
  /** A credit that cannot be booked: a person must say whose it is. */
  | { readonly judgement: 'ask'; readonly subject: string; readonly amount: Money | null };

/**
 * Judges the result of an order that the ledger has lost. @param isOurs the id is one of this machine's, now or before.
 */
export function judgeLostResult(isOurs: boolean, said: TransferResult): LostResultJudgement {
  const { transferId, fundingId, requested, board, result } = said;
  if (isOurs && fundingId !== null && requested !== null && board !== null && canBeBooked(requested, said))
    return { judgement: 'book', lost: { fundingId, requested, board } };
  if (result.outcome === 'refused') return { judgement: 'known' };
  const amount = result.amount.minor > 0 ? result.amount : null;
  return { judgement: 'ask', subject: creditSubject(transferId, board), amount };
}

/** The subject of the question about a credit that is not booked: two boards may have a credit under the same id. */
export function creditSubject(transferId: TransferId, board: BoardMemory | null): string {
  return board === null ? transferId : `${transferId} at ${board.serial}/${board.memoryId}`;
}

/** No more is credited than was ordered, and in the same currency: anything else is no transfer that can be booked. */
function canBeBooked(requested: Money, { result }: TransferResult): boolean {
  if (requested.minor === 0) return false;
  if (result.outcome === 'refused') return true;
  const { minor, currency } = result.amount;
  return currency === requested.currency && minor > 0 && minor <= requested.minor;
}

/**
 * Compares the funding. When only a board knows of a credit, compares amount and board; an order that has not left is then
 * another one too.
 */
function isOfAnotherOrder(known: KnownTransfer, said: TransferResult): boolean {
  if (said.fundingId !== null) return said.fundingId !== known.fundingId;
  if (said.result.outcome === 'refused') return false;
  const isUnsent = known.status === 'ORDERED' && !known.mayHaveLeft;
  return !isAbout(known, said) || !isFromItsBoard(known, said) || isUnsent;
}

/**
 * A board that was moved may repeat what the ledger heard from the machine where the board was before. When a kiosk ends
 * an order that was never begun, that says nothing about the other order, which credited its funding.
 */
function isRepetition(known: KnownTransfer, said: TransferResult): boolean {
  const { result } = said;
  if (result.outcome === 'refused')
    return known.status === 'FAILED' || (known.status === 'CREDITED' && known.elsewhere !== null);
  return (
    known.status === 'CREDITED' &&
    known.creditedMinor === result.amount.minor &&
    known.currency === result.amount.currency &&
    isAbout(known, said) &&
    isFromItsBoard(known, said)
  );
}

/** The order is CREDITED because another order was, and now it has a credit of its own too. */
function isSecondCredit(known: KnownTransfer, asset: AssetId, said: TransferResult): boolean {
  if (said.result.outcome !== 'credited' || known.elsewhere === null || known.asset !== asset) return false;
  return !isOther(known, said);
}

function isOther({ elsewhere }: KnownTransfer, { transferId, board }: OtherTransfer): boolean {
  return elsewhere?.transferId === transferId && isSameBoard(elsewhere.board, board);
}

/** The same order: funding and amount are those of the ledger, as far as the kiosk knows them. */
function isAbout(known: KnownTransfer, { fundingId, requested }: TransferResult): boolean {
  if (fundingId !== null && fundingId !== known.fundingId) return false;
  return (
    requested === null || (requested.minor === known.amountMinor && requested.currency === known.currency)
  );
}

function isPossible(known: KnownTransfer, { fundingId, result }: TransferResult): boolean {
  const hasLeft = known.status !== 'ORDERED' || known.mayHaveLeft || fundingId !== null;
  if (!isOpen(known.status) || !hasLeft) return false;
  return result.outcome === 'refused' || isWithin(known, result.amount);
}

function isWithin({ amountMinor, currency }: KnownTransfer, credited: Money): boolean {
  return credited.currency === currency && credited.minor > 0 && credited.minor <= amountMinor;
}

/** A kiosk that refuses an order before it went to any board names no board. */
function isFromItsBoard(known: KnownTransfer, { board, result }: TransferResult): boolean {
  return board === null ? result.outcome === 'refused' : isSameBoard(board, known.board);
}
