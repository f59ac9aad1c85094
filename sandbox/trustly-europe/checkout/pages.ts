/** The pages of the checkout. */
import { html, type Markup } from '../../microsite/html.ts';
import { ICONS } from '../../microsite/icons.ts';
import { amountText } from '../amounts.ts';
import { CHECKOUT_COUNTRIES } from '../countries.ts';
import type { Order } from '../order.ts';
import { SPECIAL_USERS } from '../people.ts';
import { TEST_CASE_NAMES, testCasesFor } from '../test-cases.ts';
import { actionPath, CHECKOUT_PATH } from './paths.ts';
import type { LoginProblem, StepAt } from './steps.ts';
import type { Visit } from './visits.ts';

export interface CheckoutPage {
  readonly title: string;
  readonly content: Markup;
  /** Where the browser goes by itself, and after how many seconds; null: nowhere. */
  readonly refresh: { readonly to: string; readonly seconds: number } | null;
}

export function visitPage({ id, at }: Visit, order: Order): CheckoutPage {
  const page = (title: string, content: Markup): CheckoutPage => ({ title, content, refresh: null });
  switch (at.step) {
    case 'bank':
      return page('Choose your bank', bankPage(id, at));
    case 'login':
      return page(`Log in to ${at.bank}`, loginPage(id, at, order));
    case 'kyc':
      return { ...page('One moment', WAITING), refresh: { to: '', seconds: 2 } };
    case 'account':
      return page('Choose an account', accountPage(id, at));
    case 'confirm':
      return page('Confirm', confirmPage(id, at, order));
    case 'over':
      return overPage(at.redirect);
  }
}

export function overPage(redirect: string): CheckoutPage {
  return {
    title: 'Going back',
    refresh: { to: redirect, seconds: 0 },
    content: html`<h1>Going back to the merchant…</h1>
      <p class="lead"><a href="${redirect}" target="_top">Continue</a></p>`,
  };
}

function bankPage(id: string, { country }: StepAt<'bank'>): Markup {
  const others = CHECKOUT_COUNTRIES.filter(({ code }) => code !== country.code);
  return html`<h1>Choose your bank</h1>
    <p class="lead">Banks in ${country.name}</p>
    <form method="post" action="${actionPath(id, 'bank')}" class="list">
      ${country.banks.map(
        (bank) =>
          html`<button class="row" name="bank" value="${bank}">
            <span class="row-icon">${ICONS.bank}</span>
            <span class="row-main">${bank}</span>
            <span class="row-end">${ICONS.chevron}</span>
          </button>`,
      )}
    </form>
    <form method="post" action="${actionPath(id, 'country')}" class="centred">
      ${others.map(({ code, name }) => html`<button class="quiet" name="country" value="${code}">${name}</button>`)}
    </form>
    ${leave(id)}`;
}

const PROBLEMS: Readonly<Record<LoginProblem, string>> = {
  MISSING: 'Enter a user name.',
  REFUSED: 'The bank refuses this login. Try another one.',
  NO_ACCOUNTS: 'There is no account here that can be used. Try another login.',
};

function loginPage(id: string, { bank, problem }: StepAt<'login'>, { kind }: Order): Markup {
  return html`${back(id)}
    <h1>Log in to ${bank}</h1>
    <form method="post" action="${actionPath(id, 'login')}" class="card" novalidate>
      ${alert(problem === null ? null : PROBLEMS[problem])}
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
      <label class="row">
        <input type="checkbox" name="setOptions" value="yes" />
        <span class="row-main">Set order options</span>
      </label>
      <fieldset class="list when-marked">
        <legend>What Trustly and the bank do with this order</legend>
        ${testCasesFor(kind).map(
          (name) =>
            html`<label class="row">
              <input type="radio" name="option" value="${name}" />
              <span class="row-main">${name}<small>${TEST_CASE_NAMES[name]}</small></span>
            </label>`,
        )}
      </fieldset>
      <button class="primary">Log in</button>
    </form>
    <details class="hints">
      <summary>What to enter here</summary>
      <p>Any user name will do; another user name is another person. These do something else:</p>
      <dl>
        ${Object.entries(SPECIAL_USERS).map(
          ([name, meaning]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${meaning}</dd>
            </div>`,
        )}
      </dl>
    </details>
    ${leave(id)}`;
}

const WAITING = html`<section class="result">
  <div class="result-icon busy"><div class="spinner"></div></div>
  <h1>One moment…</h1>
  <p class="lead">The merchant is asked whether you can go on. No money has moved.</p>
