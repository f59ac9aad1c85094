/** The pages a player walks through, from the amount to the approval. */
import { formatMoney, type Money } from '../../protocol/money.ts';
import { LEAST, MOST, type AmountProblem, type Step } from '../checkout.ts';
import type { Checkout } from '../checkouts.ts';
import { BANKS, type BankAccount, type LoginRefusal } from '../demo-bank.ts';
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import { MICROSITE_PATH, type Page } from './layout.ts';

/** The amounts offered as one press, in whole dollars. */
export const OFFERED = [20, 50, 100] as const;

const money = (amount: Money): string => formatMoney(amount, 'en-US');
const dollars = (amount: Money): string => money(amount).replace(/\.00$/, '');

const AMOUNT_PROBLEMS: Readonly<Record<AmountProblem, string>> = {
  MISSING: 'Choose an amount.',
  NOT_AN_AMOUNT: 'Enter an amount in dollars, such as 35 or 35.50.',
  TOO_SMALL: `The least you can add is ${dollars(LEAST)}.`,
  TOO_LARGE: `The most you can add at once is ${dollars(MOST)}.`,
};

const LOGIN_PROBLEMS: Readonly<Record<LoginRefusal | 'MISSING', string>> = {
  MISSING: 'Enter your user name and your pass phrase.',
  WRONG_CREDENTIALS: 'The user name or the pass phrase is wrong. Try again.',
  ACCOUNT_LOCKED: 'This login is locked. Contact your bank, or choose another bank.',
  UNAVAILABLE: 'The bank cannot be reached right now. Try again, or choose another bank.',
  NO_ACCOUNTS: 'There is no account here that can be paid from. Choose another bank.',
};

/** The page of this step; null for the steps that have none of their own. */
export function stepPage(checkout: Checkout): Page | null {
  const { at, code, id } = checkout;
  const frame = { status: 200, machine: code, live: null };
  const action = (name: string): string => `${MICROSITE_PATH}/checkout/${id}/${name}`;
  switch (at.step) {
    case 'amount':
      return { ...frame, title: 'Choose an amount', step: 1, content: amountPage(at.problem, action) };
    case 'bank':
      return { ...frame, title: 'Choose your bank', step: 2, content: bankPage(at.amount, action) };
    case 'login':
      return { ...frame, title: `Log in to ${at.bank.name}`, step: 3, content: loginPage(at, action) };
    case 'account':
      return { ...frame, title: 'Choose an account', step: 4, content: accountPage(at, action) };
    case 'review':
      return { ...frame, title: 'Review and approve', step: 5, content: reviewPage(at, checkout, action) };
    case 'payment':
    case 'left':
      return null;
  }
}

type Action = (name: string) => string;

function amountPage(problem: AmountProblem | null, action: Action): Markup {
  return html`<h1>How much would you like to add?</h1>
    <form method="post" action="${action('amount')}" novalidate>
      ${alert(problem === null ? null : AMOUNT_PROBLEMS[problem])}
      <fieldset class="amounts">
        <legend class="hidden">Amount</legend>
        ${OFFERED.map(
          (offered, index) =>
            html`<label class="amount">
              <input
                type="radio"
                name="amount"
                value="${offered}.00"
                ${index === 0 && problem === null ? html`checked` : null}
              />
              <span>$${offered}.00</span>
            </label>`,
        )}
        <label class="amount">
          <input
            type="radio"
            name="amount"
            value="other"
            ${problem === null || problem === 'MISSING' ? null : html`checked`}
          />
          <span>Other amount</span>
        </label>
        <div class="other">
          <label for="other">Amount in dollars</label>
          <div class="other-field">
            <span aria-hidden="true">$</span>
            <input id="other" name="other" inputmode="decimal" autocomplete="off" maxlength="12" />
          </div>
          <p class="hint">From ${dollars(LEAST)} to ${dollars(MOST)}</p>
        </div>
      </fieldset>
      <button class="primary">Continue</button>
    </form>
    ${cancelForm(action)}`;
}

