/** What every floor page is made of. */
import { formatMoney, type Money } from '../../../protocol/money.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { propertyTime } from './property-time.ts';
import type { Visitor } from './session.ts';

export const money = (amount: Money) => formatMoney(amount, 'en');
export const time = ({ zone }: Pick<Visitor, 'zone'>, at: Date) => propertyTime(zone, at);

/** What a page has of its own; `sendPage` puts the rest around it. */
export interface Page {
  readonly title: string;
  /** Null: nobody is signed in. */
  readonly visitor: Visitor | null;
  readonly body: Html;
}

export function page(title: string, visitor: Visitor | null, body: Html): Page {
  return { title, visitor, body };
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
