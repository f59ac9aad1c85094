/** What of the pages is about passkeys. All of it is there only where the browser has them and runs our script. */
import { html, type Html } from '../platform/http/html.ts';
import { hidden } from './parts.ts';
import type { PhoneTexts } from './texts/texts.ts';

/** What the browser is to ask the phone, as the Web Authentication API has it. */
export type Question = object;

export const PASSKEY_SCRIPT = html`<script src="/-/passkey.js"></script>`;

/** For a form that its passkey confirms, with {@link passkeyFields} in it; null: it is sent as it is. */
export function confirmedBy(question: Question | null): Html | null {
  return question && html`data-passkey="answer" data-question="${JSON.stringify(question)}"`;
}

/** For the answer, and for what is said where the phone gives none. */
export function passkeyFields(texts: PhoneTexts): Html {
  return html`${hidden('passkey', '')}
    <p class="problem" role="alert" data-not-confirmed hidden>${texts.notConfirmed}</p>`;
}

/** After a first payment. @param path where it is sent to. */
export function passkeyOffer(texts: PhoneTexts, path: string, question: Question): Html {
  return html`<form
    method="post"
    action="${path}"
    class="passkey"
    data-passkey="make"
    ${asks(question, 'own')}
  >
    <p>${texts.passkeyOffer}</p>
    ${passkeyFields(texts)}
    <button class="second">${texts.passkeyMake}</button>
  </form>`;
}

/** For a phone that is not known. */
export function passkeyFinder(
  texts: PhoneTexts,
  { path, ticket, question }: { readonly path: string; readonly ticket: string; readonly question: Question },
): Html {
  return html`<form
    method="post"
    action="${path}"
    class="passkey"
    data-passkey="answer"
    ${asks(question, 'any')}
  >
    ${hidden('ticket', ticket)} ${passkeyFields(texts)}
    <button class="second">${texts.passkeyFind}</button>
  </form>`;
}

/** Hidden until our script finds that the phone has passkeys: a lock of its own, or any. */
function asks(question: Question, where: 'own' | 'any'): Html {
  return html`data-question="${JSON.stringify(question)}" data-shown-where="${where}" hidden`;
}

/** Tells the browser of a passkey that opens nothing any more. */
export function passkeyGone(unknown: object): Html {
  return html`<div data-gone="${JSON.stringify(unknown)}" hidden></div>`;
}
