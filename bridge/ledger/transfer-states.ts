/**
 * The states of a transfer: one order to one machine, which moves money one way. Types and SQL predicates follow from these
 * tables; the database's triggers and the documents are tested against them.
 */
interface DirectionOfTransfer {
  readonly means: string;
  /** What a transfer in this direction belongs to: one of these, and nothing else. */
  readonly of: 'funding' | 'payout';
  /** What it becomes when the machine confirms that the money moved. */
  readonly moved: string;
}

export const TRANSFER_DIRECTIONS = {
  'to-machine': { means: "money goes to the machine's credit meter", of: 'funding', moved: 'CREDITED' },
  'from-machine': { means: 'money leaves the credit meter for the player', of: 'payout', moved: 'DEBITED' },
} as const satisfies Record<string, DirectionOfTransfer>;

export type TransferDirection = keyof typeof TRANSFER_DIRECTIONS;

interface StateOfTransfer {
  readonly means: string;
  /** Which transfers come to it. */
  readonly direction: TransferDirection | 'both';
  /** Nothing can change it any more. A transfer that is not final is open: its outcome is not known. */
  readonly final: boolean;
  /**
   * Whether the order can be at the machine. `doubted`: only where the ledger may have forgotten that (MAY_HAVE_LEFT).
   */
  readonly mayHaveLeft: 'doubted' | 'yes' | 'either';
  /**
   * How a row can begin in this state: by an order of this ledger, or as a transfer that a ledger lost and learned
   * again.
   */
  readonly begins: 'ordered' | 'recovered' | null;
  /** What it becomes when the funding window ends; null: the window changes nothing. */
  readonly atWindowEnd: string | null;
  readonly next: readonly string[];
  /** How the reservation of the daily limit stands. A recovered transfer has none, nor has one from a machine. */
  readonly reservation: 'RESERVED' | 'COMMITTED' | 'RELEASED' | null;
  /** The status of the funding as the TPAS is told it [confirmed-only]. */
  readonly told: 'UNCONFIRMED' | 'CREDITED' | 'FAILED' | null;
}

export const TRANSFER_STATES = {
  ORDERED: {
    means: 'decided and durable, not sent by this ledger',
    direction: 'both',
    final: false,
    mayHaveLeft: 'doubted',
    begins: 'ordered',
    atWindowEnd: 'FAILED',
    next: ['SENT', 'CREDITED', 'DEBITED', 'FAILED'], // CREDITED, DEBITED: it had left, and the ledger has forgotten that
    reservation: 'RESERVED',
    told: 'UNCONFIRMED',
  },
  SENT: {
    means: 'handed to the link, in its funding window',
    direction: 'both',
    final: false,
    mayHaveLeft: 'yes',
    begins: 'ordered', // where the link is at hand: it leaves when this is durable
    atWindowEnd: 'UNCONFIRMED',
    next: ['UNCONFIRMED', 'CREDITED', 'DEBITED', 'FAILED'],
    reservation: 'RESERVED',
    told: 'UNCONFIRMED',
  },
  UNCONFIRMED: {
    means: 'its window is over, and the machine has not said what became of it',
    direction: 'both',
    final: false,
    mayHaveLeft: 'yes',
    begins: 'recovered',
    atWindowEnd: null,
    next: ['CREDITED', 'DEBITED', 'FAILED'],
    reservation: 'RESERVED',
    told: 'UNCONFIRMED',
  },
  CREDITED: {
    means: 'the machine, or an attendant at its meters, confirmed the credit',
    direction: 'to-machine',
    final: true,
    mayHaveLeft: 'yes',
    begins: 'recovered',
    atWindowEnd: null,
    next: [],
    reservation: 'COMMITTED',
    told: 'CREDITED',
  },
  DEBITED: {
    means: "the machine confirmed that the money has left its meter: it is the player's",
    direction: 'from-machine',
    final: true,
    mayHaveLeft: 'yes',
    begins: null,
    atWindowEnd: null,
    next: [],
    reservation: null,
    told: null,
  },
  FAILED: {
    means: 'it is certain that no money moves',
    direction: 'both',
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

/** Of a transfer that belongs to a funding. */
export type FundingTransferStatus = Exclude<TransferStatus, StatusWhere<{ direction: 'from-machine' }>>;
/** The outcome is not known. */
export type OpenStatus = StatusWhere<{ final: false }>;
/** The end of the funding window still changes it. */
export type WindowStatus = StatusWhere<{ atWindowEnd: string }>;

export const TRANSFER_STATUSES: readonly TransferStatus[] = [
  'ORDERED',
  'SENT',
  'UNCONFIRMED',
  'CREDITED',
  'DEBITED',
  'FAILED',
];

export function isOpen(status: TransferStatus): status is OpenStatus {
  return !TRANSFER_STATES[status].final;
}

/** The transfer is open, and this ledger itself has sent it. */
export function isInFlight(status: TransferStatus): boolean {
  return isOpen(status) && TRANSFER_STATES[status].mayHaveLeft === 'yes';
}

export function isInWindow(status: string): status is WindowStatus {
  return TRANSFER_STATUSES.some((known) => known === status && TRANSFER_STATES[known].atWindowEnd !== null);
}

/** Whether a transfer that way comes to this state. */
export function isReachable(status: TransferStatus, direction: TransferDirection): boolean {
  const of = TRANSFER_STATES[status].direction;
  return of === 'both' || of === direction;
}

/** Whether a row may go from one state to the other. Staying in a state is not a change. */
export function mayBecome(from: TransferStatus, to: TransferStatus, direction: TransferDirection): boolean {
  return isReachable(to, direction) && TRANSFER_STATES[from].next.some((next) => next === to);
}
