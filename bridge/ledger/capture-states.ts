/**
 * The states of one attempt to capture, as data: those of Trustly, and three of ours before Trustly has a state. The
 * database is tested against this table (test/integration/on-file-states.test.ts).
 */

/** The states that Trustly has for any transaction. */
export const TOLD_STATES = [
  'NEW',
  'PENDING',
  'AUTHORIZED',
  'PROCESSED',
  'COMPLETED',
  'FAILED',
  'EXPIRED',
  'CANCELED',
  'DENIED',
  'DISPUTED',
  'REVERSED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'VOIDED',
  'ON_HOLD',
] as const;
export type ToldState = (typeof TOLD_STATES)[number];

export type CaptureState = 'ORDERED' | 'SENT' | 'REFUSED' | ToldState;

interface StateOfCapture {
  readonly means: string;
  /** It may still take the player's money: no other attempt may begin. */
  readonly isOpen: boolean;
  readonly money: 'not taken' | 'taken' | 'given back';
  readonly meter: 'nothing' | 'a credit is ordered, once' | 'stays as it is';
  /** What the phone says (bridge/rails/pay-page.ts). */
  readonly page: 'CAPTURING' | 'BEING_ADDED' | 'DECLINED' | 'GOING_BACK';
  readonly glass: 'nothing yet' | 'adding, then what the machine confirmed' | 'nothing';
  readonly books: 'nothing' | 'captured' | 'reversed, and an alarm where it was credited';
  readonly next: readonly CaptureState[];
}

