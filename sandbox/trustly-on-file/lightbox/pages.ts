/** The pages of the Lightbox. */
import type { Bank, BankAccount } from '../../demo-bank.ts';
import { BANK_ROWS } from '../../microsite/bank-page.ts';
import { loginFields } from '../../microsite/login-page.ts';
import { questionFields } from '../../microsite/question-fields.ts';
import { html, type Markup } from '../../microsite/html.ts';
import { ICONS } from '../../microsite/icons.ts';
import type { Wording } from '../../microsite/wording/wording.ts';
import type { CodeProblem } from '../micro-deposits.ts';
import { actionPath } from './paths.ts';
import { PLACES, type LoginProblem, type StepAt } from './steps.ts';
import type { Visit } from './visits.ts';

export interface LightboxPage {
  readonly title: string;
  readonly content: Markup;
  /** Where the player goes from here by itself; null: nowhere. */
  readonly redirect: string | null;
}

export function visitPage({ id, at, renewal }: Visit, wording: Wording): LightboxPage {
  const page = (title: string, content: Markup): LightboxPage => ({ title, content, redirect: null });
  switch (at.step) {
    case 'bank':
      return page(wording.texts.bank.heading, bankPage(id, wording));
    case 'login':
      return page(wording.texts.login.heading(at.bank.name), loginPage(id, at, renewal === null, wording));
    case 'question':
      return page(at.asked.question.heading, questionPage(id, at, wording));
    case 'account':
      return page(wording.texts.account.title, accountPage(id, at, wording));
    case 'details':
      return page('Account details', detailsPage(id, at, wording));
    case 'numbers':
      return page('Account numbers', numbersPage(id, at, wording));
    case 'code':
      return page('Code', codePage(id, at, wording));
    case 'confirm':
      return page('Confirm', confirmPage(id, at.credentials.bank, at.account, wording));
    case 'over':
      return {
        title: 'Going back',
        redirect: at.redirect,
        content: html`<h1>Going back to the merchant…</h1>
          <p class="lead"><a href="${at.redirect}" target="_top">Continue</a></p>`,
      };
  }
}

function bankPage(id: string, { texts }: Wording): Markup {
  return html`<h1>${texts.bank.heading}</h1>
    <form method="post" action="${actionPath(id, 'bank')}" class="list">${BANK_ROWS}</form>
    ${leave(id, texts)}`;
}

const OTHER_ACCOUNT =
  'This login does not have the account that you paid from before. Log in as you did then.';

function loginPage(id: string, at: StepAt<'login'>, mayGoBack: boolean, { texts }: Wording): Markup {
  const { login } = texts;
  const problem = at.problem === null ? null : problemText(at.problem, texts);
  return html`${mayGoBack ? back(id, texts) : null}
    <h1>${login.heading(at.bank.name)}</h1>
    <form method="post" action="${actionPath(id, 'login')}" class="card" novalidate>
      ${alert(problem)} ${loginFields(login, at.bank.name)}
    </form>
    <p class="hint">${login.hints.lead}</p>
    ${mayGoBack ? byHand(id) : null} ${leave(id, texts)}`;
}

function problemText(problem: LoginProblem, { login }: Wording['texts']): string {
  return problem === 'OTHER_ACCOUNT' ? OTHER_ACCOUNT : login.problems[problem];
}

function questionPage(id: string, { asked }: StepAt<'question'>, { texts }: Wording): Markup {
  const { question, problem } = asked;
  return html`${back(id, texts)}
    <h1>${question.heading}</h1>
    <p class="lead">${question.text}</p>
    <form method="post" action="${actionPath(id, 'answer')}" class="card" novalidate>
      ${alert(problem === null ? null : texts.login.questionProblems[problem])} ${questionFields(question)}
      <button class="primary">${texts.next}</button>
    </form>
    ${leave(id, texts)}`;
}

function accountPage(id: string, { accounts }: StepAt<'account'>, wording: Wording): Markup {
  const { texts, money } = wording;
  return html`${back(id, texts)}
    <h1>${texts.account.heading}</h1>
    <form method="post" action="${actionPath(id, 'account')}">
      <fieldset class="list">
        <legend class="hidden">${texts.account.legend}</legend>
        ${accounts.map(
          (account, index) =>
            html`<label class="row">
              <input type="radio" name="account" value="${index}" ${index === 0 ? html`checked` : null} />
              <span class="row-main">
                ${accountName(account)}
                ${account.balance === null ? null : html`<small>${texts.account.available(money(account.balance))}</small>`}
              </span>
            </label>`,
        )}
      </fieldset>
      <button class="primary">${texts.next}</button>
    </form>
    ${leave(id, texts)}`;
}

function detailsPage(id: string, { account, isWrong }: StepAt<'details'>, { texts }: Wording): Markup {
  const wrong = isWrong ? 'That does not fit this account. Try again.' : null;
  const number = html`<label class="field">
    <span>Whole account number</span>
    <input name="number" inputmode="numeric" autocomplete="off" maxlength="17" />
  </label>`;
  const place = html`<label class="field">
    <span>Where was the account opened?</span>
    <select name="place">
      ${PLACES.map((one) => html`<option>${one}</option>`)}
    </select>
  </label>`;
  return html`${back(id, texts)}
    <h1>Account details</h1>
    <p class="lead">
      Your bank tells only a part. ${accountName(account)}; here its whole number is ${account.number}.
    </p>
    <form method="post" action="${actionPath(id, 'details')}" class="card" novalidate>
      ${alert(wrong)} ${account.missing.includes('number') ? number : null}
      ${account.missing.includes('place') ? place : null}
      <button class="primary">${texts.next}</button>
    </form>
    ${leave(id, texts)}`;
}

