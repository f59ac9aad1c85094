/** How much? The offered amounts, and one of the player's own. */
import { LEAST, MOST, type AmountProblem } from '../checkout.ts';
import { cancelForm, problemAlert } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { actionPath } from './visit-path.ts';
import type { Wording } from './wording/wording.ts';

/** The amounts offered as one press, in whole dollars. */
const OFFERED = [20, 50, 100] as const;

export function amountPage(
  problem: AmountProblem | null,
  visitId: string,
  { texts, dollars }: Wording,
): Markup {
  const [least, most] = [dollars(LEAST), dollars(MOST)];
  return html`<h1>${texts.amount.heading}</h1>
    <form method="post" action="${actionPath(visitId, 'amount')}" novalidate>
      ${problemAlert(problem === null ? null : texts.amount.problems(least, most)[problem])}
      <fieldset class="amounts">
        <legend class="hidden">${texts.amount.legend}</legend>
        ${OFFERED.map(
          (offered, index) =>
            html`<label class="amount">
              <input
                type="radio"
                name="amount"
                value="${offered}.00"
                ${index === 0 && problem === null ? html`checked` : null}
              />
              <span>$${offered}.00</span>
            </label>`,
        )}
        <label class="amount">
          <input
            type="radio"
            name="amount"
            value="other"
            ${problem === null || problem === 'MISSING' ? null : html`checked`}
          />
          <span>${texts.amount.other}</span>
        </label>
        <div class="other">
          <label for="other">${texts.amount.label}</label>
          <div class="other-field">
            <span aria-hidden="true">$</span>
            <input id="other" name="other" inputmode="decimal" autocomplete="off" maxlength="12" />
          </div>
          <p class="hint">${texts.amount.range(least, most)}</p>
        </div>
      </fieldset>
      <button class="primary">${texts.next}</button>
    </form>
    ${cancelForm(visitId, texts)}`;
}
