/** The bank's own door. What to enter there is told on it: it is a demonstration. */
import type { StepAt } from '../checkout.ts';
import type { LoginRefusal } from '../demo-bank.ts';
import { backForm, cancelForm, problemAlert } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { actionPath } from './visit-path.ts';

const LOGIN_PROBLEMS: Readonly<Record<LoginRefusal | 'MISSING', string>> = {
  MISSING: 'Enter your user name and your pass phrase.',
  WRONG_CREDENTIALS: 'The user name or the pass phrase is wrong. Try again.',
  ACCOUNT_LOCKED: 'This login is locked. Contact your bank, or choose another bank.',
  UNAVAILABLE: 'The bank cannot be reached right now. Try again, or choose another bank.',
  NO_ACCOUNTS: 'There is no account here that can be paid from. Choose another bank.',
};

export function loginPage(at: StepAt<'login'>, visitId: string): Markup {
  return html`${backForm(visitId)}
    <h1>Log in to ${at.bank.name}</h1>
    <form method="post" action="${actionPath(visitId, 'login')}" class="card" novalidate>
      ${problemAlert(at.problem === null ? null : LOGIN_PROBLEMS[at.problem])}
      <label class="field">
        <span>User name</span>
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
        <span>Pass phrase</span>
        <input name="passPhrase" type="password" value="demo" autocomplete="off" maxlength="64" />
      </label>
      <button class="primary" data-busy-text="Contacting ${at.bank.name}…">Log in</button>
    </form>
    <details class="hints">
      <summary>What to enter here</summary>
      <p>
        Any user name and pass phrase will do; another user name is another person. These pass phrases do
        something else:
      </p>
      <dl>
        <div>
          <dt>NotEnoughFunds</dt>
          <dd>the bank refuses the payment</dd>
        </div>
        <div>
          <dt>AccountLocked</dt>
          <dd>the login is locked</dd>
        </div>
        <div>
          <dt>LoginError</dt>
          <dd>wrong pass phrase</dd>
        </div>
        <div>
          <dt>Unavailable</dt>
          <dd>the bank is down</dd>
        </div>
        <div>
          <dt>Balance75</dt>
          <dd>one account with $75 in it</dd>
        </div>
      </dl>
      <p>User name <b>Sleep</b> with a number of seconds as pass phrase is a slow bank.</p>
    </details>
    ${cancelForm(visitId)}`;
}
