/** Which bank? */
import type { Money } from '../../protocol/money.ts';
import { BANKS } from '../demo-bank.ts';
import { backForm, cancelForm } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import { money } from './money-text.ts';
import { actionPath } from './visit-path.ts';

export function bankPage(amount: Money, visitId: string): Markup {
  return html`${backForm(visitId)}
    <h1>Choose your bank</h1>
    <p class="lead">You log in at your bank and pay ${money(amount)} straight from your account.</p>
    <form method="post" action="${actionPath(visitId, 'bank')}" class="list">
      ${BANKS.map(
        (bank) =>
          html`<button class="row" name="bank" value="${bank.id}">
            <span class="row-icon ${bank.id}">${ICONS.bank}</span>
            <span class="row-main">${bank.name}</span>
            <span class="row-end">${ICONS.chevron}</span>
          </button>`,
      )}
    </form>
    ${cancelForm(visitId)}`;
}
