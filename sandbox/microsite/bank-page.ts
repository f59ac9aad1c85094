/** Which bank? */
import type { Money } from '../../protocol/money.ts';
import { BANKS } from '../demo-bank.ts';
import { backForm, cancelForm } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import { actionPath } from './visit-path.ts';
import type { Wording } from './wording/wording.ts';

/** What a player chooses a bank with, also in the Lightbox. */
export const BANK_ROWS: readonly Markup[] = BANKS.map(
  (bank) =>
    html`<button class="row" name="bank" value="${bank.id}">
      <span class="row-icon ${bank.id}">${ICONS.bank}</span>
      <span class="row-main">${bank.name}</span>
      <span class="row-end">${ICONS.chevron}</span>
    </button>`,
);

export function bankPage(amount: Money, visitId: string, { texts, money }: Wording): Markup {
  return html`${backForm(visitId, texts)}
    <h1>${texts.bank.heading}</h1>
    <p class="lead">${texts.bank.lead(money(amount))}</p>
    <form method="post" action="${actionPath(visitId, 'bank')}" class="list">${BANK_ROWS}</form>
    ${cancelForm(visitId, texts)}`;
}
