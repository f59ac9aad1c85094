/** One visit to the Lightbox as a pure machine. An event that does not fit the step changes nothing. */
import type { Asked, Bank, BankAccount, Credentials, LoginRefusal, LoginResult } from '../../demo-bank.ts';
import { isRoutingNumber } from '../../demo-bank-accounts.ts';
import type { Later } from '../../demo-bank-phrases.ts';
import type { Panel } from '../authorize.ts';
import type { CodeProblem } from '../micro-deposits.ts';

export type LoginProblem = LoginRefusal | 'MISSING' | 'OTHER_ACCOUNT';

/** The account of the authorization that a login anew is for; null: the player chooses. */
export interface Renewal {
  readonly bank: Bank;
  readonly accountToken: string;
}

export type Step =
  | { step: 'bank' }
  | { step: 'login'; bank: Bank; problem: LoginProblem | null }
  | { step: 'question'; credentials: Credentials; asked: Asked }
  | { step: 'account'; credentials: Credentials; accounts: readonly BankAccount[]; later: Later }
  | { step: 'details'; credentials: Credentials; account: BankAccount; later: Later; isWrong: boolean }
  /** The numbers of an account, where the player cannot log in. */
  | { step: 'numbers'; bank: Bank; isWrong: boolean }
  /** What the deposit brings. @property statement what the bank's statement says of it; null: it has not arrived. */
  | { step: 'code'; bank: Bank | null; statement: string | null; problem: CodeProblem | null }
  | { step: 'confirm'; credentials: Credentials; account: BankAccount; later: Later }
  /** The player is on the way back to the merchant. */
  | { step: 'over'; redirect: string };

export type StepAt<Name extends Step['step']> = Extract<Step, { step: Name }>;

export type LightboxEvent =
  | { event: 'bank'; bank: Bank }
  | { event: 'loginRefused'; problem: LoginProblem }
  | { event: 'loggedIn'; credentials: Credentials; result: LoginResult }
  | { event: 'account'; index: number }
  | { event: 'details'; number: string; place: string }
  | { event: 'manual' }
  | { event: 'numbersRefused' }
  | { event: 'deposit'; statement: string | null }
  | { event: 'codeRefused'; problem: CodeProblem }
  | { event: 'back' }
  | { event: 'over'; redirect: string };

export function firstStep(renewal: Renewal | null): Step {
  return renewal === null ? { step: 'bank' } : { step: 'login', bank: renewal.bank, problem: null };
}

export function nextStep(at: Step, event: LightboxEvent, renewal: Renewal | null): Step {
  switch (event.event) {
    case 'bank':
      return at.step === 'bank' ? { step: 'login', bank: event.bank, problem: null } : at;
    case 'loginRefused':
      return at.step === 'login' ? { ...at, problem: event.problem } : at;
    case 'loggedIn':
      return at.step === 'login' || at.step === 'question' ? afterLogin(event, renewal) : at;
    case 'account': {
      const account = at.step === 'account' ? at.accounts[event.index] : undefined;
      if (at.step !== 'account' || account === undefined) return at;
      const { credentials, later } = at;
      return account.missing.length > 0
        ? { step: 'details', credentials, later, account, isWrong: false }
        : { step: 'confirm', credentials, later, account };
    }
    case 'details':
      if (at.step !== 'details') return at;
      return areDetails(at.account, event)
        ? { step: 'confirm', credentials: at.credentials, later: at.later, account: at.account }
        : { ...at, isWrong: true };
    case 'manual':
      return at.step === 'login' && renewal === null
        ? { step: 'numbers', bank: at.bank, isWrong: false }
        : at;
    case 'numbersRefused':
      return at.step === 'numbers' ? { ...at, isWrong: true } : at;
    case 'deposit':
      return at.step === 'numbers'
        ? { step: 'code', bank: at.bank, statement: event.statement, problem: null }
        : at;
    case 'codeRefused':
      return at.step === 'code' ? { ...at, problem: event.problem } : at;
    case 'back':
      return stepBefore(at, renewal);
    case 'over':
      return { step: 'over', redirect: event.redirect };
  }
}

function afterLogin(
  { credentials, result }: Extract<LightboxEvent, { event: 'loggedIn' }>,
  renewal: Renewal | null,
): Step {
  if ('asked' in result) return { step: 'question', credentials, asked: result.asked };
  const refused = (problem: LoginProblem): Step => ({ step: 'login', bank: credentials.bank, problem });
  if ('refused' in result) return refused(result.refused);
  const { accounts, later } = result;
  if (renewal !== null) {
    const account = accounts.find(({ ubai }) => ubai === renewal.accountToken);
    return account === undefined
      ? refused('OTHER_ACCOUNT')
      : { step: 'confirm', credentials, later, account };
  }
  const payable = accounts.filter(({ balance }) => balance === null || balance.minor > 0);
  return payable.length === 0
    ? refused('NO_ACCOUNTS')
    : { step: 'account', credentials, accounts: payable, later };
}

function areDetails(
  { missing, lastDigits }: BankAccount,
  { number, place }: { number: string; place: string },
) {
  const isNumber = /^[0-9]{4,17}$/.test(number.trim()) && number.trim().endsWith(lastDigits);
  const isPlace = PLACES.includes(place) || isRoutingNumber(place.trim());
  return (!missing.includes('number') || isNumber) && (!missing.includes('place') || isPlace);
}

/** Where an account may have been opened, where the bank does not tell the routing number. */
export const PLACES = ['California', 'Nevada', 'Washington'];

function stepBefore(at: Step, renewal: Renewal | null): Step {
  switch (at.step) {
    case 'login':
      return firstStep(renewal);
    case 'question':
    case 'account':
    case 'details':
    case 'confirm':
      return { step: 'login', bank: at.credentials.bank, problem: null };
    case 'numbers':
      return { step: 'login', bank: at.bank, problem: null };
    case 'bank':
    case 'code':
    case 'over':
      return at;
  }
}

/** Which of Trustly's screens this is. */
export function panelOf({ step }: Step): Panel {
  switch (step) {
    case 'details':
    case 'numbers':
      return 'account';
    case 'code':
      return 'question';
    case 'over':
      return 'confirm';
    default:
      return step;
  }
}
