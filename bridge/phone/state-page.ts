/** What becomes of a payment: one page for each state that the rail knows. */
import { html, type Html } from '../platform/http/html.ts';
import type { BankLogin, PageAccount, PagePayment, PayState } from '../rails/pay-page.ts';
import { bankLogin } from './bank-login.ts';
import { cardOffer, type CardOffer } from './card-parts.ts';
import type { Language } from './languages.ts';
import { hidden, moneyIn, nameOf, statement, type PhonePage } from './parts.ts';
import { confirmedBy, PASSKEY_SCRIPT, passkeyFields, passkeyOffer, type Question } from './passkey-parts.ts';
import { fromCard } from './pay-form.ts';
import { CATALOGUES } from './texts/catalogues.ts';
import type { PhoneTexts } from './texts/texts.ts';

export interface PaymentOnPage {
  readonly payment: PagePayment;
  readonly state: PayState;
  /** The browser has come back from the bank, whose word may still be on its way. */
  readonly isBackFromBank: boolean;
  /** Neither back from the bank nor in another language: the bank's page then opens by itself. */
  readonly isFirstLook: boolean;
  /** null: the bank is not needed, or cannot be asked for it now. */
  readonly login: BankLogin | null;
  readonly accounts: readonly PageAccount[];
  /** Of another phone: the card in the machine opens them. */
  readonly byCard: readonly PageAccount[];
  /** What the phone's passkey is asked before an account pays; null: nothing. */
  readonly question: Question | null;
  /** What makes a passkey; null: none is offered. */
  readonly offer: Question | null;
  readonly hasNewPasskey: boolean;
  /** What confirms that a player's card opens the accounts of this phone; null: that is not offered. */
  readonly card: CardOffer | null;
  readonly hasNewCard: boolean;
  /** What was wrong with what was sent before. */
  readonly refused: 'notConfirmed' | 'cardGone' | null;
  /** The page of the phone's accounts. */
  readonly accountsAt: string;
  /** Where the next attempt is sent to, and what it carries. */
  readonly path: string;
  readonly ticket: string;
}

/** States that change by themselves: the page is asked for again after so many seconds. */
export function refreshAfterS(shown: PaymentOnPage): number | null {
  const { state, isBackFromBank } = shown;
  if (state.kind === 'capturing' || state.kind === 'on-its-way' || state.kind === 'being-added') return 1;
  if (state.kind === 'waiting-for-bank' && isBackFromBank) return 1;
  if (isWithoutBank(shown)) return 3;
  if (state.kind === 'added-in-part') return state.by === 'bank' ? 10 : null;
  return state.kind === 'unconfirmed' || state.kind === 'going-back' ? 10 : null;
}

/** The bank is to be chosen, and nothing leads to it now: the rail does not answer. */
function isWithoutBank({ state, login, accounts, byCard }: PaymentOnPage): boolean {
  const asksForBank =
    state.kind === 'choose-bank' || state.kind === 'waiting-for-bank' || state.kind === 'declined';
  return asksForBank && login === null && accounts.length === 0 && byCard.length === 0;
}