const ENDED = ['FAILED', 'EXPIRED', 'CANCELED', 'DENIED', 'VOIDED'] as const;
const TAKEN = ['COMPLETED', 'DISPUTED', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED'] as const;

const open = {
  isOpen: true,
  money: 'not taken',
  meter: 'nothing',
  page: 'CAPTURING',
  glass: 'nothing yet',
  books: 'nothing',
} as const;
/** Certainly without money. When Trustly tells of money all the same, its word holds. */
const ended = { ...open, isOpen: false, page: 'DECLINED', glass: 'nothing', next: TAKEN } as const;
const taken = {
  isOpen: false,
  money: 'taken',
  meter: 'a credit is ordered, once',
  page: 'BEING_ADDED',
  glass: 'adding, then what the machine confirmed',
  books: 'captured',
} as const;

export const CAPTURE_STATES: Readonly<Record<CaptureState, StateOfCapture>> = {
  ORDERED: {
    means: 'durable, and certainly not sent yet',
    ...open,
    next: ['SENT', 'REFUSED'],
  },
  SENT: {
    means: 'it may have reached Trustly, which has not said what became of it',
    ...open,
    next: ['REFUSED', 'NEW', 'PENDING', 'AUTHORIZED', 'PROCESSED', 'ON_HOLD', ...ENDED, ...TAKEN],
  },
  REFUSED: { means: 'Trustly certainly did not take it', ...ended },
  NEW: {
    means: 'Trustly has it',
    ...open,
    next: ['PENDING', 'AUTHORIZED', 'PROCESSED', 'ON_HOLD', ...ENDED, ...TAKEN],
  },
  PENDING: {
    means: 'Trustly works on it',
    ...open,
    next: ['AUTHORIZED', 'PROCESSED', 'ON_HOLD', ...ENDED, ...TAKEN],
  },
  AUTHORIZED: {
    means: 'Trustly has accepted it',
    ...open,
    next: ['PROCESSED', 'ON_HOLD', ...ENDED, ...TAKEN],
  },
  PROCESSED: {
    means: 'it is with the banks. Money only where the casino takes it as such by a setting',
    ...open,
    next: ['ON_HOLD', ...ENDED, ...TAKEN],
  },
  ON_HOLD: {
    means: 'Trustly holds it up',
    ...open,
    next: ['PENDING', 'AUTHORIZED', 'PROCESSED', ...ENDED, ...TAKEN],
  },
  COMPLETED: {
    means: 'the money is ours',
    ...taken,
    next: ['DISPUTED', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED', ...ENDED],
  },
  DISPUTED: {
    means: 'the player disputes it: a person is told',
    ...taken,
    next: ['COMPLETED', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED', ...ENDED],
  },
  PARTIALLY_REFUNDED: {
    means: 'a part of it went back to the player',
    ...taken,
    next: ['DISPUTED', 'REVERSED', 'REFUNDED', ...ENDED],
  },
  REFUNDED: {
    means: 'all of it went back to the player',
    ...taken,
    page: 'GOING_BACK',
    next: ['DISPUTED', 'REVERSED'],
  },
  REVERSED: {
    means: 'the bank has taken it back, be it days later',
    isOpen: false,
    money: 'given back',
    meter: 'stays as it is',
    page: 'GOING_BACK',
    glass: 'nothing',
    books: 'reversed, and an alarm where it was credited',
    next: ['COMPLETED', 'DISPUTED'],
  },
  FAILED: { means: 'an error, or the player gave up', ...ended },
  EXPIRED: { means: 'it ran out of time', ...ended },
  CANCELED: { means: 'it was cancelled before it was processed', ...ended },
  DENIED: { means: 'not enough money, or too high a risk', ...ended },
  VOIDED: { means: 'it was made void before it was settled', ...ended },
};

export const OPEN_CAPTURES = Object.entries(CAPTURE_STATES)
  .filter(([, { isOpen }]) => isOpen)
  .map(([state]) => state as CaptureState);

export function captureMayBecome(from: CaptureState, to: CaptureState): boolean {
  return CAPTURE_STATES[from].next.includes(to);
}

/** When Trustly says that something is so: by its own clock, and by the number of the event at the same time. */
export interface Stamp {
  readonly atMs: number;
  readonly eventId: string;
}

export function isNewer(a: Stamp, b: Stamp): boolean {
  if (a.atMs !== b.atMs) return a.atMs > b.atMs;
  if (a.eventId.length !== b.eventId.length) return a.eventId.length > b.eventId.length;
  return a.eventId > b.eventId;
}

/** What is known of an attempt before something is told of it. */
export interface KnownCapture {
  readonly state: CaptureState;
  /** Of what was told last; null: nothing was told yet, or without a time. */
  readonly stamp: Stamp | null;
  /** Whether its money was told to the inbox, and whether that it went back was. */
  readonly wasCaptured: boolean;
  readonly wasReversed: boolean;
}

/**
 * What follows: `captured` and `reversed` go to the inbox, once each. `refunded`: right where a refund was ordered. `doubtful`:
 * it cannot follow from what is known, or nobody but a person can say what it means.
 */
export type CaptureEffect = 'nothing' | 'captured' | 'reversed' | 'refunded' | 'doubtful';

export interface CaptureNews {
  readonly state: CaptureState;
  readonly stamp: Stamp | null;
  readonly effect: CaptureEffect;
}

/**
 * Pure. An older event never undoes a newer one; money that it tells of is not lost all the same.
 * @param told `stamp` is null where an answer has no time: then it holds where the table allows it. So does an answer, which has no
 * number, while the attempt is open: it was asked for, and Trustly need not have one clock.
 * @param takesProcessed the casino takes a guaranteed capture as money when it is processed.
 */
export function afterTold(
  known: KnownCapture,
  told: { readonly status: ToldState; readonly stamp: Stamp | null },
  takesProcessed: boolean,
): CaptureNews {
  const { status } = told;
  const isNews =
    told.stamp === null ||
    known.stamp === null ||
    isNewer(told.stamp, known.stamp) ||
    (told.stamp.eventId === '' && CAPTURE_STATES[known.state].isOpen);
  if (!isNews) {
    const isLost = isMoney(status, takesProcessed) && !known.wasCaptured && mayHaveBeen(known.state);
    // Nothing that is open follows upon money: whatever its time says, it was before.
    const isOver = isLost && captureMayBecome(known.state, status) && CAPTURE_STATES[known.state].isOpen;
    return {
      state: isOver ? status : known.state,
      stamp: known.stamp,
      effect: isLost ? 'captured' : 'nothing',
    };
  }
  const stamp =
    told.stamp === null || (known.stamp !== null && !isNewer(told.stamp, known.stamp))
      ? known.stamp
      : told.stamp;
  if (known.state !== status && !captureMayBecome(known.state, status)) {
    // An event may lag behind an answer: only money that goes another way is worth a person's time.
    const isOdd = CAPTURE_STATES[status].money !== 'not taken' && status !== 'COMPLETED';
    return { state: known.state, stamp: known.stamp, effect: isOdd ? 'doubtful' : 'nothing' };
  }
  return { state: status, stamp, effect: effectOf(known, status, takesProcessed) };
}

function effectOf(known: KnownCapture, status: ToldState, takesProcessed: boolean): CaptureEffect {
  if (isMoney(status, takesProcessed)) {
    if (known.wasReversed) return known.state === status ? 'nothing' : 'doubtful';
    return known.wasCaptured ? 'nothing' : 'captured';
  }
  if (
    status === 'REVERSED' ||
    (known.wasCaptured && !CAPTURE_STATES[status].isOpen && CAPTURE_STATES[status].money === 'not taken')
  ) {
    return known.wasReversed ? 'nothing' : 'reversed';
  }
  if (status === 'REFUNDED' || status === 'PARTIALLY_REFUNDED') return 'refunded';
  return status === 'DISPUTED' ? 'doubtful' : 'nothing';
}

export function isMoney(status: ToldState, takesProcessed: boolean): boolean {
  return status === 'COMPLETED' || (takesProcessed && status === 'PROCESSED');
}

/**
 * Whether an older event may still tell of money. What went back in another way than by a reversal is not credited any
 * more: a person was told of it. Of a reversal the inbox knows.
 */
function mayHaveBeen(state: CaptureState): boolean {
  return CAPTURE_STATES[state].isOpen || state === 'REVERSED';
}
