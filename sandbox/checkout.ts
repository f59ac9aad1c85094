/**
 * One visit to the microsite, from the scan to the approval, as a pure machine. An event that does not fit the step
 * (a second press, a stale page) changes nothing.
 */
import type { Money } from '../protocol/money.ts';
import type { Asked, Bank, BankAccount, Credentials, LoginRefusal } from './demo-bank.ts';

export type AmountProblem = 'MISSING' | 'NOT_AN_AMOUNT' | 'TOO_SMALL' | 'TOO_LARGE';

export type Step =
  | { step: 'amount'; problem: AmountProblem | null }
  | { step: 'bank'; amount: Money }
  | { step: 'login'; amount: Money; bank: Bank; problem: LoginRefusal | 'MISSING' | null }
  | { step: 'question'; amount: Money; bank: Bank; credentials: Credentials; asked: Asked }
  | { step: 'account'; amount: Money; bank: Bank; accounts: readonly BankAccount[] }
  | { step: 'review'; amount: Money; bank: Bank; accounts: readonly BankAccount[]; account: BankAccount }
  /** Approved or given up: the payment, which is durable, says what became of it. */
  | { step: 'payment'; fundingId: string }
  /** Left before an amount was chosen: there is nothing to tell anybody. */
  | { step: 'left' };

/** One of the steps. */
export type StepAt<Name extends Step['step']> = Extract<Step, { step: Name }>;

export type CheckoutEvent =
  | { event: 'amount'; choice: Money | { problem: AmountProblem } }
  | { event: 'bank'; bank: Bank }
  | { event: 'loginRefused'; problem: LoginRefusal | 'MISSING' }
  | { event: 'asked'; credentials: Credentials; asked: Asked }
  | { event: 'loggedIn'; accounts: readonly BankAccount[] }
  | { event: 'account'; account: BankAccount }
  | { event: 'paymentMade'; fundingId: string }
  | { event: 'left' }
  | { event: 'back' }
  | { event: 'startAgain' };

/** What a player may add at once here; the bridge and the cabinet have narrower rules of their own. */
export const LEAST: Money = { minor: 100, currency: 'USD' };
export const MOST: Money = { minor: 200_000, currency: 'USD' };

export const FIRST_STEP: Step = { step: 'amount', problem: null };

/** Whether the money can be chosen at all. */
export function checkAmount(amount: Money): Money | { problem: AmountProblem } {
  if (amount.minor < LEAST.minor) return { problem: 'TOO_SMALL' };
  if (amount.minor > MOST.minor) return { problem: 'TOO_LARGE' };
  return amount;
}

export function nextStep(at: Step, event: CheckoutEvent): Step {
  switch (event.event) {
    case 'amount':
      if (at.step !== 'amount') return at;
      return 'problem' in event.choice
        ? { step: 'amount', problem: event.choice.problem }
        : { step: 'bank', amount: event.choice };
    case 'bank':
      return at.step === 'bank' ? { step: 'login', amount: at.amount, bank: event.bank, problem: null } : at;
    case 'loginRefused':
      return at.step === 'login' || at.step === 'question'
        ? { step: 'login', amount: at.amount, bank: at.bank, problem: event.problem }
        : at;
    case 'asked':
      return at.step === 'login' || at.step === 'question'
        ? {
            step: 'question',
            amount: at.amount,
            bank: at.bank,
            credentials: event.credentials,
            asked: event.asked,
          }
        : at;
    case 'loggedIn':
      return at.step === 'login' || at.step === 'question'
        ? { step: 'account', amount: at.amount, bank: at.bank, accounts: event.accounts }
        : at;
    case 'account':
      return at.step === 'account' ? { ...at, step: 'review', account: event.account } : at;
    case 'paymentMade':
      return at.step === 'payment' || at.step === 'left'
        ? at
        : { step: 'payment', fundingId: event.fundingId };
    case 'left':
      return at.step === 'amount' ? { step: 'left' } : at;
    case 'back':
      return stepBefore(at);
    case 'startAgain':
      return at.step === 'payment' ? FIRST_STEP : at;
  }
}

function stepBefore(at: Step): Step {
  switch (at.step) {
    case 'bank':
      return FIRST_STEP;
    case 'login':
      return { step: 'bank', amount: at.amount };
    case 'question':
    case 'account':
      return { step: 'login', amount: at.amount, bank: at.bank, problem: null };
    case 'review':
      return { step: 'account', amount: at.amount, bank: at.bank, accounts: at.accounts };
    case 'amount':
    case 'payment':
    case 'left':
      return at;
  }
}
