/** What is shown when the browser comes back from the identity provider. */
import { html } from '../../platform/http/html.ts';
import { note, page, type Page } from './parts.ts';

export function signedInPage(name: string): Page {
  return page('Signed in', null, html`<p>Signed in as ${name}. <a href="/floor">Go on to the floor</a></p>`);
}

export function notSignedInPage(problem: string): Page {
  return page(
    'Not signed in',
    null,
    html`${note(problem)}
      <p><a href="/floor/login">Back to the sign-in</a></p>`,
  );
}