function byHand(id: string): Markup {
  return html`<form method="post" action="${actionPath(id, 'manual')}">
    <button class="quiet">I cannot log in</button>
  </form>`;
}

function numbersPage(id: string, { isWrong }: StepAt<'numbers'>, { texts }: Wording): Markup {
  const wrong = isWrong ? 'These are not the numbers of an account. Try again.' : null;
  const field = (name: string, label: string) =>
    html`<label class="field">
      <span>${label}</span>
      <input name="${name}" inputmode="numeric" autocomplete="off" maxlength="17" />
    </label>`;
  return html`${back(id, texts)}
    <h1>Account numbers</h1>
    <p class="lead">
      We send a small deposit. Its code on your bank statement shows that the account is yours.
    </p>
    <form method="post" action="${actionPath(id, 'numbers')}" class="card" novalidate>
      ${alert(wrong)} ${field('routingNumber', 'Routing number')} ${field('accountNumber', 'Account number')}
      <button class="primary">${texts.next}</button>
    </form>
    ${leave(id, texts)}`;
}

const CODE_PROBLEMS: Readonly<Record<CodeProblem, string>> = {
  NOT_ARRIVED: 'The deposit has not arrived yet. Come back when it has.',
  WRONG_CODE: 'This is not the code. Try again.',
  NO_MORE_CODES: 'Too many wrong codes. This account cannot be used.',
};

function codePage(id: string, { bank, statement, problem }: StepAt<'code'>, { texts }: Wording): Markup {
  return html`<h1>Enter the code</h1>
    <p class="lead">Three letters stand beside the small deposit on your bank statement.</p>
    <form method="post" action="${actionPath(id, 'code')}" class="card" novalidate>
      ${alert(problem && CODE_PROBLEMS[problem])}
      <label class="field">
        <span>Code</span>
        <input name="code" autocomplete="off" autocapitalize="characters" maxlength="3" />
      </label>
      <button class="primary">${texts.next}</button>
    </form>
    <p class="hint">
      ${bank?.name ?? 'The bank'}'s statement: ${statement ?? 'no deposit so far'}. Here you see it; the
      player looks there.
    </p>
    ${leave(id, texts)}`;
}

function confirmPage(id: string, bank: Bank, account: BankAccount, { texts }: Wording): Markup {
  return html`${back(id, texts)}
    <h1>Use this account?</h1>
    <div class="card">
      <dl class="facts">
        <div>
          <dt>Bank</dt>
          <dd>${bank.name}</dd>
        </div>
        <div>
          <dt>Account</dt>
          <dd>${accountName(account)}</dd>
        </div>
      </dl>
    </div>
    <form method="post" action="${actionPath(id, 'confirm')}">
      <button class="primary" data-busy-text="Telling the merchant…">Use this account</button>
    </form>
    <p class="hint centred">Nothing is taken from it now.</p>
    ${leave(id, texts)}`;
}

/** Something that ends here: a wrong request, a visit that is over. */
export function noticePage(title: string, text: string): LightboxPage {
  return {
    title,
    redirect: null,
    content: html`<section class="result">
      <div class="result-icon calm">${ICONS.cross}</div>
      <h1>${title}</h1>
      <p class="lead">${text}</p>
    </section>`,
  };
}

function accountName({ name, lastDigits }: BankAccount): Markup {
  return html`${name} <span class="digits">••••${lastDigits}</span>`;
}

function alert(text: string | null): Markup | null {
  return text === null ? null : html`<p class="alert" role="alert">${text}</p>`;
}

function back(id: string, texts: Wording['texts']): Markup {
  return html`<form method="post" action="${actionPath(id, 'back')}" class="back">
    <button class="quiet">${ICONS.back}${texts.back}</button>
  </form>`;
}

function leave(id: string, texts: Wording['texts']): Markup {
  return html`<form method="post" action="${actionPath(id, 'cancel')}" class="cancel" id="cancel">
    <button class="quiet">${texts.cancel}</button>
  </form>`;
}

export function renderLightbox({ title, content, redirect }: LightboxPage, language: string): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>${title} – Trustly sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/start/lightbox.css" />
        <script src="/start/lightbox.js" defer></script>
        ${redirect === null ? null : html`<noscript><meta http-equiv="refresh" content="0;url=${redirect}" /></noscript>`}
      </head>
      <body>
        <header class="top framed">
          <div class="brand">
            <span class="brand-mark">${ICONS.mark}</span>
            <span class="brand-name">Trustly sandbox</span>
            <span class="badge">No real money</span>
          </div>
        </header>
        <main aria-live="polite" data-redirect="${redirect ?? ''}">${content}</main>
      </body>
    </html>`.text;
}
