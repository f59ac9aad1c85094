/** An account as its owner knows it: the kind and the last digits. */
import type { BankAccount } from '../demo-bank.ts';
import { html, type Markup } from './html.ts';
import type { Wording } from './wording/wording.ts';

export function accountName({ kind, lastDigits }: BankAccount, { texts: { account } }: Wording): Markup {
  return html`${account.kinds[kind]}
    <span class="digits"
      ><span aria-hidden="true">••••</span><span class="hidden">${account.endingIn}</span> ${lastDigits}</span
    >`;
}
