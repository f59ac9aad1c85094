/** How much? The offered amounts, and one of the player's own. */
import { LEAST, MOST, type AmountProblem } from '../checkout.ts';
import { cancelForm, problemAlert } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { dollars } from './money-text.ts';
import { actionPath } from './visit-path.ts';

/** The amounts offered as one press, in whole dollars. */
const OFFERED = [20, 50, 100] as const;

const AMOUNT_PROBLEMS: Readonly<Record<AmountProblem, string>> = {
  MISSING: 'Choose an amount.',
  NOT_AN_AMOUNT: 'Enter an amount in dollars, such as 35 or 35.50.',
  TOO_SMALL: `The least you can add is ${dollars(LEAST)}.`,
  TOO_LARGE: `The most you can add at once is ${dollars(MOST)}.`,
};

export function amountPage(problem: AmountProblem | null, visitId: string): Markup {
  return html`<h1>How much would you like to add?</h1>
    <form method="post" action="${actionPath(visitId, 'amount')}" novalidate>
      ${problemAlert(problem === null ? null : AMOUNT_PROBLEMS[problem])}
      <fieldset class="amounts">
        <legend class="hidden">Amount</legend>
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
          <span>Other amount</span>
        </label>
        <div class="other">
          <label for="other">Amount in dollars</label>
          <div class="other-field">
            <span aria-hidden="true">$</span>
            <input id="other" name="other" inputmode="decimal" autocomplete="off" maxlength="12" />
          </div>
          <p class="hint">From ${dollars(LEAST)} to ${dollars(MOST)}</p>
        </div>
      </fieldset>
      <button class="primary">Continue</button>
    </form>
    ${cancelForm(visitId)}`;
}
