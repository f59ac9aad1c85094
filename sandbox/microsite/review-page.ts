/** The whole payment once more, and the approval. */
import type { StepAt } from '../checkout.ts';
import { accountName } from './account-name.ts';
import { backForm, cancelForm } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import type { Machine } from './layout.ts';
import { actionPath } from './visit-path.ts';
import type { Wording } from './wording/wording.ts';

export function reviewPage(
  at: StepAt<'review'>,
  { asset, gameName }: Machine,
  visitId: string,
  wording: Wording,
): Markup {
  const { texts, money } = wording;
  const { review } = texts;
  return html`${backForm(visitId, texts)}
    <h1>${review.heading}</h1>
    <div class="card">
      <p class="total">${money(at.amount)}</p>
      <dl class="facts">
        <div>
          <dt>${review.from}</dt>
          <dd>${at.bank.name}<br />${accountName(at.account, wording)}</dd>
        </div>
        <div>
          <dt>${review.to}</dt>
          <dd>${gameName === null ? null : html`${gameName}<br />`}${texts.machine(asset)}</dd>
        </div>
        <div>
          <dt>${review.fee}</dt>
          <dd>${review.noFee}</dd>
        </div>
      </dl>
    </div>
    <form method="post" action="${actionPath(visitId, 'approve')}">
      <button class="primary" data-busy-text="${review.busy}">${review.approve(money(at.amount))}</button>
    </form>
    <p class="hint centred">${review.promise}</p>
    ${cancelForm(visitId, texts)}`;
}
