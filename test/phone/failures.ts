/**
 * The failures of a capture, one row each, as Trustly's document has them ("On-File Transactions", Common Failure Scenarios): what
 * is to be done, and what the player is to read.
 */
import type { OnFileFaults } from '../../sandbox/trustly-on-file/control.ts';
import type { End } from './ends.ts';

/** What the player does next, and is paid by it. */
export type Next = 'log in again' | 'another account' | 'try again';

export interface FailureRow {
  readonly status: 'Failed' | 'Denied';
  readonly providerStatus: string;
  readonly errorCode: number;
  readonly description: string;
  /** "Action to Take" and "Suggested User Messaging". */
  readonly end: End;
  readonly next: Next;
  /** How it is brought about: by a pass phrase of the Demo Bank, or by the sandbox. */
  readonly passPhrase?: string;
  readonly account?: number;
  readonly faults?: Partial<OnFileFaults>;
}

export const FAILURES: readonly FailureRow[] = [
  {
    status: 'Failed',
    providerStatus: 'SW057',
    errorCode: 326,
    description: 'Expired split token',
    end: 'REFRESH',
    next: 'log in again',
    passPhrase: 'ExpiredSplitToken',
  },
  {
    status: 'Failed',
    providerStatus: 'SW051',
    errorCode: 380,
    description: 'Invalid or corrupt split token',
    end: 'REFRESH',
    next: 'log in again',
    faults: { captureEnds: 'SW051' },
  },
  {
    status: 'Failed',
    providerStatus: 'SW056',
    errorCode: 330,
    description: 'Invalid account',
    end: 'ACCOUNT_REMOVED',
    next: 'another account',
    passPhrase: 'tckerror',
    account: 2,
  },
  {
    status: 'Failed',
    providerStatus: 'SW054',
    errorCode: 390,
    description: 'Fraud analysis',
    end: 'ACCOUNT_REMOVED',
    next: 'another account',
    passPhrase: 'tckerror',
    account: 0,
  },
  {
    status: 'Failed',
    providerStatus: 'SW055',
    errorCode: 390,
    description: 'Fraud analysis (negative data), no code of TeleCheck',
    end: 'ACCOUNT_REMOVED',
    next: 'another account',
    faults: { captureEnds: 'SW055' },
  },
  {
    status: 'Failed',
    providerStatus: 'SW055',
    errorCode: 390,
    description: 'Fraud analysis (negative data), with a code of TeleCheck',
    end: 'ADVERSE',
    next: 'another account',
    passPhrase: 'tckerror',
    account: 1,
  },
  {
    status: 'Failed',
    providerStatus: 'SW052',
    errorCode: 378,
    description: 'Internal error or bank request error',
    end: 'TRY_AGAIN',
    next: 'try again',
    faults: { captureEnds: 'SW052' },
  },
  {
    status: 'Denied',
    providerStatus: 'SW021',
    errorCode: 331,
    description: 'Not enough balance',
    end: 'NOT_ENOUGH',
    next: 'another account',
    passPhrase: 'NotEnoughFundsOnRefresh',
  },
];

/** Statuses that are in Trustly's list and not in that table: nothing is forgotten because of them. An error does not tell them. */
export const UNLISTED: readonly FailureRow[] = [
  {
    status: 'Failed',
    providerStatus: 'SW053',
    errorCode: 378,
    description: 'Network error',
    end: 'TRY_AGAIN',
    next: 'try again',
    faults: { captureEnds: 'SW053' },
  },
  {
    status: 'Failed',
    providerStatus: 'SW059',
    errorCode: 390,
    description: 'Instant transaction rejected',
    end: 'NOT_ENOUGH',
    next: 'another account',
    faults: { captureEnds: 'SW059' },
  },
  {
    status: 'Failed',
    providerStatus: 'SW060',
    errorCode: 378,
    description: 'Bank or network processor is down',
    end: 'TRY_AGAIN',
    next: 'try again',
    faults: { captureEnds: 'SW060' },
  },
];
