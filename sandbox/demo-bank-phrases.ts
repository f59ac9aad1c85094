/**
 * What the pass phrases of the Demo Bank do, as data: the table of docs/sandbox.md is compared with it row by row. The
 * phrases are those that Trustly documents for its own Demo Bank.
 */
import type { AccountSet, Declines } from './demo-bank-accounts.ts';
import type { QuestionName } from './demo-bank-questions.ts';

export type LoginRefusal =
  | 'WRONG_CREDENTIALS'
  | 'ACCOUNT_LOCKED'
  | 'UNAVAILABLE'
  | 'NO_ACCOUNTS'
  | 'NOT_UNDERSTOOD'
  | 'BANK_FAULT'
  | 'BEFORE_LOGIN'
  | 'ACTION_AT_BANK'
  | 'CONNECTION'
  | 'BLOCKED'
  | 'TIMED_OUT'
  | 'SESSION_OVER'
  | 'NOT_SUPPORTED';

/** A question of the bank after user name and pass phrase, and what follows when it is answered. */
export interface Round {
  readonly asks: QuestionName;
  /** `wrong` and `notProcessed`: that is said of the answer, and the same is asked once more. */
  readonly follows: 'goOn' | 'wrong' | 'notProcessed' | { readonly refused: LoginRefusal };
}

/** What a login does to payments from the account later on. */
export interface Later {
  readonly declines: Declines | null;
  /** The split token counts as expired from the beginning. */
  readonly tokenExpired: boolean;
  /** The bank tells a balance of 0.00 at every later look. */
  readonly fundsGone: boolean;
}

export type Script =
  | { readonly refused: LoginRefusal; readonly sleepS?: number }
  | {
      readonly accounts: AccountSet;
      readonly rounds?: readonly Round[];
      readonly later?: Partial<Later>;
    };

export interface Phrase {
  readonly phrase: string;
  /** The cell of the document. */
  readonly does: string;
  readonly script: Script;
}

const refuses = (phrase: string, refused: LoginRefusal, does: string): Phrase => ({
  phrase,
  does,
  script: { refused },
});
const has = (phrase: string, accounts: AccountSet, does: string): Phrase => ({
  phrase,
  does,
  script: { accounts },
});
const asks = (phrase: string, does: string, ...rounds: Round[]): Phrase => ({
  phrase,
  does,
  script: { accounts: 'usual', rounds },
});
const later = (phrase: string, effect: Partial<Later>, does: string): Phrase => ({
  phrase,
  does,
  script: { accounts: 'usual', later: effect },
});

const BAD_SITE = 'as `NotRecognized`';
const BAD_CONNECTION = 'the connection to the bank broke';
const BAD_BANK = 'something went wrong at the bank';

