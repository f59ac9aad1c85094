/** A form of the operators' pages. */
import { html, type Html } from '../../platform/http/html.ts';

export const FORM_TOKEN = 'form_token';

/** A form that is sent by POST: it carries the token without which it is refused. */
export function postForm(formToken: string, action: string | null, body: Html): Html {
  const target = action === null ? null : html`action="${action}"`;
  return html`<form method="post" ${target} class="fields">
    <input type="hidden" name="${FORM_TOKEN}" value="${formToken}" />${body}
  </form>`;
}
