/**
 * The pass phrases of Trustly's Demo Bank, one row each, as its document has them ("On-File Transactions", Testing), with what has
 * to be seen at the bank and afterwards. Where the document says the same of two phrases, the rows say the same.
 */
import type { End } from './ends.ts';

export interface PassPhraseRow {
  /** As the document writes it. */
  readonly phrase: string;
  readonly useCase: string;
  /** What is entered, where it is not the phrase itself. */
  readonly passPhrase?: string;
  readonly userName?: string;
  readonly account?: number;
  readonly answer?: string;
  /** In whole dollars; 20 where it is not named. */
  readonly dollars?: number;
  /** What the bank shows after the login. */
  readonly pages: readonly string[];
  /** What the bank says when it lets nobody in; null: it does. */
  readonly refused: RegExp | null;
  readonly end: End;
}

const NO_ACCOUNT = /no account here that can be paid from/;
const UNAVAILABLE = /bank cannot be reached/;
const NOT_RECOGNIZED = /answered in a way that is not understood/;
const BROKEN = /Something went wrong at the bank/;
const NO_CONNECTION = /connection to the bank broke/;
const NOT_SUPPORTED = /Accounts of this kind cannot be used/;

const refused = (phrase: string, useCase: string, says: RegExp): PassPhraseRow => ({
  phrase,
  useCase,
  pages: [],
  refused: says,
  end: 'LEFT',
});
const paid = (phrase: string, useCase: string, ...pages: string[]): PassPhraseRow => ({
  phrase,
  useCase,
  pages: [...pages, 'confirm'],
  refused: null,
  end: 'PAID',
});
const TWO = 'account of 2';
const ONE = 'account of 1';
const ASKED_TWICE = ['question', 'question: That was not right. Try again.', TWO];