export const PHRASES: readonly Phrase[] = [
  refuses('NoEligibleAccounts', 'NO_ACCOUNTS', 'there is no account that can be paid from'),
  refuses('LoginError', 'WRONG_CREDENTIALS', 'the user name or the pass phrase is wrong'),
  refuses('NotRecognized', 'NOT_UNDERSTOOD', 'the bank answered with a page that is not understood'),
  refuses('NoSuchField', 'NOT_UNDERSTOOD', BAD_SITE),
  refuses('PostError', 'UNAVAILABLE', 'as `Unavailable`'),
  refuses('GetError', 'UNAVAILABLE', 'as `Unavailable`'),
  refuses('PromptTypeError', 'BANK_FAULT', BAD_BANK),
  refuses('JsError', 'BANK_FAULT', BAD_BANK),
  refuses('Unavailable', 'UNAVAILABLE', 'the bank cannot be reached'),
  refuses('AccountLocked', 'ACCOUNT_LOCKED', 'the login is locked'),
  refuses('Unclassified', 'BANK_FAULT', BAD_BANK),
  refuses('BankAction', 'ACTION_AT_BANK', 'the bank wants something done on its own site first'),
  refuses('ConnectError', 'CONNECTION', BAD_CONNECTION),
  refuses('ConnectionError', 'CONNECTION', BAD_CONNECTION),
  refuses('BlockedIpError', 'BLOCKED', 'the bank refuses the address that the login comes from'),
  asks(
    'ChallengeError',
    'a question; the first answer is wrong, the second is taken',
    { asks: 'challenge', follows: 'wrong' },
    { asks: 'challenge', follows: 'goOn' },
  ),
  has(
    'ValidRouteCodeExtra',
    'longRouting',
    'two accounts whose routing numbers are too long; the valid one inside is used',
  ),
  has(
    'InvalidRouteCodeExtra',
    'wrongRouting',
    'one account with a routing number that is too long and has no valid one inside; it is left out',
  ),
  {
    phrase: 'TimeoutError',
    does: 'the bank thinks for a minute, and then it has taken too long',
    script: { refused: 'TIMED_OUT', sleepS: 60 },
  },
  asks('TestPrompts', 'a form with a field of every kind', { asks: 'prompts', follows: 'goOn' }),
  has('NotEnoughFunds', 'empty', 'one account with nothing in it'),
  has('NotEnoughFundsExtra', 'emptyAndFull', 'two accounts, one with nothing in it'),
  has(
    'InvalidAccountNumberSize',
    'shortNumber',
    'one account with a number that is too short; it is left out',
  ),
  has(
    'InvalidAccountNumberSizeExtra',
    'shortNumberAndFull',
    'two accounts; the one with a number of three digits is left out',
  ),
  has(
    'PartialAccountNumbers',
    'partialNumbers',
    'two accounts; the bank tells only the last digits, the whole number is asked for',
  ),
  has('OnlyPartials', 'partialNumbersNoRouting', '`PartialAccountNumbers` and `NoRouteCode`'),
  has('NoCustomer', 'noCustomer', 'the usual accounts; the bank tells nothing of their holder'),
  has(
    'NoRouteCode',
    'noRouting',
    'two accounts without a routing number; it is asked where they were opened',
  ),
  has(
    'InvalidRouteCode',
    'invalidRouting',
    'the usual accounts, with a routing number that is wrong: a capture fails with SW056',
  ),
  asks('2FA', 'a question; the answer `error` is a wrong login, any other is taken', {
    asks: 'challenge',
    follows: 'goOn',
  }),
  asks(
    'WrongCredentials',
    'as `ChallengeError`',
    { asks: 'challenge', follows: 'wrong' },
    { asks: 'challenge', follows: 'goOn' },
  ),
  asks(
    'SiteRequestError',
    'a question; the first answer cannot be processed, the second is taken',
    { asks: 'challenge', follows: 'notProcessed' },
    { asks: 'challenge', follows: 'goOn' },
  ),
  asks('SessionTimeout', 'a question; whatever is answered comes too late', {
    asks: 'challenge',
    follows: { refused: 'SESSION_OVER' },
  }),
  refuses('PreLoginError', 'BEFORE_LOGIN', 'something went wrong before the login began'),
  refuses('NotSupported', 'NOT_SUPPORTED', 'the user has accounts of kinds that are not supported'),
  has('AccountsWithNameAndAddress', 'ownHolders', 'two accounts with another name and address each'),
  has('ManyInformation', 'ten', 'ten accounts'),
  refuses('AccountNotSupported', 'NOT_SUPPORTED', 'as `NotSupported`'),
  has('AmountNull', 'noBalance', 'the usual accounts; the bank does not tell the balance of the first'),
  has('AccNumberNull', 'noNumber', 'the usual accounts; the first has no number and is left out'),
  has(
    'AccFromUsername',
    'numberOfUser',
    'one account; its number is what follows the last `_` of the user name, as in `user1_1234445`',
  ),
  has('RandomBalance', 'randomBalance', 'one account with another balance each time'),
  has('RandomAccounts', 'random', 'one account with another number each time'),
  has('LargeCustomerInfo', 'largeHolder', 'the usual accounts; the bank tells very much of their holder'),
  has('FICWarning', 'usual', 'the usual accounts; a warning is written to the log'),
  asks(
    'EmailMFA',
    'the bank asks to which e-mail address to send a code, and then for the code',
    { asks: 'email', follows: 'goOn' },
    { asks: 'code', follows: 'goOn' },
  ),
  asks(
    'MixedMFA',
    'the same with an e-mail address or a telephone number',
    { asks: 'emailOrPhone', follows: 'goOn' },
    { asks: 'code', follows: 'goOn' },
  ),
  has('CreditCardsOnly', 'creditCard', 'only a credit card, which cannot be paid from'),
  has('AccountProfile', 'profiles', 'accounts with the profiles business, personal, other, unknown and none'),
  later(
    'ExpiredSplitToken',
    { tokenExpired: true },
    'authorizes; every capture and refresh fails with SW057 until another login refreshes it',
  ),
  has(
    'tckerror',
    'declining',
    'three accounts; a capture fails with SW054, SW055 (with a TeleCheck code) or SW056',
  ),
  later(
    'NotEnoughFundsOnRefresh',
    { fundsGone: true },
    'authorizes; every refresh tells a balance of 0.00, and a capture is denied with SW021',
  ),
];

/** Phrases with a value in them, by the form that the document gives. */
export const PATTERNS: readonly { phrase: string; does: string }[] = [
  { phrase: 'Balance{xxx}', does: 'one account with that many whole dollars, as in `Balance75`' },
  {
    phrase: 'RandomAccWithSleep{n}',
    does: 'as `RandomAccounts`, after that many seconds',
  },
  {
    phrase: 'extendedreasoncode_{code}',
    does: 'authorizes; every capture fails with that extended reason and the status it belongs to',
  },
];

const BY_PHRASE = new Map(PHRASES.map((one) => [one.phrase, one]));

/** Null for a pass phrase that does nothing but log in. */
export function scriptOf(passPhrase: string): Script | null {
  const reason = /^extendedreasoncode_([0-9]{1,6})$/.exec(passPhrase)?.[1];
  if (reason !== undefined) return { accounts: 'usual', later: { declines: declineFor(reason) } };
  const dollars = /^Balance([0-9]{1,7})$/.exec(passPhrase)?.[1];
  if (dollars !== undefined) return { accounts: { balanceMinor: Number(dollars) * 100 } };
  if (/^RandomAccWithSleep[0-9]{1,3}$/.test(passPhrase)) return { accounts: 'random' };
  return BY_PHRASE.get(passPhrase)?.script ?? null;
}

/** Reason codes of the payment provider, and the status each belongs to. */
const REASONS: readonly (readonly [status: string, reasonCodes: readonly number[]])[] = [
  ['SW054', [1, 2, 3, 4, 15]],
  ['SW055', [5, 6, 7, 8, 16]],
  ['SW056', [9, 10]],
  ['SW057', [11]],
  ['SW021', [12]],
];

/** `10002` is of reason 1, `120000` of reason 12: an extended reason begins with its reason, four digits follow. */
function declineFor(extendedReason: string): Declines {
  const short = extendedReason.length < 5;
  const reason = Number(short ? extendedReason : extendedReason.slice(0, -4));
  const status = REASONS.find(([, reasons]) => reasons.includes(reason))?.[0] ?? 'SW054';
  return {
    status,
    reasonCode: String(reason),
    extendedReason: short ? null : extendedReason,
    thirdPartyDeclineCode: null,
  };
}
