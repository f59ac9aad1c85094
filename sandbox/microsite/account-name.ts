/** An account as its owner knows it: the kind and the last digits. */
import type { BankAccount } from '../demo-bank.ts';
import { html, type Markup } from './html.ts';

export function accountName(account: BankAccount): Markup {
  return html`${account.kind}
    <span class="digits"
      ><span aria-hidden="true">••••</span><span class="hidden">ending in</span> ${account.lastDigits}</span
    >`;
}
