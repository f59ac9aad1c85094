/** The floor page's pictures of the ledger, for the systems team: what is known in, a page out. */
import type { LimitState } from '../../protection/player-limits.ts';
import { html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import { money, note, page, table, time, type Page } from './parts.ts';
import type { Visitor } from './session.ts';

/** @param provider the host of the identity provider, where there is one. */
export function loginPage(formToken: string, problem: string | null, provider: string | null): Page {
  return page(
    'Sign in',
    null,
    html`${note(problem)}
    ${postForm(
      formToken,
      '/floor/login',
      html`<label>Name <input name="name" required maxlength="60" autocomplete="username" /></label>
        <label
          >Password
          <input name="password" type="password" required maxlength="256" autocomplete="current-password"
        /></label>
        <button>Sign in</button>`,
    )}
    ${provider === null ? null : html`<p><a href="/floor/oidc">Sign in through ${provider}</a></p>`}`,
  );
}

/** @param state null: nobody has asked; `unknown`: nothing was ever written about this account. */
export function limitsPage(visitor: Visitor, state: LimitState | 'unknown' | null): Page {
  const found = state !== 'unknown' &&
    state && [
      ['Ceiling', money(state.ceiling)],
      [
        "Player's own",
        state.own.minor === null ? 'none' : money({ ...state.ceiling, minor: state.own.minor }),
      ],
      ['Pending', state.own.pending ? `from ${time(visitor, state.own.pending.at)}` : 'none'],
      ['Used today', money(state.allowance.used)],
      ['Left today', money(state.allowance.remaining)],
      ['Day ends', time(visitor, state.allowance.resetsAt)],
    ];
  return page(
    'Limits',
    visitor,
    html`${postForm(
      visitor.formToken,
      null,
      html`<label
          >Account key (UBAI at Trustly)
          <input name="ubai" required maxlength="40" type="password" autocomplete="off"
        /></label>
        <button>Look up</button>`,
    )}
    ${found ? table(['', ''], found, '') : null}
    ${
      state === 'unknown'
        ? note(
            'Nothing is known of this account: it has added nothing, and has no limit of its own. Check what was typed in.',
          )
        : null
    }`,
  );
}
