/** The whole payment once more, and the approval. */
import type { StepAt } from '../checkout.ts';
import { accountName } from './account-name.ts';
import { backForm, cancelForm } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import type { Machine } from './layout.ts';
import { money } from './money-text.ts';
import { actionPath } from './visit-path.ts';

export function reviewPage(at: StepAt<'review'>, { asset, gameName }: Machine, visitId: string): Markup {
  return html`${backForm(visitId)}
    <h1>Review and approve</h1>
    <div class="card">
      <p class="total">${money(at.amount)}</p>
      <dl class="facts">
        <div>
          <dt>From</dt>
          <dd>${at.bank.name}<br />${accountName(at.account)}</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>${gameName === null ? null : html`${gameName}<br />`}Machine ${asset}</dd>
        </div>
        <div>
          <dt>Fee</dt>
          <dd>None</dd>
        </div>
      </dl>
    </div>
    <form method="post" action="${actionPath(visitId, 'approve')}">
      <button class="primary" data-busy-text="Approving…">Approve ${money(at.amount)}</button>
    </form>
    <p class="hint centred">Money leaves your account only when it is on the machine.</p>
    ${cancelForm(visitId)}`;
}
