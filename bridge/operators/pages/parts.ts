/** What every floor page is made of. */
import { formatMoney, type Money } from '../../../protocol/money.ts';
import { html, postForm, type Html } from './html.ts';
import { propertyTime } from './property-time.ts';
import type { Visitor } from './session.ts';

export const money = (amount: Money) => formatMoney(amount, 'en');
export const time = ({ zone }: Pick<Visitor, 'zone'>, at: Date) => propertyTime(zone, at);

export function page(title: string, visitor: Visitor | null, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Topper bridge</title>
        <link rel="stylesheet" href="/floor/style.css" />
      </head>
      <body>
        ${visitor && navigation(visitor)}
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text;
}

function navigation({ name, role, formToken }: Visitor): Html {
  return html`<nav>
    <a href="/floor">Floor</a><a href="/floor/limits">Limits</a><a href="/floor/reports">Reconciliation</a>
    ${postForm(formToken, '/floor/logout', html`<span>${name} (${role})</span><button>Sign out</button>`)}
  </nav>`;
}

export type Cell = string | number | Html;

export function table(header: readonly string[], rows: readonly (readonly Cell[])[], empty: string): Html {
  if (rows.length === 0) return html`<p>${empty}</p>`;
  return html`<table>
    <thead>
      <tr>
        ${header.map((cell) => html`<th>${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

export function note(problem: string | null): Html | null {
  return problem === null ? null : html`<p class="problem">${problem}</p>`;
}
