/** The fields of a bank's question. */
import type { Field, Question } from '../demo-bank-questions.ts';
import { html, type Markup } from './html.ts';

export function questionFields({ fields }: Question): Markup {
  return html`${fields.map(fieldOf)}`;
}

function fieldOf({ name, label, kind }: Field): Markup {
  if (typeof kind === 'object') {
    return html`<fieldset class="list">
      <legend>${label}</legend>
      ${kind.choices.map(
        (choice, index) =>
          html`<label class="row">
            <input type="radio" name="${name}" value="${choice}" ${index === 0 ? html`checked` : null} />
            <span class="row-main">${choice}</span>
          </label>`,
      )}
    </fieldset>`;
  }
  if (kind === 'checkbox') {
    return html`<label class="row">
      <input type="checkbox" name="${name}" value="yes" />
      <span class="row-main">${label}</span>
    </label>`;
  }
  return html`<label class="field">
    <span>${label}</span>
    <input name="${name}" type="${kind}" autocomplete="off" maxlength="64" />
  </label>`;
}
