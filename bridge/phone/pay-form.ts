/** The page to which a code leads: how much, and from where. One tap pays where an account is on file. */
import { toDecimal } from '../../protocol/money.ts';
import { html, type Html } from '../platform/http/html.ts';
import type { PageAccount } from '../rails/pay-page.ts';
import type { Language } from './languages.ts';
import { offeredAmounts, type AmountBounds } from './own-amount.ts';
import { hidden, moneyIn, nameOf, wholeMoneyIn, type PhonePage } from './parts.ts';
import {
  confirmedBy,
  PASSKEY_SCRIPT,
  passkeyFields,
  passkeyFinder,
  passkeyGone,
  type Question,
} from './passkey-parts.ts';
import { CATALOGUES } from './texts/catalogues.ts';
import type { PhoneTexts } from './texts/texts.ts';

/** From where: an account on file, or one that the player chooses at the bank. */
export const FROM_BANK = 'bank';
/** How much: what is written beside it. */
export const OWN_AMOUNT = 'own';

export interface PayForm {
  /** Where the form is sent to. */
  readonly path: string;
  readonly asset: string;
  readonly ticket: string;
  readonly accounts: readonly PageAccount[];
  /** False: the phone's cookie opens no account here. They can be forgotten all the same. */
  readonly mayPayFrom: boolean;
  /** What the phone's passkey is asked before an account pays; null: nothing. */
  readonly question: Question | null;
  /** What finds out by a passkey which phone this is; null: it is known. */
  readonly finder: Question | null;
  /** What says that it was found so, at this code. */
  readonly found: string | null;
  readonly refused: 'notConfirmed' | 'passkeyGone' | null;
  /** A passkey that opens nothing any more. */
  readonly gone: object | null;
  readonly bounds: AmountBounds;
  /** What was written as an amount, and is none that is taken; null: nothing was. */
  readonly wrongAmount: string | null;
}

export function payForm(language: Language, form: PayForm): PhonePage {
  const {
    path,
    asset,
    ticket,
    accounts,
    mayPayFrom,
    question,
    finder,
    found,
    refused,
    gone,
    bounds,
    wrongAmount,
  } = form;
  const texts = CATALOGUES[language];
  const [money, wholeMoney] = [moneyIn(language), wholeMoneyIn(language)];
  const problem =
    wrongAmount === null ? null : html`<p class="problem" role="alert">${texts.notAnAmount}</p>`;
  return {
    title: texts.addMoney,
    body: html`<p>${texts.toMachine(asset)}</p>
      ${refused && html`<p class="problem" role="alert">${texts[refused]}</p>`}
      <form method="post" action="${path}" class="pay" ${confirmedBy(question)}>
        ${hidden('ticket', ticket)} ${found === null ? null : hidden('found', found)} ${SENT_BY_KEYBOARD}
        ${from(language, accounts, mayPayFrom)} ${question && passkeyFields(texts)}
        <p>${accounts.length > 0 && mayPayFrom ? texts.oneTap : texts.firstTime}</p>
        <div class="amounts" role="group" aria-label="${texts.amount}">
          ${offeredAmounts(bounds).map(
            (amount) =>
              html`<button name="amount" value="${toDecimal(amount)}">${wholeMoney(amount)}</button>`,
          )}
        </div>
        <label for="own">${texts.otherAmount}</label>
        <input
          id="own"
          name="own"
          inputmode="decimal"
          autocomplete="off"
          maxlength="20"
          aria-describedby="bounds"
          value="${wrongAmount}"
          ${problem && INVALID}
        />
        ${problem}
        <p id="bounds" class="quiet">${texts.between(money(bounds.minAmount), money(bounds.maxAmount))}</p>
        <button class="second" name="amount" value="${OWN_AMOUNT}">${texts.otherButton}</button>
      </form>
      ${finder && passkeyFinder(texts, { path: `${path}/passkey`, ticket, question: finder })}
      ${gone && passkeyGone(gone)} ${question === null && finder === null ? null : PASSKEY_SCRIPT}`,
  };
}

function from(language: Language, accounts: readonly PageAccount[], mayPayFrom: boolean): Html {
  const texts = CATALOGUES[language];
  if (accounts.length === 0 || !mayPayFrom)
    return html`${hidden('from', FROM_BANK)} ${accounts.map((account) => onFile(texts, account))}`;
  return html`<fieldset>
    <legend>${texts.payFrom}</legend>
    ${accounts.map((account, place) => {
      const name = nameOf(account, texts);
      return html`<div class="row">
        <label class="choice"
          ><input
            type="radio"
            name="from"
            value="${account.accountId}"
            ${place === 0 ? CHECKED : null}
          /><span>${name}</span></label
        >
        ${forgetLink(texts, account)}
      </div>`;
    })}
    <label class="choice"
      ><input type="radio" name="from" value="${FROM_BANK}" /><span>${texts.anotherBank}</span></label
    >
  </fieldset>`;
}

function onFile(texts: PhoneTexts, account: PageAccount): Html {
  return html`<div class="row"><span>${nameOf(account, texts)}</span>${forgetLink(texts, account)}</div>`;
}

function forgetLink(texts: PhoneTexts, account: PageAccount): Html {
  const label = `${texts.forget} ${nameOf(account, texts)}`;
  return html`<a href="/-/forget/${account.accountId}" aria-label="${label}">${texts.forget}</a>`;
}

/** A keyboard sends a form as its first button would: that must be none that pays an amount which nobody has tapped. */
const SENT_BY_KEYBOARD = html`<button
  class="unseen"
  name="amount"
  value="${OWN_AMOUNT}"
  tabindex="-1"
  aria-hidden="true"
></button>`;
const CHECKED = html`checked`;
const INVALID = html`aria-invalid="true"`;
