/** The accounts of a phone: what is on file, and how another one is put there without a payment. */
import { html, type Html } from '../platform/http/html.ts';
import type { AccountOnFile } from '../rails/account-page.ts';
import type { BankLoginData } from '../rails/pay-page.ts';
import type { WrongField } from './account-numbers.ts';
import { bankLogin } from './bank-login.ts';
import type { Language } from './languages.ts';
import { hidden, nameOf, statement, type PhonePage } from './parts.ts';
import { confirmedBy, PASSKEY_SCRIPT, passkeyFields, type Question } from './passkey-parts.ts';
import { CATALOGUES } from './texts/catalogues.ts';
import type { PhoneTexts } from './texts/texts.ts';

/** What the page says first, where something was done or refused. */
export type AccountNews = 'waiting' | 'asking' | 'added' | 'toldBefore' | 'notTaken' | 'notConfirmed';

export interface AccountsOnPage {
  /** Of this page: other addresses are below it. */
  readonly path: string;
  /** Of the form to pay; null: its code is too old. */
  readonly payAt: string | null;
  readonly accounts: readonly AccountOnFile[];
  readonly news: AccountNews | null;
  /**
   * What puts another account on file. `by-code`: a code that is alive. `by-paying`: no cookie opens accounts here, and the phone
   * has no passkey.
   */
  readonly add: AddForm | 'by-code' | 'by-paying';
  readonly takesNumbers: boolean;
  /** What the form to tell the code of this account's deposit carries. */
  readonly codeTicket: (accountId: string) => string;
}

export interface AddForm {
  readonly ticket: string;
  /** What the phone's passkey is asked; null: nothing. */
  readonly question: Question | null;
}

/** What changes by itself is asked for again after so many seconds. */
export function accountsRefreshS({ accounts, news }: AccountsOnPage): number | null {
  if (news === 'waiting' || news === 'asking') return 2;
  return accounts.some(({ use }) => use === 'unnamed') ? 1 : null;
}

export function accountsPage(language: Language, shown: AccountsOnPage): PhonePage {
  const { payAt, accounts, news } = shown;
  const texts = CATALOGUES[language];
  return {
    title: texts.accounts,
    body: html`${news && newsOf(texts, news)}
    ${
      accounts.length === 0
        ? html`<p>${texts.noAccounts}</p>`
        : html`<ul class="accounts">
            ${accounts.map((account) => onFile(texts, shown, account))}
          </ul>`
    }
    ${accountsRefreshS(shown) === null ? another(texts, shown) : null}
    ${payAt === null ? null : html`<p><a href="${payAt}">${texts.addMoney}</a></p>`} `,
  };
}

/** Not on a page that is about to ask for itself again: it would take the form away under the player's finger. */
function another(texts: PhoneTexts, { path, add, takesNumbers }: AccountsOnPage): Html {
  if (add === 'by-code') return html`<p class="quiet">${texts.addByCode}</p>`;
  if (add === 'by-paying') return html`<p class="quiet">${texts.addByPaying}</p>`;
  const { ticket, question } = add;
  return html`<form method="post" action="${path}" ${confirmedBy(question)}>
      <p>${texts.addAtBankBody}</p>
      ${hidden('ticket', ticket)} ${question && passkeyFields(texts)}
      <button>${texts.addAtBank}</button>
    </form>
    ${takesNumbers ? html`<p><a href="${path}/numbers">${texts.addByNumbers}</a></p>` : null}
    ${question && PASSKEY_SCRIPT}`;
}

function onFile(texts: PhoneTexts, shown: AccountsOnPage, account: AccountOnFile): Html {
  const name = nameOf(account, texts);
  return html`<li>
    <div class="row">
      <strong>${name}</strong>
      <a href="/-/forget/${account.accountId}" aria-label="${texts.forget} ${name}">${texts.forget}</a>
    </div>
    ${useOf(texts, shown, account)}
  </li>`;
}