export function statePage(language: Language, shown: PaymentOnPage): PhonePage {
  const { payment, state, isBackFromBank, path } = shown;
  const texts = CATALOGUES[language];
  const money = moneyIn(language);
  const amount = html`<p class="amount">${money(payment.amount)}</p>`;
  switch (state.kind) {
    case 'choose-bank':
    case 'waiting-for-bank':
      if (isBackFromBank && state.kind === 'waiting-for-bank')
        return statement(texts.waiting, html`<p><a href="${path}">${texts.chooseBank}</a></p>`);
      return {
        title: texts.chooseBank,
        body: html`<p>${texts.atBank(money(payment.amount))}</p>
          ${otherWays(language, shown, state.attempt, shown.isFirstLook)}
          <p class="quiet">${texts.otherAmountByNextCode}</p>`,
      };
    case 'refresh-needed':
      return statement(
        texts.bankAgain,
        shown.login && bankLogin(texts, shown.login, { button: texts.logIn, opensByItself: false }),
      );
    case 'waiting-for-code':
      return statement(
        texts.bankSendsCode,
        html`<p><a class="button" href="${shown.accountsAt}">${texts.accounts}</a></p>`,
      );
    case 'capturing':
      return statement(texts.capturing, amount);
    case 'on-its-way':
      return statement(texts.onItsWay, amount);
    case 'being-added':
      return statement(texts.beingAdded, amount);
    case 'added':
      return statement(
        texts.added,
        html`<p class="amount good">${money(state.credited)}</p>
          ${shown.refused && problem(texts, shown.refused)} ${ofPasskey(texts, shown)} ${ofCard(texts, shown)}
          ${shown.offer === null && !shown.card?.question ? null : PASSKEY_SCRIPT}`,
      );
    case 'added-in-part':
      return statement(
        state.by === 'bank' ? texts.addedInPart : texts.addedInPartByAttendant,
        html`<p class="amount">${money(state.credited)}</p>`,
      );
    case 'unconfirmed':
      return statement(texts.unconfirmed, amount);
    case 'going-back':
      return statement(state.by === 'bank' ? texts.goingBack : texts.goingBackByAttendant, amount);
    case 'declined':
      return {
        title: texts.declined,
        body: html`<p>${state.words[language]}</p>
          ${otherWays(language, shown, state.attempt, false)}
          <p class="quiet">${texts.otherAmountByNextCode}</p>`,
      };
    case 'not-taken-here':
      return statement({ title: texts.declined, body: state.words[language] });
    case 'adverse-action':
      return {
        title: texts.declined,
        body: html`<div data-adverse lang="en">
            ${state.text.map((paragraph) => html`<p>${paragraph}</p>`)}
          </div>
          ${otherWays(language, shown, state.attempt, false)}`,
      };
    case 'too-late':
      return statement(texts.tooLate);
  }
}

/** The accounts on file, each with one tap, and the bank. */
function otherWays(language: Language, shown: PaymentOnPage, attempt: number, opensByItself: boolean): Html {
  const { payment, login, accounts, byCard, question, refused, path, ticket } = shown;
  const texts = CATALOGUES[language];
  const amount = moneyIn(language)(payment.amount);
  const onceMore = (from: string, name: string, confirms: Question | null) =>
    html`<form method="post" action="${path}" ${confirmedBy(confirms)}>
      ${hidden('ticket', ticket)} ${hidden('attempt', attempt)} ${hidden('from', from)}
      ${confirms && passkeyFields(texts)}
      <button class="second">${texts.payWith(amount, name)}</button>
    </form>`;
  return html`${refused && problem(texts, refused)}
  ${isWithoutBank(shown) ? html`<p class="problem" role="alert">${texts.bankNotLoaded}</p>` : null}
  ${login && bankLogin(texts, login, { button: texts.chooseBank, opensByItself })}
  ${accounts.map((account) => onceMore(account.accountId, nameOf(account, texts), question))}
  ${byCard.map((account) =>
    onceMore(fromCard(account.accountId), texts.byCard(nameOf(account, texts)), null),
  )}
  ${question && PASSKEY_SCRIPT}`;
}

/** After a first payment: the next one with one touch. */
function ofPasskey(texts: PhoneTexts, { offer, hasNewPasskey, path }: PaymentOnPage): Html {
  if (hasNewPasskey) return html`<p role="status">${texts.passkeyMade}</p>`;
  if (offer === null) return html``;
  return passkeyOffer(texts, `${path}/passkey`, offer);
}

/** While a player is carded in: to find the account by the card, on another phone. */
function ofCard(texts: PhoneTexts, { card, hasNewCard, path }: PaymentOnPage): Html {
  if (hasNewCard) return html`<p role="status">${texts.cardMade}</p>`;
  return card === null ? html`` : cardOffer(texts, `${path}/card`, card);
}

function problem(texts: PhoneTexts, refused: 'notConfirmed' | 'cardGone'): Html {
  return html`<p class="problem" role="alert">${texts[refused]}</p>`;
}