export const PASS_PHRASES: readonly PassPhraseRow[] = [
  refused('NoEligibleAccounts', 'no eligible account', NO_ACCOUNT),
  refused('LoginError', 'wrong user name or password', /user name or the pass phrase is wrong/),
  refused('NotRecognized', 'a page of the bank is not recognized', NOT_RECOGNIZED),
  refused('NoSuchField', 'ends as a page that is not recognized', NOT_RECOGNIZED),
  refused('PostError', 'an HTTP error: the site is not available', UNAVAILABLE),
  refused('GetError', 'an HTTP error: the site is not available', UNAVAILABLE),
  refused('PromptTypeError', 'a question could not be made', BROKEN),
  refused('JsError', 'an error while scripts of the bank run', BROKEN),
  refused('Unavailable', 'the site of the bank cannot be reached', UNAVAILABLE),
  refused('AccountLocked', "the user's account is locked", /login is locked/),
  refused('Unclassified', 'an error that nobody caught', BROKEN),
  refused('BankAction', 'the bank wants an action on its own site', /do something on its own site/),
  refused('ConnectError', 'a connection problem', NO_CONNECTION),
  refused('ConnectionError', 'a connection problem', NO_CONNECTION),
  refused('BlockedIpError', "the caller's address is blocked", /does not let you log in from here/),
  paid('ChallengeError', 'a wrong answer, and the user may try again', ...ASKED_TWICE),
  paid('ValidRouteCodeExtra', 'two accounts, the valid routing number inside of a longer one', TWO),
  refused('InvalidRouteCodeExtra', 'the only account has no valid routing number: ignored', NO_ACCOUNT),
  refused('TimeoutError', 'the bank sleeps for a minute', /bank took too long/),
  paid('TestPrompts', 'prompts of every kind', 'question', TWO),
  refused('NotEnoughFunds', 'a single account with a balance of zero', NO_ACCOUNT),
  paid('NotEnoughFundsExtra', 'two accounts, one of them with a balance of zero', ONE),
  refused('InvalidAccountNumberSize', 'the only account has too short a number', NO_ACCOUNT),
  paid('InvalidAccountNumberSizeExtra', 'two accounts, one of them with too short a number', ONE),
  paid('PartialAccountNumbers', 'two accounts with partial numbers', TWO, 'details'),
  paid('OnlyPartials', 'partial numbers and no routing number', TWO, 'details'),
  paid('NoCustomer', 'nothing is known of the customer', TWO),
  paid('NoRouteCode', 'no routing number: asks where the account was opened', TWO, 'details'),
  {
    ...paid('InvalidRouteCode', 'the usual way, then the routing number proves wrong', TWO),
    end: 'ACCOUNT_REMOVED',
  },
  paid('2FA', 'a challenge question; any answer but "error"', 'question', TWO),
  {
    ...refused('2FA', 'a challenge question, answered "error"', /user name or the pass phrase is wrong/),
    answer: 'error',
    pages: ['question'],
  },
  paid('WrongCredentials', 'a wrong answer, and the user may try again', ...ASKED_TWICE),
  paid(
    'SiteRequestError',
    'the bank could not process an answer, and the user may try again',
    'question',
    'question: The bank could not process that. Try again.',
    TWO,
  ),
  {
    ...refused('SessionTimeout', 'the user took too long to answer', /took too long/),
    pages: ['question'],
  },
  refused('PreLoginError', 'an error before the login', /login could not begin/),
  refused('NotSupported', 'no supported account', NOT_SUPPORTED),
  paid('AccountsWithNameAndAddress', 'two accounts with a name and an address each', TWO),
  paid('ManyInformation', 'ten accounts', 'account of 10'),
  refused('AccountNotSupported', 'an account of a kind that is not supported', NOT_SUPPORTED),
  paid('AmountNull', 'the balance of an account is not told', TWO),
  paid('AccNumberNull', 'an account without a number', ONE),
  { ...paid('AccFromUsername', 'the number comes from the user name', ONE), userName: 'user1_1234445' },
  { ...paid('RandomBalance', 'a random balance, of a dollar at least', ONE), dollars: 1 },
  paid('RandomAccounts', 'a random account number', ONE),
  paid('LargeCustomerInfo', 'very much is known of the customer', TWO),
  paid('FICWarning', 'a warning in the log', TWO),
  paid('EmailMFA', 'asks to which e-mail address to send a token', 'question', 'question', TWO),
  paid('MixedMFA', 'asks to which address or telephone to send a token', 'question', 'question', TWO),
  refused('CreditCardsOnly', 'only a credit card', NO_ACCOUNT),
  paid('AccountProfile', 'business, personal, other, unknown and null', 'account of 5'),
  { ...paid('Balance{xxx}', 'a balance of $1000', ONE), passPhrase: 'Balance1000' },
  { ...paid('Balance{xxx}', 'a balance of $5', ONE), passPhrase: 'Balance5', end: 'NOT_ENOUGH' },
  {
    ...paid('RandomAccWithSleep{n}', 'a random account after some seconds', ONE),
    userName: 'RandomAccWithSleep',
    passPhrase: '1',
  },
  { ...paid('ExpiredSplitToken', 'authorizes, and the split token has expired', TWO), end: 'REFRESH' },
  {
    ...paid('tckerror', 'an account that answers SW054', 'account of 3'),
    account: 0,
    end: 'ACCOUNT_REMOVED',
  },
  { ...paid('tckerror', 'an account that answers SW055', 'account of 3'), account: 1, end: 'ADVERSE' },
  {
    ...paid('tckerror', 'an account that answers SW056', 'account of 3'),
    account: 2,
    end: 'ACCOUNT_REMOVED',
  },
  { ...paid('NotEnoughFundsOnRefresh', 'authorizes, then a balance of 0.00', TWO), end: 'NOT_ENOUGH' },
  {
    ...paid('extendedreasoncode_{code}', 'authorizes, then that reason', TWO),
    passPhrase: 'extendedreasoncode_10000',
    end: 'ACCOUNT_REMOVED',
  },
  {
    ...paid('Sleep', 'as a user name: the bank waits for some seconds', TWO),
    userName: 'Sleep',
    passPhrase: '1',
  },
];
