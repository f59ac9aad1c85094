/**
 * The small deposit by which the owner of an account is known who typed its numbers: the code of three letters that comes with it
 * stands on the bank's statement. What is chosen where the documents are silent: docs/sandbox.md.
 */
import { randomInt } from 'node:crypto';
import { bankingDaysAfter } from '../movable-clock.ts';
import type { MicroDeposit } from './transaction.ts';

/** The documents say one to three. */
const BANKING_DAYS = 2;
/** After so many wrong codes none is taken any more. */
export const MOST_CODES = 3;
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

export type CodeProblem = 'NOT_ARRIVED' | 'WRONG_CODE' | 'NO_MORE_CODES';

/** @param kind `instant` comes at once, while the player waits; `legacy` after days. */
export function newDeposit(kind: 'instant' | 'legacy', now: number): MicroDeposit {
  const letter = () => LETTERS[randomInt(LETTERS.length)] ?? 'A';
  const arrivesAt = kind === 'instant' ? now : bankingDaysAfter(now, BANKING_DAYS);
  return { code: letter() + letter() + letter(), arrivesAt, wrong: 0 };
}

export function hasArrived({ arrivesAt }: MicroDeposit, now: number): boolean {
  return now >= arrivesAt;
}

/** @returns the deposit after it; `problem` null: it is the right one. */
export function tryCode(
  deposit: MicroDeposit,
  typed: string,
  now: number,
): { readonly deposit: MicroDeposit; readonly problem: CodeProblem | null } {
  if (deposit.wrong >= MOST_CODES) return { deposit, problem: 'NO_MORE_CODES' };
  if (!hasArrived(deposit, now)) return { deposit, problem: 'NOT_ARRIVED' };
  if (typed.trim().toUpperCase() === deposit.code) return { deposit, problem: null };
  const wrong = deposit.wrong + 1;
  return {
    deposit: { ...deposit, wrong },
    problem: wrong >= MOST_CODES ? 'NO_MORE_CODES' : 'WRONG_CODE',
  };
}
