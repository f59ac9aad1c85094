/** The page to which a code leads: how much, and from where. One tap pays where an account is on file. */
import { toDecimal } from '../../protocol/money.ts';
import { html, type Html } from '../platform/http/html.ts';
import type { PageAccount } from '../rails/pay-page.ts';
import { cardEnd } from './card-parts.ts';
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
const BY_CARD = 'card.';
/** @returns the account of another phone that a card opens; null: it is none. */
export function byCardOf(from: string): string | null {
  return from.startsWith(BY_CARD) ? from.slice(BY_CARD.length) : null;
}
export const fromCard = (accountId: string) => `${BY_CARD}${accountId}`;
/** How much: what is written beside it. */
export const OWN_AMOUNT = 'own';

export interface PayForm {
  /** Where the form is sent to. */
  readonly path: string;
  readonly asset: string;
  readonly ticket: string;
  readonly accounts: readonly PageAccount[];
  /** There is a page of this phone's accounts. */
  readonly hasAccountPage: boolean;
  /** False: the phone's cookie opens no account here. They can be forgotten all the same. */
  readonly mayPayFrom: boolean;
  /** Of another phone: the card in the machine opens them. */
  readonly byCard: readonly PageAccount[];
  /** What takes back that a card opens those of this phone; null: none does. */
  readonly cardEnd: string | null;
  /** What the phone's passkey is asked before an account pays; null: nothing. */
  readonly question: Question | null;
  /** What finds out by a passkey which phone this is; null: it is known. */
  readonly finder: Question | null;
  /** What says that it was found so, at this code. */
  readonly found: string | null;
  readonly refused: 'notConfirmed' | 'passkeyGone' | 'cardGone' | null;
  /** A passkey that opens nothing any more. */
  readonly gone: object | null;
  readonly bounds: AmountBounds;
  /** What was written as an amount, and is none that is taken; null: nothing was. */
  readonly wrongAmount: string | null;
}

export function payForm(language: Language, form: PayForm): PhonePage {
  const { path, asset, ticket, question, finder, found, refused, gone, bounds, wrongAmount } = form;
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
        ${from(language, form)} ${question && passkeyFields(texts)}
        <p>${howItGoesOn(texts, form)}</p>
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
      ${form.hasAccountPage ? html`<p><a href="${path}/accounts">${texts.accounts}</a></p>` : null}
      ${form.cardEnd === null ? null : cardEnd(texts, form.cardEnd)} ${gone && passkeyGone(gone)}
      ${question === null && finder === null ? null : PASSKEY_SCRIPT}`,
  };
}

function howItGoesOn(texts: PhoneTexts, { accounts, mayPayFrom, byCard, hasAccountPage }: PayForm): string {
  if (byCard.length > 0 || (accounts.length > 0 && mayPayFrom)) return texts.oneTap;
  // Where no account is put on file, each payment is approved at the bank.
  return hasAccountPage ? texts.firstTime : texts.eachTime;
}

function from(language: Language, { accounts, mayPayFrom, byCard }: PayForm): Html {
  const texts = CATALOGUES[language];
  const own = mayPayFrom ? accounts : [];
  const shut = mayPayFrom ? [] : accounts.map((account) => onFile(texts, account));
  if (own.length + byCard.length === 0) return html`${hidden('from', FROM_BANK)} ${shut}`;
  return html`<fieldset>
      <legend>${texts.payFrom}</legend>
      ${own.map(
        (account, place) =>
          html`<div class="row">
            ${choice(account.accountId, nameOf(account, texts), place === 0)} ${forgetLink(texts, account)}
          </div>`,
      )}
      ${byCard.map((account, place) =>
        choice(
          fromCard(account.accountId),
          texts.byCard(nameOf(account, texts)),
          own.length === 0 && place === 0,
        ),
      )}
      ${choice(FROM_BANK, texts.anotherBank, false)}
    </fieldset>
    ${shut}`;
}

function choice(value: string, name: string, isChecked: boolean): Html {
  return html`<label class="choice"
    ><input type="radio" name="from" value="${value}" ${isChecked ? CHECKED : null} /><span
      >${name}</span
    ></label
  >`;
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
