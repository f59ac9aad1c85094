/** Why Trustly does not take money from an account, what we do then, and what the player is told: as data. */
import type { FundingErrorCode } from '../../ledger/funding-error-code.ts';
import type { PageWords } from '../pay-page.ts';
import {
  AMOUNT_NOT_TAKEN,
  LIMIT_REACHED,
  MACHINE_NOT_READY,
  NOT_NOW,
  NOT_TAKEN_HERE,
  OTHER_ACCOUNT_PLEASE,
} from './failure-words.ts';

/**
 * `refresh`: the player logs in at the bank again, and the payment that was begun is completed. `forget`: the account is
 * forgotten, and another is offered. `other-account`: another account or amount is offered. `try-again`: the player may
 * try it again. `attendant`: nothing is offered.
 */
export type FailureAction = 'refresh' | 'forget' | 'other-account' | 'try-again' | 'attendant';

interface Failure {
  readonly means: string;
  /** Trustly's status of the payment provider, and its error code. */
  readonly providerStatus: string | null;
  readonly errorCode: number | null;
  readonly action: FailureAction;
  /** null: nothing is said, since the bank's page comes next. */
  readonly words: PageWords | null;
  /** With a decline code of the third party, its own text is shown, as the law asks (adverse-action.ts). */
  readonly mayBeAdverse: boolean;
}

export const FAILURES = {
  SPLIT_TOKEN_EXPIRED: {
    means: 'the split token has expired',
    providerStatus: 'SW057',
    errorCode: 326,
    action: 'refresh',
    words: null,
    mayBeAdverse: false,
  },
  SPLIT_TOKEN_INVALID: {
    means: 'the split token is not valid',
    providerStatus: 'SW051',
    errorCode: 380,
    action: 'refresh',
    words: null,
    mayBeAdverse: false,
  },
  ACCOUNT_INVALID: {
    means: 'the account is not valid any more',
    providerStatus: 'SW056',
    errorCode: 330,
    action: 'forget',
    words: OTHER_ACCOUNT_PLEASE,
    mayBeAdverse: false,
  },
  SUSPECTED_FRAUD: {
    means: 'suspected fraud',
    providerStatus: 'SW054',
    errorCode: 390,
    action: 'forget',
    words: OTHER_ACCOUNT_PLEASE,
    mayBeAdverse: true,
  },
  NEGATIVE_DATA: {
    means: 'negative data about the account',
    providerStatus: 'SW055',
    errorCode: 390,
    action: 'forget',
    words: OTHER_ACCOUNT_PLEASE,
    mayBeAdverse: true,
  },
  BANK_ERROR: {
    means: "an internal error, or one of the bank's request",
    providerStatus: 'SW052',
    errorCode: 378,
    action: 'try-again',
    words: NOT_NOW,
    mayBeAdverse: false,
  },
  NETWORK_ERROR: {
    means: "an error of Trustly's network",
    providerStatus: 'SW053',
    errorCode: null,
    action: 'try-again',
    words: NOT_NOW,
    mayBeAdverse: false,
  },
  BANK_DOWN: {
    means: 'the bank or the network behind it is down',
    providerStatus: 'SW060',
    errorCode: null,
    action: 'try-again',
    words: NOT_NOW,
    mayBeAdverse: false,
  },
  RISK: {
    means: 'this one payment is too great a risk: nothing is said of the account',
    providerStatus: 'SW059',
    errorCode: null,
    action: 'other-account',
    words: OTHER_ACCOUNT_PLEASE,
    mayBeAdverse: false,
  },
  NOT_ENOUGH_BALANCE: {
    means: 'not enough money in the account',
    providerStatus: 'SW021',
    errorCode: 331,
    action: 'other-account',
    words: OTHER_ACCOUNT_PLEASE,
    mayBeAdverse: false,
  },
  LIMIT_REACHED: {
    means: 'the daily limit of the account is reached: Trustly was not asked',
    providerStatus: null,
    errorCode: null,
    action: 'other-account',
    words: LIMIT_REACHED,
    mayBeAdverse: false,
  },
  NOT_TAKEN_HERE: {
    means: 'the account is on an exclusion list: Trustly was not asked',
    providerStatus: null,
    errorCode: null,
    action: 'attendant',
    words: NOT_TAKEN_HERE,
    mayBeAdverse: false,
  },
  MACHINE_NOT_READY: {
    means: 'the machine cannot be credited now: Trustly was not asked',
    providerStatus: null,
    errorCode: null,
    action: 'try-again',
    words: MACHINE_NOT_READY,
    mayBeAdverse: false,
  },
  AMOUNT_NOT_TAKEN: {
    means: 'the machine does not take this amount: Trustly was not asked',
    providerStatus: null,
    errorCode: null,
    action: 'other-account',
    words: AMOUNT_NOT_TAKEN,
    mayBeAdverse: false,
  },
  OTHER: {
    means: 'a reason that is not listed',
    providerStatus: null,
    errorCode: null,
    action: 'other-account',
    words: OTHER_ACCOUNT_PLEASE,
    mayBeAdverse: false,
  },
} as const satisfies Record<string, Failure>;
export type FailureName = keyof typeof FAILURES;

/**
 * The provider's status says more than the error code, which several statuses share: then the first row with it. To forget an account
 * is final: with a status that is not here, its code alone is not enough for that.
 */
export function failureOf(providerStatus: string | null, errorCode: number | null): FailureName {
  const rows = Object.entries(FAILURES) as [FailureName, Failure][];
  const byStatus = rows.find(([, row]) => providerStatus !== null && row.providerStatus === providerStatus);
  if (byStatus) return byStatus[0];
  const byCode = rows.find(([, row]) => errorCode !== null && row.errorCode === errorCode);
  if (!byCode || (providerStatus !== null && byCode[1].action === 'forget')) return 'OTHER';
  return byCode[0];
}

export function isFailure(name: string | null): name is FailureName {
  return name !== null && name in FAILURES;
}

/**
 * Of a capture of what is held: error 330 alone may be said of the hold, which was made void. It says nothing of the account.
 * @returns null: the property may have its money another time.
 */
export function failureOfHeld(providerStatus: string | null, errorCode: number | null): FailureName | null {
  const failure = failureOf(providerStatus, errorCode);
  return failure === 'ACCOUNT_INVALID' && providerStatus === null ? null : failure;
}

/** Why the bridge itself did not let the money be taken. */
export function failureOfOurs(code: FundingErrorCode): FailureName {
  switch (code) {
    case 'LIMIT_REACHED':
      return 'LIMIT_REACHED';
    case 'PLAYER_EXCLUDED':
      return 'NOT_TAKEN_HERE';
    case 'AMOUNT_OUT_OF_RANGE':
    case 'NOT_A_MULTIPLE':
    case 'CURRENCY_MISMATCH':
      return 'AMOUNT_NOT_TAKEN';
    default:
      return 'MACHINE_NOT_READY';
  }
}
