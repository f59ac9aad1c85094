/** Trustly's numbers for kinds and states, by the names that its documents give them. */

export const TRANSACTION_TYPES = {
  Authorize: 1,
  Capture: 3,
  Refund: 4,
  Deposit: 6,
  Reclaim: 7,
  Preauthorization: 10,
} as const;
export type TransactionType = keyof typeof TRANSACTION_TYPES;

export const STATUSES = {
  New: 0,
  Pending: 1,
  Authorized: 2,
  Processed: 3,
  Completed: 4,
  Failed: 5,
  Expired: 6,
  Canceled: 7,
  Denied: 8,
  Disputed: 9,
  Reversed: 10,
  'Partially refunded': 11,
  Refunded: 12,
  Voided: 13,
  'On hold': 14,
} as const;
export type Status = keyof typeof STATUSES;

/** Which event tells that a transaction came into this state. */
export const EVENT_TYPES: Readonly<Record<Status, string>> = {
  New: 'Establish',
  Pending: 'Update',
  Authorized: 'Authorize',
  Processed: 'Process',
  Completed: 'Complete',
  Failed: 'Failed',
  Expired: 'Expire',
  Canceled: 'Cancel',
  Denied: 'Deny',
  Disputed: 'Dispute',
  Reversed: 'Reverse',
  'Partially refunded': 'Refund',
  Refunded: 'Refund',
  Voided: 'Cancel',
  'On hold': 'Update',
};

export const PAYMENT_TYPES = {
  Instant: 1,
  Deferred: 2,
  Recurring: 3,
  Disbursement: 4,
  Verification: 5,
  Retrieval: 6,
} as const;
export type PaymentType = keyof typeof PAYMENT_TYPES;

export function isPaymentType(text: string): text is PaymentType {
  return Object.hasOwn(PAYMENT_TYPES, text);
}

export const ACCOUNT_TYPES = { Checking: 1, Savings: 2 } as const;
export const ACCOUNT_PROFILES = { Personal: 1, Business: 2, Other: 3, Unknown: -1 } as const;
