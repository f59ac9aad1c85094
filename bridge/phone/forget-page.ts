/** To forget an account, which is final: so it is asked first. */
import { html } from '../platform/http/html.ts';
import type { PageAccount } from '../rails/pay-page.ts';
import type { Language } from './languages.ts';
import { hidden, nameOf, statement, type PhonePage } from './parts.ts';
import { PASSKEY_SCRIPT, passkeyGone } from './passkey-parts.ts';
import { CATALOGUES } from './texts/catalogues.ts';

export function forgetPage(language: Language, account: PageAccount, ticket: string): PhonePage {
  const texts = CATALOGUES[language];
  return {
    title: texts.forgetThis(nameOf(account, texts)),
    body: html`<p>${texts.forgetBody}</p>
      <form method="post" action="/-/forget/${account.accountId}">
        ${hidden('ticket', ticket)}<button>${texts.forgetNow}</button>
      </form>`,
  };
}

/** @param gone the passkey that opens nothing any more; null: there is none. */
export function forgottenPage(language: Language, gone: object | null): PhonePage {
  const told = gone && html`${passkeyGone(gone)} ${PASSKEY_SCRIPT}`;
  return statement(CATALOGUES[language].forgotten, told);
}
