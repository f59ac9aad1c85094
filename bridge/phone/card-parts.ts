/** What of the pages is about the card of a player. */
import { html, type Html } from '../platform/http/html.ts';
import { hidden } from './parts.ts';
import { confirmedBy, passkeyFields, type Question } from './passkey-parts.ts';
import type { PhoneTexts } from './texts/texts.ts';

export interface CardOffer {
  readonly ticket: string;
  /** What the phone's passkey is asked; null: it has none. */
  readonly question: Question | null;
}

/** After a payment, while a player is carded in. @param path where it is sent to. */
export function cardOffer(texts: PhoneTexts, path: string, { ticket, question }: CardOffer): Html {
  return html`<form method="post" action="${path}" class="card" ${confirmedBy(question)}>
    <p>${texts.cardOffer}</p>
    ${hidden('ticket', ticket)} ${question && passkeyFields(texts)}
    <button class="second">${texts.cardMake}</button>
  </form>`;
}

/** On the phone whose accounts a card opens. */
export function cardEnd(texts: PhoneTexts, ticket: string): Html {
  return html`<form method="post" action="/-/card" class="card">
    <p>${texts.cardOpens}</p>
    ${hidden('ticket', ticket)}
    <button class="second">${texts.cardEnd}</button>
  </form>`;
}
