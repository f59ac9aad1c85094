/** The numbers of Trustly's on-file API that we act on, by name. */
import type { ToldState } from '../../ledger/capture-states.ts';

export const STATUS = {
  NEW: 0,
  PENDING: 1,
  AUTHORIZED: 2,
  PROCESSED: 3,
  COMPLETED: 4,
  FAILED: 5,
  EXPIRED: 6,
  CANCELED: 7,
  DENIED: 8,
  DISPUTED: 9,
  REVERSED: 10,
  PARTIALLY_REFUNDED: 11,
  REFUNDED: 12,
  VOIDED: 13,
  ON_HOLD: 14,
} as const satisfies Record<ToldState, number>;

const STATUS_NAMES = new Map(Object.entries(STATUS).map(([name, number]) => [number, name as ToldState]));

/** @returns null for a number that is not documented: nothing follows from it. */
export function statusName(status: number): ToldState | null {
  return STATUS_NAMES.get(status as 0) ?? null;
}

export const TRANSACTION_TYPE = {
  AUTHORIZE: 1,
  CAPTURE: 3,
  REFUND: 4,
  REVERSE: 5,
  DEPOSIT: 6,
  RECLAIM: 7,
  PREAUTHORIZE: 10,
} as const;

/** As events name it. The same numbers stand in redirects. */
export const PAYMENT_TYPE = { DEFERRED: 2, DISBURSEMENT: 4, VERIFICATION: 5, RETRIEVAL: 6 } as const;
