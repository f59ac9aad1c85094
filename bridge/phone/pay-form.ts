/** The page to which a code leads: how much, and from where. One tap pays where an account is on file. */
import { toDecimal } from '../../protocol/money.ts';
import { html, type Html } from '../platform/http/html.ts';
import type { PageAccount } from '../rails/pay-page.ts';
import type { Language } from './languages.ts';
import { offeredAmounts, type AmountBounds } from './own-amount.ts';
import { hidden, moneyIn, nameOf, wholeMoneyIn, type PhonePage } from './parts.ts';
import { CATALOGUES } from './texts/catalogues.ts';

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
  readonly bounds: AmountBounds;
  /** What was written as an amount, and is none that is taken; null: nothing was. */
  readonly wrongAmount: string | null;
}

export function payForm(language: Language, form: PayForm): PhonePage {
  const { path, asset, ticket, accounts, bounds, wrongAmount } = form;
  const texts = CATALOGUES[language];
  const [money, wholeMoney] = [moneyIn(language), wholeMoneyIn(language)];
  const problem =
    wrongAmount === null ? null : html`<p class="problem" role="alert">${texts.notAnAmount}</p>`;
  return {
    title: texts.addMoney,
    body: html`<p>${texts.toMachine(asset)}</p>
      <form method="post" action="${path}" class="pay">
        ${hidden('ticket', ticket)} ${SENT_BY_KEYBOARD} ${from(language, accounts)}
        <p>${accounts.length === 0 ? texts.firstTime : texts.oneTap}</p>
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
      </form>`,
  };
}

function from(language: Language, accounts: readonly PageAccount[]): Html {
  if (accounts.length === 0) return hidden('from', FROM_BANK);
  const texts = CATALOGUES[language];
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
        <a href="/-/forget/${account.accountId}" aria-label="${texts.forget} ${name}">${texts.forget}</a>
      </div>`;
    })}
    <label class="choice"
      ><input type="radio" name="from" value="${FROM_BANK}" /><span>${texts.anotherBank}</span></label
    >
  </fieldset>`;
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
