/** What Trustly's book of accounts on file says of the payments that were begun here. */
import { fromDecimal } from '../protocol/money.ts';
import type { OnFileTransaction } from '../sandbox/trustly-on-file/control.ts';

/** One try to take the money of a payment. */
export interface OnFileCapture {
  readonly fundingId: string;
  /** Trustly's word, in small letters; `captured` where it is done, `refunding` while a refund takes its banking days. */
  readonly word: string;
  readonly minor: number;
  /** What the casino has of it at Trustly, after what went back or is promised to. */
  readonly heldMinor: number;
  readonly isOpen: boolean;
  readonly createdAt: number;
}

const CURRENCY = 'USD';
/** The money is with the casino, or was. */
const TAKEN = new Set(['Completed', 'Disputed', 'Partially refunded', 'Refunded', 'Reversed']);
const ON_THEIR_WAY = new Set(['New', 'Pending', 'Authorized', 'Processed', 'On hold']);

/** Newest first, as they are given. A payment may have several tries, of which one takes money. */
export function onFileCaptures(transactions: readonly OnFileTransaction[]): OnFileCapture[] {
  return transactions
    .filter(({ type }) => type === 'Capture')
    .map(({ merchantReference, status, amount, refunded, createdAt }) => {
      const [minor, goneMinor] = [minorOf(amount), minorOf(refunded)];
      return {
        fundingId: merchantReference.replace(/\.[0-9]+$/, ''),
        word: status === 'Completed' ? (goneMinor > 0 ? 'refunding' : 'captured') : status.toLowerCase(),
        minor,
        heldMinor: status === 'Reversed' || !TAKEN.has(status) ? 0 : minor - goneMinor,
        isOpen: ON_THEIR_WAY.has(status),
        createdAt,
      };
    });
}

/** Whether a player may pay from it by one tap. */
export function isAccount({ type, status }: OnFileTransaction): boolean {
  return type === 'Authorize' && status === 'Authorized';
}

/** Whether the bank may still take all of it back. */
export function isReversible({ type, status, refunded }: OnFileTransaction): boolean {
  return type === 'Capture' && status === 'Completed' && minorOf(refunded) === 0;
}

function minorOf(amount: string): number {
  return fromDecimal(amount, CURRENCY).minor;
}
