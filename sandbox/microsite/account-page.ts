/** Which account? The first is chosen already. */
import type { StepAt } from '../checkout.ts';
import { accountName } from './account-name.ts';
import { backForm, cancelForm } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { money } from './money-text.ts';
import { actionPath } from './visit-path.ts';

export function accountPage(at: StepAt<'account'>, visitId: string): Markup {
  return html`${backForm(visitId)}
    <h1>Pay from which account?</h1>
    <form method="post" action="${actionPath(visitId, 'account')}">
      <fieldset class="list">
        <legend class="hidden">Account</legend>
        ${at.accounts.map(
          (account, index) =>
            html`<label class="row">
              <input type="radio" name="account" value="${index}" ${index === 0 ? html`checked` : null} />
              <span class="row-main">
                ${accountName(account)}
                <small>Available ${money(account.balance)}</small>
              </span>
            </label>`,
        )}
      </fieldset>
      <button class="primary">Continue</button>
    </form>
    ${cancelForm(visitId)}`;
}
