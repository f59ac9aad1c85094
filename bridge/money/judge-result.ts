/** What is made of what a kiosk says became of a transfer, from what the ledger has: pure [confirmed-only]. */
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
  /** The ledger does not have that order: a ledger that has lost an order may give its id out again. */
  | 'lost'
  | 'contradiction'
  /** The word of a board that the order did not go to: it counts for nothing. */
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

/** Whether the board that credited it says that it did not: its memory is older than that credit. */
export function isDeniedByItsBoard(known: KnownTransfer, asset: AssetId, said: TransferResult): boolean {
  if (known.status !== 'CREDITED' || known.settledByHand || known.elsewhere !== null) return false;
  if (known.asset !== asset || said.result.outcome !== 'refused') return false;
  return isAbout(known, said) && isSameBoard(said.board, known.board);
}

/**
 * Whether the board that was to credit it says that it did, and the ledger has it as failed: a copy of the board's memory
 * had denied it, or a person had. The money is on the meter, and its payment was given up.
 */
export function isCreditOfFailed(known: KnownTransfer, asset: AssetId, said: TransferResult): boolean {
  if (known.status !== 'FAILED' || known.asset !== asset || said.result.outcome !== 'credited') return false;
  return isAbout(known, said) && isSameBoard(said.board, known.board);
}

/**
 * For a transfer that its kiosk has ended after all, and never began because of another one: whether that is its end.
 * `waits-for-a-person`: only a person can find out.
 */
export function judgeEndWithoutBegin(
  elsewhere: KnownTransfer['elsewhere'],
  other: {
    /** Somebody is asked whose its credit is. */
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
 * For the credit of another order, where the kiosk never began the funding's own order because of it. `exceeds`: it is
 * more than was ordered, or in another currency, and a person settles it.
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

/** The same, where a person says that the credit is that of the funding: it must be the order that the kiosk waited for. */
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

/** By the funding; where only a board knows of a credit, by that board, and by an order that has not left. */
function isOfAnotherOrder(known: KnownTransfer, said: TransferResult): boolean {
  if (said.fundingId !== null) return said.fundingId !== known.fundingId;
  if (said.result.outcome === 'refused') return false;
  const isUnsent = known.status === 'ORDERED' && !known.mayHaveLeft;
  return !isAbout(known, said) || !isFromItsBoard(known, said) || isUnsent;
}

/**
 * A moved board may also tell what the ledger has from the machine where the board was before. When a kiosk ends an
 * order that was never begun, that says nothing about the other order, which credited its funding.
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

/** An order that is CREDITED by the credit of another one has one of its own. */
function isSecondCredit(known: KnownTransfer, asset: AssetId, said: TransferResult): boolean {
  if (said.result.outcome !== 'credited' || known.elsewhere === null || known.asset !== asset) return false;
  return !isOther(known, said);
}

function isOther({ elsewhere }: KnownTransfer, { transferId, board }: OtherTransfer): boolean {
  return elsewhere?.transferId === transferId && isSameBoard(elsewhere.board, board);
}

/** The same order: where the kiosk knows for what it was, and how much. */
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

/** A kiosk that refuses an order before any board had it says so without a board. */
function isFromItsBoard(known: KnownTransfer, { board, result }: TransferResult): boolean {
  return board === null ? result.outcome === 'refused' : isSameBoard(board, known.board);
}
