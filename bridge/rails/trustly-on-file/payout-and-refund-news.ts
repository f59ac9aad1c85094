/** What a state of a deposit (our payout) or of a refund means, as data. */
import type { ToldState } from '../../ledger/capture-states.ts';

interface StateOfDeposit {
  readonly means: string;
  /** What the inbox is told; null: nothing follows yet. */
  readonly tells: 'payout-settled' | 'payout-returned' | 'a person' | null;
}

const onItsWay = { means: 'it is on its way', tells: null } as const;
const came = 'the player has the money. It may come back later';
const back = { tells: 'payout-returned' } as const;

export const DEPOSIT_STATES: Readonly<Record<ToldState, StateOfDeposit>> = {
  NEW: onItsWay,
  PENDING: onItsWay,
  AUTHORIZED: onItsWay,
  PROCESSED: onItsWay,
  ON_HOLD: onItsWay,
  COMPLETED: { means: came, tells: 'payout-settled' },
  FAILED: { means: 'it failed: the money is with the property', ...back },
  EXPIRED: { means: 'it ran out of time', ...back },
  CANCELED: { means: 'it was cancelled', ...back },
  DENIED: { means: 'it was refused', ...back },
  VOIDED: { means: 'it was made void', ...back },
  REVERSED: { means: 'the bank sent it back, be it days later', ...back },
  DISPUTED: { means: 'it is disputed', tells: 'a person' },
  PARTIALLY_REFUNDED: { means: 'a part was reclaimed, not by this bridge', tells: 'a person' },
  REFUNDED: { means: 'it was reclaimed, not by this bridge', tells: 'a person' },
};

interface StateOfRefund {
  readonly means: string;
  /** Whether the player certainly does not get it in this way. */
  readonly isLost: boolean;
}

const going = { means: 'it is on its way to the player', isLost: false } as const;
const lost = { means: 'the money is with the property again: a person gives it back', isLost: true } as const;

export const REFUND_TRANSACTION_STATES: Readonly<Record<ToldState, StateOfRefund>> = {
  NEW: going,
  PENDING: going,
  AUTHORIZED: going,
  PROCESSED: going,
  ON_HOLD: going,
  COMPLETED: { means: 'the player has it', isLost: false },
  DISPUTED: going,
  PARTIALLY_REFUNDED: going,
  REFUNDED: going,
  FAILED: lost,
  EXPIRED: lost,
  CANCELED: lost,
  DENIED: lost,
  VOIDED: lost,
  REVERSED: lost,
};