function useOf(
  texts: PhoneTexts,
  { path, codeTicket }: AccountsOnPage,
  { accountId, use }: AccountOnFile,
): Html | null {
  switch (use) {
    case 'pays':
      return null;
    case 'unnamed':
      return html`<p class="quiet">${texts.beingLookedUp}</p>`;
    case 'payouts-only':
      return html`<p class="quiet">${texts.payoutsOnly}</p>`;
    case 'waits-for-code':
      return html`<p>${texts.waitsForCode}</p>
        <form method="post" action="${path}/code/${accountId}">
          ${hidden('ticket', codeTicket(accountId))}
          <button>${texts.tellCode}</button>
        </form>`;
  }
}

function newsOf(texts: PhoneTexts, news: AccountNews): Html {
  switch (news) {
    case 'waiting':
      return html`<p role="status">${texts.waiting.title}. ${texts.waiting.body}</p>`;
    case 'asking':
      return html`<p role="status">${texts.numbersAsking}</p>`;
    case 'added':
      return html`<p role="status">${texts.accountAdded}</p>`;
    case 'toldBefore':
      return problem(texts.numbersToldBefore);
    case 'notTaken':
      return problem(texts.numbersNotTaken);
    case 'notConfirmed':
      return problem(texts.notConfirmed);
  }
}

function problem(text: string): Html {
  return html`<p class="problem" role="alert">${text}</p>`;
}

/** Where the bank's page opens: to choose an account, or to tell the code of a deposit. */
export function bankPage(
  language: Language,
  {
    login,
    path,
    isCode,
    opensByItself,
  }: {
    readonly login: BankLoginData;
    readonly path: string;
    readonly isCode: boolean;
    readonly opensByItself: boolean;
  },
): PhonePage {
  const texts = CATALOGUES[language];
  const button = isCode ? texts.tellCode : texts.chooseBank;
  return {
    title: button,
    body: html`<p>${isCode ? texts.tellCodeBody : texts.addAtBankBody}</p>
      ${bankLogin(texts, login, { button, opensByItself })}
      <p><a href="${path}">${texts.accounts}</a></p>`,
  };
}

export interface NumbersForm extends AddForm {
  readonly path: string;
  readonly wrong: WrongField | 'notConfirmed' | null;
}

/** Each time empty: what was typed is shown on no page [no-personal-data]. */
export function numbersPage(language: Language, { path, ticket, question, wrong }: NumbersForm): PhonePage {
  const texts = CATALOGUES[language];
  const field = (name: 'holder' | 'routing' | 'number', label: string, input: Html) =>
    html`<label for="${name}">${label}</label>
      <input
        id="${name}"
        name="${name}"
        ${input}
        autocomplete="off"
        required
        ${wrong === name ? INVALID : null}
      />
      ${wrong === name ? html`<p class="problem" id="wrong" role="alert">${texts.wrongNumbers[name]}</p>` : null}`;
  return {
    title: texts.addByNumbers,
    body: html`<p>${texts.numbersBody}</p>
      ${wrong === 'notConfirmed' ? problem(texts.notConfirmed) : null}
      <form
        method="post"
        action="${path}/numbers"
        class="numbers"
        autocomplete="off"
        ${confirmedBy(question)}
      >
        ${hidden('ticket', ticket)} ${question && passkeyFields(texts)}
        ${field('holder', texts.nameOnAccount, html`maxlength="100" autocapitalize="words"`)}
        ${field('routing', texts.routingNumber, DIGITS)} ${field('number', texts.accountNumber, DIGITS)}
        <fieldset>
          <legend>${texts.accountKind}</legend>
          ${(['checking', 'savings'] as const).map(
            (kind) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="kind"
                  value="${kind}"
                  ${kind === 'checking' ? CHECKED : null}
                /><span>${texts[kind]}</span></label
              >`,
          )}
        </fieldset>
        <button>${texts.addNumbers}</button>
      </form>
      <p><a href="${path}">${texts.accounts}</a></p>
      ${question && PASSKEY_SCRIPT}`,
  };
}

/** Back from the bank in another browser: the account is offered nowhere. */
export function elsewherePage(language: Language): PhonePage {
  return statement(CATALOGUES[language].accountElsewhere);
}

const DIGITS = html`inputmode="numeric" maxlength="40"`;
const INVALID = html`aria-invalid="true" aria-describedby="wrong"`;
const CHECKED = html`checked`;
