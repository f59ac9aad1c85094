/** The floor page's reconciliation of a gaming day, and what became of Trustly's reports of captures. */
import { formatMinor } from '../../../protocol/money.ts';
import { may } from '../permission.ts';
import type { WrongLine } from '../../ledger/capture-csv.ts';
import type { CaptureAccount } from '../../ledger/captures.ts';
import type { Reconciliation } from '../../ledger/reconciliation.ts';
import { dayTable } from './day-table.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import { note, page, table, time, type Page } from './parts.ts';
import type { Visitor } from './session.ts';

export interface ReportState {
  readonly reconciliation: Reconciliation;
  /** Of the page of its machines; the first is 1. */
  readonly number: number;
  /** The reports of the day. */
  readonly reports: readonly CaptureAccount[];
  /** Why the report that was just sent was not imported; its text goes back into the form. */
  readonly refused: {
    readonly report: string;
    readonly wrong: readonly WrongLine[];
    readonly csv: string;
  } | null;
}

const MOST_WRONG_LINES = 200;

export function reportPage(
  visitor: Visitor,
  { reconciliation, number, reports, refused }: ReportState,
): Page {
  const { day, from, until, currency, differences } = reconciliation;
  const amount = (minor: bigint) => formatMinor(minor, currency, 'en');
  return page(
    'Reconciliation',
    visitor,
    html`${refused && refusal(refused)}
      <form method="get" class="fields">
        <label>Gaming day <input type="date" name="day" value="${day}" /></label><button>Show</button>
        <a href="/floor/reports/${day}.csv">CSV</a>
      </form>
      <p>${time(visitor, from)} to ${time(visitor, until)}</p>
      ${dayTable(reconciliation, number)}
      <h2>Captures that differ (${differences.length})</h2>
      <p>Captured is not what was credited. Without an asset: the ledger has never heard of the funding.</p>
      ${table(
        ['Funding', 'Asset', 'Credited', 'Captured'],
        differences.map(({ fundingId, asset, credited, captured }) => [
          fundingId,
          asset ?? '',
          amount(credited),
          amount(captured),
        ]),
        'None.',
      )}
      <h2>What Trustly captured</h2>
      ${reports.map((account) => reportAccount(visitor, account, amount))}
      ${may(visitor, 'report') ? importForm(visitor, day, refused) : null}`,
  );
}

function reportAccount(visitor: Visitor, account: CaptureAccount, amount: (minor: bigint) => string): Html {
  const { report, version, importedAt, importedBy, lines, ignored, unknown, noteworthy, replaced } = account;
  return html`<h3>Report ${report}, version ${version}</h3>
    <p>
      ${lines} lines: ${account.new} new, ${ignored} ignored, ${unknown} unknown, 0 wrong. Imported by
      ${importedBy}, ${time(visitor, importedAt)}.
    </p>
    ${table(
      ['Line', 'Funding', 'Captured', ''],
      noteworthy.map(({ line, fundingId, minor, state }) => [
        line,
        fundingId,
        amount(BigInt(minor)),
        state === 'ignored' ? 'ignored: another line told of it before' : 'unknown to the ledger',
      ]),
      '',
    )}
    ${replaced.map(
      (before) =>
        html`<p>
          Replaces version ${before.version} of ${before.importedBy}, ${time(visitor, before.importedAt)}.
        </p>`,
    )}`;
}

function refusal({ report, wrong }: NonNullable<ReportState['refused']>): Html {
  return html`${note(`Nothing of report ${report} was imported: ${wrong.length} lines are wrong.`)}
  ${table(
    ['Line', 'Why'],
    wrong.slice(0, MOST_WRONG_LINES).map(({ line, why }) => [line, why]),
    '',
  )}`;
}

function importForm(visitor: Visitor, day: string, refused: ReportState['refused']): Html {
  return postForm(
    visitor.formToken,
    '/floor/reports/captures',
    html`<label
        >Report: the day it is for, and a suffix where a day has several
        <input
          name="report"
          value="${refused?.report ?? day}"
          required
          maxlength="51"
          placeholder="${day}.evening"
      /></label>
      <label
        >Trustly's report, CSV with fundingId and amount (captureId, currency). It replaces the one of the
        same name.
        <textarea name="csv" rows="6" required>${refused?.csv ?? ''}</textarea>
      </label>
      <button>Import</button>`,
  );
}