function bankPage(amount: Money, action: Action): Markup {
  return html`${backForm(action)}
    <h1>Choose your bank</h1>
    <p class="lead">You log in at your bank and pay ${money(amount)} straight from your account.</p>
    <form method="post" action="${action('bank')}" class="list">
      ${BANKS.map(
        (bank) =>
          html`<button class="row" name="bank" value="${bank.id}">
            <span class="row-icon ${bank.id}">${ICONS.bank}</span>
            <span class="row-main">${bank.name}</span>
            <span class="row-end">${ICONS.chevron}</span>
          </button>`,
      )}
    </form>
    ${cancelForm(action)}`;
}

function loginPage(at: Extract<Step, { step: 'login' }>, action: Action): Markup {
  return html`${backForm(action)}
    <h1>Log in to ${at.bank.name}</h1>
    <form method="post" action="${action('login')}" class="card" novalidate>
      ${alert(at.problem === null ? null : LOGIN_PROBLEMS[at.problem])}
      <label class="field">
        <span>User name</span>
        <input
          name="userName"
          value="player"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          maxlength="64"
        />
      </label>
      <label class="field">
        <span>Pass phrase</span>
        <input name="passPhrase" type="password" value="demo" autocomplete="off" maxlength="64" />
      </label>
      <button class="primary" data-busy-text="Contacting ${at.bank.name}…">Log in</button>
    </form>
    <details class="hints">
      <summary>What to enter here</summary>
      <p>
        Any user name and pass phrase will do; another user name is another person. These pass phrases do
        something else:
      </p>
      <dl>
        <div>
          <dt>NotEnoughFunds</dt>
          <dd>the bank refuses the payment</dd>
        </div>
        <div>
          <dt>AccountLocked</dt>
          <dd>the login is locked</dd>
        </div>
        <div>
          <dt>LoginError</dt>
          <dd>wrong pass phrase</dd>
        </div>
        <div>
          <dt>Unavailable</dt>
          <dd>the bank is down</dd>
        </div>
        <div>
          <dt>Balance75</dt>
          <dd>one account with $75 in it</dd>
        </div>
      </dl>
      <p>User name <b>Sleep</b> with a number of seconds as pass phrase is a slow bank.</p>
    </details>
    ${cancelForm(action)}`;
}

function accountPage(at: Extract<Step, { step: 'account' }>, action: Action): Markup {
  return html`${backForm(action)}
    <h1>Pay from which account?</h1>
    <form method="post" action="${action('account')}">
      <fieldset class="list">
        <legend class="hidden">Account</legend>
        ${at.accounts.map(
          (account, index) =>
            html`<label class="row">
              <input type="radio" name="account" value="${index}" ${index === 0 ? html`checked` : null} />
              <span class="row-main">
                ${accountName(account)}
                <small>Available ${money(account.balance)}</small>
              </span>
            </label>`,
        )}
      </fieldset>
      <button class="primary">Continue</button>
    </form>
    ${cancelForm(action)}`;
}

function reviewPage(at: Extract<Step, { step: 'review' }>, checkout: Checkout, action: Action): Markup {
  const { asset, gameName } = checkout.code;
  return html`${backForm(action)}
    <h1>Review and approve</h1>
    <div class="card">
      <p class="total">${money(at.amount)}</p>
      <dl class="facts">
        <div>
          <dt>From</dt>
          <dd>${at.bank.name}<br />${accountName(at.account)}</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>${gameName === null ? null : html`${gameName}<br />`}Machine ${asset}</dd>
        </div>
        <div>
          <dt>Fee</dt>
          <dd>None</dd>
        </div>
      </dl>
    </div>
    <form method="post" action="${action('approve')}">
      <button class="primary" data-busy-text="Approving…">Approve ${money(at.amount)}</button>
    </form>
    <p class="hint centred">Money leaves your account only when it is on the machine.</p>
    ${cancelForm(action)}`;
}

export function accountName(account: BankAccount): Markup {
  return html`${account.kind}
    <span class="digits"
      ><span aria-hidden="true">••••</span><span class="hidden">ending in</span> ${account.lastDigits}</span
    >`;
}

function alert(text: string | null): Markup | null {
  return text === null ? null : html`<p class="alert" role="alert">${text}</p>`;
}

function backForm(action: Action): Markup {
  return html`<form method="post" action="${action('back')}" class="back">
    <button class="quiet">${ICONS.back}Back</button>
  </form>`;
}

function cancelForm(action: Action): Markup {
  return html`<form method="post" action="${action('cancel')}" class="cancel">
    <button class="quiet">Cancel payment</button>
  </form>`;
}
