/** What leads to the bank: a link, or the button that opens the rail's own page of banks over ours. */
import { html, type Html } from '../platform/http/html.ts';
import type { BankLogin } from '../rails/pay-page.ts';
import type { PhoneTexts } from './texts/texts.ts';

/** @param button what is on it. @param opensByItself once, when the page is first shown. */
export function bankLogin(
  texts: PhoneTexts,
  login: BankLogin,
  { button, opensByItself }: { readonly button: string; readonly opensByItself: boolean },
): Html {
  if (login.kind === 'page')
    return html`<p><a class="button" id="choose-bank" href="${login.url}">${button}</a></p>`;
  return html`<div
      id="bank"
      data-login="${JSON.stringify(login.data)}"
      data-opens="${opensByItself ? 'yes' : 'no'}"
    >
      <button type="button" id="choose-bank">${button}</button>
      <p id="not-loaded" class="problem" role="alert" hidden>${texts.bankNotLoaded}</p>
      <noscript><p class="problem">${texts.needsScript}</p></noscript>
    </div>
    <script src="${login.script}"></script>
    <script src="/-/bank.js"></script>`;
}
