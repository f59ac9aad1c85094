/** The bank's own door. What to enter there is told on it: it is a demonstration. */
import type { StepAt } from '../checkout.ts';
import { backForm, cancelForm, problemAlert } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { actionPath } from './visit-path.ts';
import type { Texts } from './wording/texts.ts';
import type { Wording } from './wording/wording.ts';

export function loginPage(at: StepAt<'login'>, visitId: string, { texts }: Wording): Markup {
  const { login } = texts;
  return html`${backForm(visitId, texts)}
    <h1>${login.heading(at.bank.name)}</h1>
    <form method="post" action="${actionPath(visitId, 'login')}" class="card" novalidate>
      ${problemAlert(at.problem === null ? null : login.problems[at.problem])}
      ${loginFields(login, at.bank.name)}
    </form>
    ${hints(login.hints)} ${cancelForm(visitId, texts)}`;
}

/** What a player logs in with, also in the Lightbox. */
export function loginFields(login: Texts['login'], bankName: string): Markup {
  return html`<label class="field">
      <span>${login.userName}</span>
      <input
        name="userName"
        value="player"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
      />
    </label>
    <label class="field">
      <span>${login.passPhrase}</span>
      <input name="passPhrase" type="password" value="demo" autocomplete="off" maxlength="64" />
    </label>
    <button class="primary" data-busy-text="${login.busy(bankName)}">${login.button}</button>`;
}

function hints({ summary, lead, phrases, slowBefore, slowAfter }: Texts['login']['hints']): Markup {
  return html`<details class="hints">
    <summary>${summary}</summary>
    <p>${lead}</p>
    <dl>
      ${phrases.map(
        ([phrase, meaning]) =>
          html`<div>
            <dt>${phrase}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
    <p>${slowBefore} <b>Sleep</b> ${slowAfter}</p>
  </details>`;
}
