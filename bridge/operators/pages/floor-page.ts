/** The first page: what needs a person, then the machines, a page of them at a time. */
import { may } from '../permission.ts';
import type { FundingRecord } from '../../ledger/fundings.ts';
import type { MachinesPage } from '../../ledger/machines.ts';
import type { OpenQuestions } from '../../ledger/questions.ts';
import type { RailAlarm } from '../../ledger/rail-alarms.ts';
import { alarmRow } from './alarm-row.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import { machineTable } from './machine-table.ts';
import { money, note, page, table, time, type Cell, type Page } from './parts.ts';
import { questionRow } from './question-row.ts';
import type { Visitor } from './session.ts';

export interface FloorState {
  readonly machines: MachinesPage;
  readonly open: readonly FundingRecord[];
  readonly contradictions: readonly {
    readonly at: Date;
    readonly transferId: string;
    readonly detail: unknown;
  }[];
  readonly questions: OpenQuestions;
  readonly alarms: readonly RailAlarm[];
}

export function floorPage(
  visitor: Visitor,
  { machines, open, contradictions, questions, alarms }: FloorState,
): Page {
  return page(
    'Floor',
    visitor,
    html`${searchForm('')}
      <h2>Fundings whose outcome is not known (${open.length})</h2>
      ${fundingTable(visitor, open)}
      <h2>Questions about machines (${questions.open})</h2>
      <p>Until they are answered nothing is credited by these machines. ${notListed(questions)}</p>
      ${table(
        ['Since', 'Asset', 'Question', 'Amount', 'About', 'Answer'],
        questions.listed.map((question) => questionRow(visitor, question)),
        'None.',
      )}
      ${alarmTable(visitor, alarms)}
      <h2>Contradictions (${contradictions.length})</h2>
      <p>A cabinet said something else than the ledger: compare meters, ledger and journal.</p>
      ${table(
        ['Time', 'Transfer or note', 'What was said'],
        contradictions.map(({ at, transferId, detail }) => [
          time(visitor, at),
          transferId,
          JSON.stringify(detail),
        ]),
        'None.',
      )}
      <h2>Machines (${machines.all}, connected ${machines.connected})</h2>
      ${machineTable(visitor, machines.rows)} ${pageLinks(machines)} ${enrolForm(visitor)}`,
  );
}

/** Nothing where there is none: most properties have no rail that pays first. */
function alarmTable(visitor: Visitor, alarms: readonly RailAlarm[]): Html | null {
  if (alarms.length === 0) return null;
  const rows = alarms.map((alarm) => alarmRow(visitor, alarm));
  return html`<h2>Money at a payment partner (${alarms.length})</h2>
    ${table(['Since', 'Rail', 'What is wrong', 'About', 'End'], rows, 'None.')}`;
}

function notListed({ open, listed }: OpenQuestions): string {
  const more = open - listed.length;
  return more === 0 ? '' : `${more} more are open: the oldest of each machine and kind are listed.`;
}

export function questionProblemPage(visitor: Visitor, problem: string): Page {
  const back = html`<p><a href="/floor">Back to the floor</a></p>`;
  return page('Not answered', visitor, html`${note(problem)} ${back}`);
}

export function searchForm(text: string): Html {
  return html`<form method="get" action="/floor/search" class="fields">
    <label
      >Reference on the player's phone, transfer, or machine
      <input name="text" type="search" required maxlength="64" value="${text}" /></label
    ><button>Search</button>
  </form>`;
}

export function fundingTable(visitor: Visitor, fundings: readonly FundingRecord[]): Html {
  return table(
    ['Asked for', 'Asset', 'Amount', 'State', 'Transfer', 'Reference'],
    fundings.map((record) => fundingRow(visitor, record)),
    'None.',
  );
}

function fundingRow(visitor: Visitor, { createdAt, asset, amount, state, fundingId }: FundingRecord): Cell[] {
  return [
    time(visitor, createdAt),
    asset,
    money(amount),
    state.status,
    'transferId' in state ? state.transferId : '-',
    html`<a href="/floor/fundings/${encodeURIComponent(fundingId)}">${fundingId}</a>`,
  ];
}

function pageLinks({ rows, isFirst, more }: MachinesPage): Html {
  const last = rows.at(-1)?.asset;
  const next = more && last !== undefined ? html`<a href="/floor?after=${last}">Next page</a>` : null;
  const first = isFirst ? null : html`<a href="/floor">First page</a> `;
  return html`<p>${first}${next}</p>`;
}

function enrolForm(visitor: Visitor): Html | null {
  if (!may(visitor, 'administer')) return null;
  return html`<h2>Enrol a machine, or give it a new secret</h2>
    ${postForm(
      visitor.formToken,
      '/floor/enrol',
      html`<label>Asset <input name="asset" required maxlength="40" autocomplete="off" /></label>
        <label>Game, as the player's phone shows it <input name="gameName" maxlength="64" /></label>
        <button>Enrol</button>`,
    )}`;
}
