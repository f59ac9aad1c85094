/** What the forms of several steps have in common. */
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import { actionPath } from './visit-path.ts';
import type { Texts } from './wording/texts.ts';

/** What is wrong with what was entered; null: nothing. */
export function problemAlert(text: string | null): Markup | null {
  return text === null ? null : html`<p class="alert" role="alert">${text}</p>`;
}

export function backForm(visitId: string, texts: Texts): Markup {
  return html`<form method="post" action="${actionPath(visitId, 'back')}" class="back">
    <button class="quiet">${ICONS.back}${texts.back}</button>
  </form>`;
}

export function cancelForm(visitId: string, texts: Texts): Markup {
  return html`<form method="post" action="${actionPath(visitId, 'cancel')}" class="cancel">
    <button class="quiet">${texts.cancel}</button>
  </form>`;
}
