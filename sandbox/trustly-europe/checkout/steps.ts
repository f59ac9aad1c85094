/** One visit to the checkout as a pure machine. An event that does not fit the step changes nothing. */
import type { Account } from '../accounts.ts';
import type { Country } from '../countries.ts';
import type { Person } from '../people.ts';
import type { TestCase } from '../test-cases.ts';

export type LoginProblem = 'MISSING' | 'REFUSED' | 'NO_ACCOUNTS';

export interface Login {
  readonly country: Country;
  readonly bank: string;
  readonly person: Person;
  readonly testCase: TestCase | null;
}

export type Step =
  | { step: 'bank'; country: Country }
  | { step: 'login'; country: Country; bank: string; problem: LoginProblem | null }
  /** The merchant is asked whether this person may go on. */
  | { step: 'kyc'; login: Login; notificationId: string }
  | { step: 'account'; login: Login; accounts: readonly Account[] }
  | { step: 'confirm'; login: Login; account: Account; isAmountWrong: boolean }
  /** The player is on the way back to the merchant. */
  | { step: 'over'; redirect: string };

export type StepAt<Name extends Step['step']> = Extract<Step, { step: Name }>;

export type CheckoutEvent =
  | { event: 'country'; country: Country }
  | { event: 'bank'; bank: string }
  | { event: 'loginRefused'; problem: LoginProblem }
  | { event: 'askedKyc'; login: Login; notificationId: string }
  | { event: 'accounts'; login: Login; accounts: readonly Account[] }
  | { event: 'account'; index: number }
  | { event: 'wrongAmount' }
  | { event: 'back' }
  | { event: 'over'; redirect: string };

export function nextStep(at: Step, event: CheckoutEvent): Step {
  switch (event.event) {
    case 'country':
      return at.step === 'bank' ? { step: 'bank', country: event.country } : at;
    case 'bank':
      if (at.step !== 'bank' || !at.country.banks.includes(event.bank)) return at;
      return { step: 'login', country: at.country, bank: event.bank, problem: null };
    case 'loginRefused':
      return at.step === 'login' ? { ...at, problem: event.problem } : at;
    case 'askedKyc':
      return at.step === 'login'
        ? { step: 'kyc', login: event.login, notificationId: event.notificationId }
        : at;
    case 'accounts':
      return at.step === 'login' || at.step === 'kyc'
        ? { step: 'account', login: event.login, accounts: event.accounts }
        : at;
    case 'account': {
      const account = at.step === 'account' ? at.accounts[event.index] : undefined;
      if (at.step !== 'account' || account === undefined) return at;
      return { step: 'confirm', login: at.login, account, isAmountWrong: false };
    }
    case 'wrongAmount':
      return at.step === 'confirm' ? { ...at, isAmountWrong: true } : at;
    case 'back':
      return stepBefore(at);
    case 'over':
      return { step: 'over', redirect: event.redirect };
  }
}

/** While the merchant is asked there is no way back: it was told who the player is. */
function stepBefore(at: Step): Step {
  switch (at.step) {
    case 'login':
      return { step: 'bank', country: at.country };
    case 'account':
    case 'confirm':
      return { step: 'login', country: at.login.country, bank: at.login.bank, problem: null };
    case 'bank':
    case 'kyc':
    case 'over':
      return at;
  }
}