</section>`;

function accountPage(id: string, { accounts }: StepAt<'account'>): Markup {
  return html`${back(id)}
    <h1>Which account?</h1>
    <form method="post" action="${actionPath(id, 'account')}">
      <fieldset class="list">
        <legend class="hidden">Account</legend>
        ${accounts.map(
          ({ lastDigits }, index) =>
            html`<label class="row">
              <input type="radio" name="account" value="${index}" ${index === 0 ? html`checked` : null} />
              <span class="row-main">
                ${index === 0 ? 'Current account' : 'Savings account'}
                <span class="digits">••••${lastDigits}</span>
              </span>
            </label>`,
        )}
      </fieldset>
      <button class="primary">Continue</button>
    </form>
    ${leave(id)}`;
}

const VERBS = { Deposit: 'Pay', Withdraw: 'Withdraw' } as const;

function confirmPage(id: string, { login, account, isAmountWrong }: StepAt<'confirm'>, order: Order): Markup {
  const { kind, currency, amountMinor } = order;
  const verb = kind === 'Deposit' || kind === 'Withdraw' ? VERBS[kind] : null;
  const amount =
    currency === null || amountMinor === null ? null : `${amountText(amountMinor, currency)} ${currency}`;
  const isOpen = currency !== null && amountMinor === null;
  const name = verb === null ? 'Use this account' : amount === null ? verb : `${verb} ${amount}`;
  return html`${back(id)}
    <h1>${verb === null ? 'Use this account?' : 'Check and approve'}</h1>
    <div class="card">
      ${amount === null ? null : html`<p class="total">${amount}</p>`}
      <dl class="facts">
        <div>
          <dt>Bank</dt>
          <dd>${login.bank}</dd>
        </div>
        <div>
          <dt>Account</dt>
          <dd class="digits">••••${account.lastDigits}</dd>
        </div>
        <div>
          <dt>Holder</dt>
          <dd>${login.person.firstname} ${login.person.lastname}</dd>
        </div>
      </dl>
    </div>
    <form method="post" action="${actionPath(id, 'approve')}" novalidate>
      ${alert(isAmountWrong ? `Enter an amount ${rangeOf(order)}, such as 200.00.` : null)}
      ${
        isOpen
          ? html`<label class="field">
              <span>Amount in ${currency}</span>
              <input name="amount" inputmode="decimal" autocomplete="off" maxlength="16" />
            </label>`
          : null
      }
      <button class="primary">${name}</button>
    </form>
    ${leave(id)}`;
}

function rangeOf({ currency, leastMinor, mostMinor }: Order): string {
  if (currency === null) return '';
  const from = leastMinor === null ? 'above 0' : `from ${amountText(leastMinor, currency)}`;
  return mostMinor === null ? from : `${from} to ${amountText(mostMinor, currency)}`;
}

/** Something that ends here: an address that was opened before, a visit that is over. */
export function noticePage(title: string, text: string): CheckoutPage {
  return {
    title,
    refresh: null,
    content: html`<section class="result">
      <div class="result-icon calm">${ICONS.cross}</div>
      <h1>${title}</h1>
      <p class="lead">${text}</p>
    </section>`,
  };
}

function alert(text: string | null): Markup | null {
  return text === null ? null : html`<p class="alert" role="alert">${text}</p>`;
}

function back(id: string): Markup {
  return html`<form method="post" action="${actionPath(id, 'back')}" class="back">
    <button class="quiet">${ICONS.back}Back</button>
  </form>`;
}

function leave(id: string): Markup {
  return html`<form method="post" action="${actionPath(id, 'cancel')}" class="cancel">
    <button class="quiet">Cancel</button>
  </form>`;
}

export function renderCheckout({ title, content, refresh }: CheckoutPage): string {
  const target = refresh && `${refresh.seconds}${refresh.to === '' ? '' : `;url=${refresh.to}`}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>${title} – Trustly sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${CHECKOUT_PATH}/checkout.css" />
        ${target === null ? null : html`<meta http-equiv="refresh" content="${target}" />`}
      </head>
      <body>
        <header class="top">
          <div class="brand">
            <span class="brand-mark">${ICONS.mark}</span>
            <span class="brand-name">Trustly sandbox</span>
            <span class="badge">No real money</span>
          </div>
        </header>
        <main>${content}</main>
      </body>
    </html>`.text;
}
