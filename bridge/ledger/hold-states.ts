/**
 * The states of money that is held for one attempt to capture, as data: those of Trustly, and two of ours. A hold moves no
 * money. The database is tested against this table (test/integration/on-file-states.test.ts).
 */
import { isNewer, type Stamp, type ToldState } from './capture-states.ts';

export type HoldState = 'SENT' | 'REFUSED' | ToldState;

/** `asked`: nobody knows yet. `held`: the attempt may be sent. `over`: it blocks no money any more. */
export type HoldStage = 'asked' | 'held' | 'over';

interface StateOfHold {
  readonly means: string;
  readonly stage: HoldStage;
  /** It is told of money that moves: nobody but a person can say what it means of a hold. */
  readonly isOdd?: true;
  readonly next: readonly HoldState[];
}

const HELD = ['AUTHORIZED', 'PROCESSED', 'COMPLETED'] as const;
const OVER = [
  'FAILED',
  'EXPIRED',
  'CANCELED',
  'DENIED',
  'VOIDED',
  'DISPUTED',
  'REVERSED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
] as const;

const over = { stage: 'over', next: [] } as const;
const odd = { ...over, means: 'not documented of a hold: a person is told', isOdd: true } as const;

export const HOLD_STATES: Readonly<Record<HoldState, StateOfHold>> = {
  SENT: {
    means: 'it may have reached Trustly, which has not said what became of it',
    stage: 'asked',
    next: ['REFUSED', 'NEW', 'PENDING', 'ON_HOLD', ...HELD, ...OVER],
  },
  REFUSED: {
    means: 'Trustly does not have it. When it tells of it all the same, its word holds',
    stage: 'over',
    next: ['NEW', 'PENDING', 'ON_HOLD', ...HELD, ...OVER],
  },
  NEW: { means: 'Trustly has it', stage: 'asked', next: ['PENDING', 'ON_HOLD', ...HELD, ...OVER] },
  PENDING: { means: 'Trustly works on it', stage: 'asked', next: ['ON_HOLD', ...HELD, ...OVER] },
  ON_HOLD: { means: 'Trustly holds it up', stage: 'asked', next: ['PENDING', ...HELD, ...OVER] },
  AUTHORIZED: { means: 'approved', stage: 'held', next: ['PROCESSED', 'COMPLETED', ...OVER] },
  PROCESSED: { means: 'approved, and used', stage: 'held', next: ['COMPLETED', ...OVER] },
  COMPLETED: { means: 'approved, and used up', stage: 'held', next: OVER },
  FAILED: { means: 'an error', ...over },
  EXPIRED: { means: 'its time is over', ...over },
  CANCELED: { means: 'it was cancelled', ...over },
  DENIED: { means: 'not enough money, or too high a risk', ...over },
  VOIDED: { means: 'it was made void', ...over },
  DISPUTED: odd,
  REVERSED: odd,
  PARTIALLY_REFUNDED: odd,
  REFUNDED: odd,
};

/** May block money of the player. */
export const OPEN_HOLDS = Object.entries(HOLD_STATES)
  .filter(([, { stage }]) => stage !== 'over')
  .map(([state]) => state as HoldState);

export function holdMayBecome(from: HoldState, to: HoldState): boolean {
  return HOLD_STATES[from].next.includes(to);
}

export interface KnownHold {
  readonly state: HoldState;
  /** Of what was told last; null: nothing was told yet, or without a time. */
  readonly stamp: Stamp | null;
}

/**
 * Pure. An older event never undoes a newer one. An answer was asked for, so it holds until the hold is over. Events and answers need
 * not have one clock: while nobody knows, an event that ends that holds against an answer, whichever is older.
 * @param told `stamp` as for a capture.
 */
export function afterHoldTold(
  known: KnownHold,
  told: { readonly status: ToldState; readonly stamp: Stamp | null },
): KnownHold {
  const { status, stamp } = told;
  const isLater = stamp !== null && (known.stamp === null || isNewer(stamp, known.stamp));
  const isAnswer = stamp === null || stamp.eventId === '';
  const { stage } = HOLD_STATES[known.state];
  const isEnd = stage === 'asked' && known.stamp?.eventId === '' && HOLD_STATES[status].stage !== 'asked';
  const isNews = isLater || (isAnswer && stage !== 'over') || isEnd;
  if (!isNews || (status !== known.state && !holdMayBecome(known.state, status))) return known;
  return { state: status, stamp: isLater ? stamp : known.stamp };
}

/** What Trustly holds is another amount: nothing is captured of it, so it is only waited for until it was let go of. */
export function afterOtherAmount(known: HoldState, status: ToldState): HoldState {
  if (HOLD_STATES[status].stage === 'over') return holdMayBecome(known, status) ? status : known;
  return known === 'SENT' || known === 'REFUSED' ? 'PENDING' : known;
}
