/** Which account? The first is chosen already. */
import type { StepAt } from '../checkout.ts';
import { accountName } from './account-name.ts';
import { backForm, cancelForm } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { actionPath } from './visit-path.ts';
import type { Wording } from './wording/wording.ts';

export function accountPage(at: StepAt<'account'>, visitId: string, wording: Wording): Markup {
  const { texts, money } = wording;
  return html`${backForm(visitId, texts)}
    <h1>${texts.account.heading}</h1>
    <form method="post" action="${actionPath(visitId, 'account')}">
      <fieldset class="list">
        <legend class="hidden">${texts.account.legend}</legend>
        ${at.accounts.map(
          (account, index) =>
            html`<label class="row">
              <input type="radio" name="account" value="${index}" ${index === 0 ? html`checked` : null} />
              <span class="row-main">
                ${accountName(account, wording)}
                ${account.balance === null ? null : html`<small>${texts.account.available(money(account.balance))}</small>`}
              </span>
            </label>`,
        )}
      </fieldset>
      <button class="primary">${texts.next}</button>
    </form>
    ${cancelForm(visitId, texts)}`;
}
