/**
 * The states of a transfer: one order to one machine. Types and SQL predicates follow from this table; the database's
 * triggers and the documents are tested against it.
 */
interface StateOfTransfer {
  readonly means: string;
  /** Nothing can change it any more. The outcome of one that is not final is not known: it is open. */
  readonly final: boolean;
  /** Whether it can be at the machine. `doubted`: only where the ledger may have forgotten that (MAY_HAVE_LEFT). */
  readonly mayHaveLeft: 'doubted' | 'yes' | 'either';
  /** What a row begins as: by an order of this ledger, or as one that a ledger lost and learned again. */
  readonly begins: 'ordered' | 'recovered' | null;
  /** What it becomes when the funding window ends; null: the window changes nothing. */
  readonly atWindowEnd: string | null;
  readonly next: readonly string[];
  /** How the reservation of the daily limit stands. A recovered transfer has none. */
  readonly reservation: 'RESERVED' | 'COMMITTED' | 'RELEASED';
  /** The status of the funding as the TPAS is told it [confirmed-only]. */
  readonly told: 'UNCONFIRMED' | 'CREDITED' | 'FAILED';
}

export const TRANSFER_STATES = {
  ORDERED: {
    means: 'decided and durable, not sent by this ledger',
    final: false,
    mayHaveLeft: 'doubted',
    begins: 'ordered',
    atWindowEnd: 'FAILED',
    next: ['SENT', 'CREDITED', 'FAILED'], // CREDITED: it had left, and the ledger has forgotten that
    reservation: 'RESERVED',
    told: 'UNCONFIRMED',
  },
  SENT: {
    means: 'handed to the link, in its funding window',
    final: false,
    mayHaveLeft: 'yes',
    begins: null,
    atWindowEnd: 'UNCONFIRMED',
    next: ['UNCONFIRMED', 'CREDITED', 'FAILED'],
    reservation: 'RESERVED',
    told: 'UNCONFIRMED',
  },
  UNCONFIRMED: {
    means: 'its window is over, and the machine has not said what became of it',
    final: false,
    mayHaveLeft: 'yes',
    begins: 'recovered',
    atWindowEnd: null,
    next: ['CREDITED', 'FAILED'],
    reservation: 'RESERVED',
    told: 'UNCONFIRMED',
  },
  CREDITED: {
    means: 'the machine, or an attendant at its meters, confirmed the credit',
    final: true,
    mayHaveLeft: 'yes',
    begins: 'recovered',
    atWindowEnd: null,
    next: [],
    reservation: 'COMMITTED',
    told: 'CREDITED',
  },
  FAILED: {
    means: 'it is certain that no credit follows',
    final: true,
    mayHaveLeft: 'either',
    begins: 'recovered',
    atWindowEnd: null,
    next: [],
    reservation: 'RELEASED',
    told: 'FAILED',
  },
} as const satisfies Record<string, StateOfTransfer>;

type Table = typeof TRANSFER_STATES;
export type TransferStatus = keyof Table;
type StatusWhere<Is> = { [S in TransferStatus]: Table[S] extends Is ? S : never }[TransferStatus];

/** The outcome is not known. */
export type OpenStatus = StatusWhere<{ final: false }>;
/** The end of the funding window still changes it. */
export type WindowStatus = StatusWhere<{ atWindowEnd: string }>;

export const TRANSFER_STATUSES: readonly TransferStatus[] = [
  'ORDERED',
  'SENT',
  'UNCONFIRMED',
  'CREDITED',
  'FAILED',
];

export function isOpen(status: TransferStatus): status is OpenStatus {
  return !TRANSFER_STATES[status].final;
}

/** By this ledger's own word: it is open, and has been sent. */
export function isInFlight(status: TransferStatus): boolean {
  return isOpen(status) && TRANSFER_STATES[status].mayHaveLeft === 'yes';
}

export function isInWindow(status: string): status is WindowStatus {
  return TRANSFER_STATUSES.some((known) => known === status && TRANSFER_STATES[known].atWindowEnd !== null);
}

/** Whether a row may go from one to the other. That it stays the same is no change. */
export function mayBecome(from: TransferStatus, to: TransferStatus): boolean {
  return TRANSFER_STATES[from].next.some((next) => next === to);
}
