/** The floor page's pictures of the ledger, for the systems team: what is known in, a page out. */
import { formatMinor, formatMoney, type Money } from '../../protocol/money.ts';
import type { FundingRecord } from '../ledger/fundings.ts';
import type { MachineOnFloor } from '../ledger/machines.ts';
import { agrees, total, type Reconciliation, type ReconciliationRow } from '../ledger/reconciliation.ts';
import type { LimitState } from '../limits/player-limits.ts';
import { html, postForm, type Html } from './html.ts';
import type { Visitor } from './session.ts';
import { may } from '../http/permission.ts';

const money = (amount: Money) => formatMoney(amount, 'en');
const time = (at: Date) => at.toISOString().replace('T', ' ').slice(0, 19);

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

export function loginPage(formToken: string, problem: string | null): string {
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
    )}`,
  );
}

export interface FloorState {
  readonly machines: readonly MachineOnFloor[];
  readonly open: readonly FundingRecord[];
  readonly contradictions: readonly {
    readonly at: Date;
    readonly transferId: string;
    readonly detail: unknown;
  }[];
}

export function floorPage(visitor: Visitor, { machines, open, contradictions }: FloorState): string {
  return page(
    'Floor',
    visitor,
    html`<h2>Fundings whose outcome is not known (${open.length})</h2>
      ${table(['Since', 'Asset', 'Amount', 'State', 'Transfer', ''], open.map(openRow), 'None.')}
      <h2>Contradictions (${contradictions.length})</h2>
      <p>A cabinet said something else than the ledger: compare meters, ledger and journal.</p>
      ${table(
        ['Time', 'Transfer', 'What was said'],
        contradictions.map(({ at, transferId, detail }) => [time(at), transferId, JSON.stringify(detail)]),
        'None.',
      )}
      <h2>Machines (${machines.length})</h2>
      ${table(
        ['Asset', 'Designation', 'Kiosk', 'Since', 'Version', 'Cabinet', 'Firmware', 'Credits'],
        machines.map(machineRow),
        'None enrolled.',
      )}`,
  );
}

export function settlePage(visitor: Visitor, record: FundingRecord, problem: string | null): string {
  const { fundingId, asset, amount, state, createdAt } = record;
  const transferId = 'transferId' in state ? state.transferId : '-';
  const facts = table(
    ['Funding', 'Asset', 'Amount', 'Asked for', 'Transfer', 'State'],
    [[fundingId, asset, money(amount), time(createdAt), transferId, state.status]],
    '',
  );
  const form = html`<p>
      Read the machine's cashless-in meter and its own transfer history first. This can not be undone.
    </p>
    ${postForm(
      visitor.formToken,
      null,
      html`<label
          ><input type="radio" name="outcome" value="credited" required /> The amount is on the meter</label
        >
        <label>How much, if not all <input name="credited" inputmode="decimal" placeholder="20.00" /></label>
        <label><input type="radio" name="outcome" value="not-credited" /> Nothing is on the meter</label>
        <label>Why you are sure <input name="reason" required maxlength="500" /></label>
        <button>Settle</button>`,
    )}`;
  return page(
    'Settle by hand',
    visitor,
    html`${note(problem)} ${facts} ${state.status === 'UNCONFIRMED' && may(visitor, 'settle') ? form : null}`,
  );
}

export function limitsPage(visitor: Visitor, state: LimitState | null): string {
  const found = state && [
    ['Ceiling', money(state.ceiling)],
    ["Player's own", state.own.minor === null ? 'none' : money({ ...state.ceiling, minor: state.own.minor })],
    ['Pending', state.own.pending ? `from ${time(state.own.pending.at)}` : 'none'],
    ['Used today', money(state.allowance.used)],
    ['Left today', money(state.allowance.remaining)],
    ['Day ends', time(state.allowance.resetsAt)],
  ];
  return page(
    'Limits',
    visitor,
    html`${postForm(
      visitor.formToken,
      null,
      html`<label
          >UBAI <input name="ubai" required maxlength="40" type="password" autocomplete="off"
        /></label>
        <button>Look up</button>`,
    )}
    ${found && table(['', ''], found, '')}`,
  );
}

export function reportPage(visitor: Visitor, report: Reconciliation, problem: string | null): string {
  const { day, from, until, rows, currency } = report;
  const amount = (minor: bigint) => formatMinor(minor, currency, 'en');
  const line = (row: ReconciliationRow) => [
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
  const header = ['Asset', 'Fundings', 'Ledger', 'Meter', 'Captured', 'Notes', 'Notes meter', 'Open', ''];
  return page(
    'Reconciliation',
    visitor,
    html`${note(problem)}
      <form method="get" class="fields">
        <label>Gaming day <input type="date" name="day" value="${day}" /></label><button>Show</button>
        <a href="/floor/reports/${day}.csv">CSV</a>
      </form>
      <p>${time(from)} to ${time(until)} UTC</p>
      ${table(header, [...rows.map(line), line(total(rows))], '')}
      <h2>What Trustly captured</h2>
      ${postForm(
        visitor.formToken,
        '/floor/reports/captures',
        html`<label
            >Trustly's report, CSV with fundingId and amount
            <textarea name="csv" rows="6" required></textarea>
          </label>
          <button>Take over</button>`,
      )}`,
  );
}

function openRow({ createdAt, asset, amount, state, fundingId }: FundingRecord): Cell[] {
  const settle = html`<a href="/floor/fundings/${fundingId}">settle</a>`;
  const transferId = 'transferId' in state ? state.transferId : '-';
  return [
    time(createdAt),
    asset,
    money(amount),
    state.status,
    transferId,
    state.status === 'UNCONFIRMED' ? settle : '',
  ];
}

function machineRow({ asset, designation, enabled, link }: MachineOnFloor): Cell[] {
  if (!link) return [asset, designation, enabled ? 'away' : 'away, disabled', '', '', '', '', ''];
  const { cabinet, connectedAt, kioskVersion } = link;
  const kiosk = [enabled ? 'connected' : 'connected, disabled', time(connectedAt), kioskVersion];
  switch (cabinet.connection) {
    case 'connecting':
      return [asset, designation, ...kiosk, 'connecting', '', ''];
    case 'fault':
      return [asset, designation, ...kiosk, `fault: ${cabinet.fault}`, '', ''];
    case 'ready': {
      const { conditions, identity, meters, currency } = cabinet;
      const credits = money({ minor: meters.credits, currency });
      return [asset, designation, ...kiosk, conditions.join(' ') || 'playable', identity.firmware, credits];
    }
  }
}

type Cell = string | number | Html;

function table(header: readonly string[], rows: readonly (readonly Cell[])[], empty: string): Html {
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

function note(problem: string | null): Html | null {
  return problem === null ? null : html`<p class="problem">${problem}</p>`;
}
