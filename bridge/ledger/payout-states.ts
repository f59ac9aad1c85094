/**
 * The states of a payout. Until its money has left the machine, its state is that of its transfer. From then on, it is
 * that of its row of the outbox, which exists exactly when the transfer is DEBITED: no state is kept twice. Types and
 * SQL predicates follow from this table; the database and the documents are tested against it.
 */
import { TRANSFER_STATES, type TransferStatus } from './transfer-states.ts';

interface StateOfDebt {
  readonly means: string;
  /** Where the player's money is [where-the-money-is]. */
  readonly moneyIs: 'with the property' | 'at the rail' | 'with the player';
  /** Whether only a person can go on. */
  readonly waitsForPerson: boolean;
  /** Nothing can change it any more. PAID is not final: a bank may send the money back days later. */
  readonly final: boolean;
  readonly next: readonly string[];
}

/** What becomes of the money of a payout after it has left the machine. */
export const DEBT_STATES = {
  DUE: {
    means: "the player's; the rail is asked to pay it, again and again under the same key",
    moneyIs: 'with the property',
    waitsForPerson: false,
    final: false,
    next: ['PAYING', 'PAID', 'REFUSED', 'RETURNED'],
  },
  PAYING: {
    means: 'the rail has taken the order',
    moneyIs: 'at the rail',
    waitsForPerson: false,
    final: false,
    next: ['PAID', 'RETURNED'],
  },
  PAID: {
    means: 'the rail told that it was paid',
    moneyIs: 'with the player',
    waitsForPerson: false,
    final: false,
    next: ['RETURNED'],
  },
  REFUSED: {
    means: 'the rail certainly does not pay it: an attendant does',
    moneyIs: 'with the property',
    waitsForPerson: true,
    final: false,
    next: ['PAYING', 'PAID', 'RETURNED', 'SETTLED_BY_HAND'], // the first three: an earlier try is answered late
  },
  RETURNED: {
    means: 'the rail told that the money came back: an attendant pays it',
    moneyIs: 'with the property',
    waitsForPerson: true,
    final: false,
    next: ['SETTLED_BY_HAND'],
  },
  SETTLED_BY_HAND: {
    means: 'a person has paid it in another way, and said how',
    moneyIs: 'with the player',
    waitsForPerson: false,
    final: true,
    next: [],
  },
} as const satisfies Record<string, StateOfDebt>;

export type DebtState = keyof typeof DEBT_STATES;
/** Of a transfer that belongs to a payout and has moved nothing yet, or never will. */
export type PayoutTransferStatus = Exclude<TransferStatus, 'CREDITED' | 'DEBITED'>;
export type PayoutState = PayoutTransferStatus | DebtState;

interface StateOfPayout {
  readonly means: string;
  readonly final: boolean;
}

export const PAYOUT_STATES: Readonly<Record<PayoutState, StateOfPayout>> = {
  ORDERED: TRANSFER_STATES.ORDERED,
  SENT: TRANSFER_STATES.SENT,
  UNCONFIRMED: TRANSFER_STATES.UNCONFIRMED,
  FAILED: TRANSFER_STATES.FAILED,
  ...DEBT_STATES,
};

export const DEBT_STATE_NAMES = Object.keys(DEBT_STATES) as readonly DebtState[];

export function debtMayBecome(from: DebtState, to: DebtState): boolean {
  return DEBT_STATES[from].next.some((next) => next === to);
}
