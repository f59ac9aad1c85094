/** The machines of a reconciliation as a table, a page of them at a time, and their sums. Those that differ come first. */
import { formatMinor } from '../../../protocol/money.ts';
import { agrees, total, type Reconciliation, type ReconciliationRow } from '../../ledger/reconciliation.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { table, type Cell } from './parts.ts';

export const MACHINES_ON_PAGE = 200;

const HEADER = ['Asset', 'Fundings', 'Ledger', 'Meter', 'Captured', 'Notes', 'Notes meter', 'Open', ''];

/** @param number of the page; the first is 1. */
export function dayTable({ day, rows, currency }: Reconciliation, number: number): Html {
  const differing = rows.filter((row) => !agrees(row));
  const from = (number - 1) * MACHINES_ON_PAGE;
  const shown = [...differing, ...rows.filter(agrees)].slice(from, from + MACHINES_ON_PAGE);
  const link = (to: number, text: string) =>
    html`<a href="/floor/reports?day=${day}&amp;page=${to}">${text}</a> `;
  return html`${table(
      HEADER,
      [...shown, total(rows)].map((row) => cells(row, currency)),
      '',
    )}
    <p>
      ${differing.length} of ${rows.length} differ${differing.length > 0 ? html`, and come first` : null}.
      ${number > 1 ? link(1, 'First page') : null}
      ${from + MACHINES_ON_PAGE < rows.length ? link(number + 1, 'Next page') : null}
    </p>`;
}

function cells(row: ReconciliationRow, currency: string): Cell[] {
  const amount = (minor: bigint) => formatMinor(minor, currency, 'en');
  return [
    row.asset,
    row.fundings,
    amount(row.ledger),
    amount(row.meter),
    amount(row.captured),
    amount(row.notesLedger),
    amount(row.notesMeter),
    row.open,
    agrees(row) ? 'agrees' : 'DIFFERS',
  ];
}
