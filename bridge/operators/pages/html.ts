/** HTML in which nothing that is put into it can become markup. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | readonly Html[] | string | number | null;

/** Tag of a template: texts and numbers are escaped, {@link Html} is not, `null` is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((all, string, index) => all + textOf(parts[index - 1] ?? null) + string));
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return String(part).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export const FORM_TOKEN = 'form_token';

/** A form that is sent by POST: it carries the token without which it is refused. */
export function postForm(formToken: string, action: string | null, body: Html): Html {
  const target = action === null ? null : html`action="${action}"`;
  return html`<form method="post" ${target} class="fields">
    <input type="hidden" name="${FORM_TOKEN}" value="${formToken}" />${body}
  </form>`;
}
