/** Judges what a kiosk tells about its journal and its board, by what the ledger has: pure [exactly-once]. */
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import { designationOf, type TransferId } from '../../protocol/transfer.ts';
import type { IdRange, MachineMemory } from '../ledger/memories.ts';
import type { Question } from '../ledger/questions.ts';

export type MemoryReport = Extract<KioskMessage, { type: 'memory' }>;

type NewQuestion = Pick<Question, 'kind' | 'subject' | 'detail'>;

/**
 * No machine uses more numbers than this while a ledger is away. It is years of use, and far from the last possible number.
 */
export const MOST_NUMBERS_AHEAD = 100_000;

/** The machine's six digits, and the number of its last order. */
type Numbers = Pick<MachineMemory, 'designation' | 'last'>;

interface NumbersJudgement {
  /** False: what the kiosk tells cannot be true. */
  readonly plausible: boolean;
  readonly question: NewQuestion | null;
  /**
   * The new number of the last order of the machine, so that no id that the machine has seen is given out; null: the
   * number stays.
   */
  readonly raiseTo: number | null;
}

export function judgeNumbers(
  { designation, last }: Numbers,
  { journalLast, boardLast, incompleteBelow }: MemoryReport,
): NumbersJudgement {
  const told = [journalLast, boardLast, incompleteBelow].filter((id) => id !== null);
  // The kiosk was welcomed before the machine got a new designation: its next link tells it the new one.
  if (told.some((id) => designationOf(id) !== designation))
    return { plausible: false, question: null, raiseTo: null };
  const highest = Math.max(0, ...told.map(numberOf));
  if (highest > last + MOST_NUMBERS_AHEAD) {
    const detail = { last, journalLast, boardLast };
    const question: NewQuestion = { kind: 'IMPLAUSIBLE', subject: idOf(designation, highest), detail };
    return { plausible: false, question, raiseTo: null };
  }
  const raiseTo = highest > last ? highest : null;
  return { plausible: true, question: questionAboutGap(last + 1, incompleteBelow), raiseTo };
}

function questionAboutGap(from: number, incompleteBelow: TransferId | null): NewQuestion | null {
  if (incompleteBelow === null || numberOf(incompleteBelow) <= from) return null;
  const detail = { from, below: numberOf(incompleteBelow) };
  return { kind: 'INCOMPLETE', subject: incompleteBelow, detail };
}

/** The range of ids in which a credit of this board in the ledger is one that the board has lost. */
export function lostByBoard({ designation }: Numbers, { boardLast }: MemoryReport): IdRange {
  return { after: boardLast ?? `${designation}-`, before: `${designation}.` };
}

/** The kiosk compares its journal with the board. When it has lost its journal too, the ledger still knows the credit. */
export function olderBoard(credited: TransferId, { board, boardLast }: MemoryReport): NewQuestion {
  return { kind: 'BOARD_OLDER', subject: credited, detail: { board, boardLast } };
}

/** The machine was heard in this run already, or it is the board that the ledger knows. */
export function isKnownWitness(machine: MachineMemory, { board }: MemoryReport): boolean {
  return machine.heardIn === machine.run || isSameBoard(machine.board, board);
}

/**
 * A ledger that was set back may lack orders, and a unit with a new journal and a new board cannot tell them. So its
 * silence proves nothing: only a journal that has everything that was sent is a witness.
 * @param sent the last id that this ledger has sent; null: none.
 */
export function isNewWitness(
  { board }: MachineMemory,
  { journalLast }: MemoryReport,
  sent: TransferId | null,
): boolean {
  if (journalLast !== null && journalLast >= (sent ?? '')) return true;
  return board === null && sent === null; // as far as this ledger knows, no kiosk has ever spoken for the machine
}

export function nobodyKnows(
  { designation, last, run }: MachineMemory,
  { journalLast, boardLast }: MemoryReport,
): NewQuestion {
  const from = last + 1;
  // Asked once for each run: an answer for an earlier run says nothing about this one.
  const subject = `${idOf(designation, from)} in ${run}`;
  return { kind: 'INCOMPLETE', subject, detail: { from, journalLast, boardLast } };
}

/** `first`: the machine had none before. `other`: another one than before. */
export function judgeBoard(before: BoardMemory | null, now: BoardMemory): 'same' | 'first' | 'other' {
  if (isSameBoard(before, now)) return 'same';
  return before === null ? 'first' : 'other';
}

/** A machine's board may be replaced. Two boards that take turns, or are there at once, are an alarm. */
export function areTwoBoards(other: {
  /** The machine never had it before. */
  readonly isNew: boolean;
  /** The link with the board before was still there when this link came. */
  readonly whileBeforeStood: boolean;
}): boolean {
  return !other.isNew || other.whileBeforeStood;
}

/** The id after which the kiosk must tell again all that it knows; null: it must tell everything. */
export function tellAfter({ designation, last }: Numbers, neverSent: TransferId | null): TransferId | null {
  // This ledger says that the order never left. But the ledger may have been restored from a copy, and the order may have
  // left after that copy was made.
  const number = neverSent === null ? last : numberOf(neverSent) - 1;
  return number === 0 ? null : idOf(designation, number);
}

function idOf(designation: string, number: number): TransferId {
  return `${designation}-${String(number).padStart(10, '0')}`;
}

function numberOf(transferId: TransferId): number {
  return Number(transferId.slice(7));
}
