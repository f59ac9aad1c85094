/**
 * Trustly's reports of captures: each is imported as a whole or not at all, replaced as a whole with the replaced one
 * kept, and accounted for line by line. What counts as captured is the view `captures` [books-agree].
 */
import { createHash } from 'node:crypto';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { CaptureReportError, parseCaptureCsv, type CaptureLine } from './capture-csv.ts';

/** What became of the lines of a report. */
export interface CaptureAccount {
  /** The gaming day of the report, with a suffix where a day has several: `2026-05-01.evening`. */
  readonly report: string;
  readonly version: number;
  readonly importedAt: Date;
  readonly importedBy: string;
  readonly lines: number;
  /** Captures of fundings that the ledger knows. */
  readonly new: number;
  /** Captures that another line told of before. */
  readonly ignored: number;
  /** Captures of fundings that the ledger has never heard of: money that nobody has asked a machine for. */
  readonly unknown: number;
  /** The ignored and the unknown ones, at most {@link MOST_LINES}. */
  readonly noteworthy: readonly NoteworthyLine[];
  /** Earlier versions, newest first. */
  readonly replaced: readonly {
    readonly version: number;
    readonly importedAt: Date;
    readonly importedBy: string;
  }[];
}

export interface NoteworthyLine {
  readonly line: number;
  readonly fundingId: string;
  readonly minor: number;
  readonly state: 'ignored' | 'unknown';
}

export const CAPTURE_REPORT_NAME = '^20[0-9]{2}-[0-9]{2}-[0-9]{2}(\\.[A-Za-z0-9_-]{1,40})?$';

/** A digest of the lines of the report `r`. */
export const CAPTURE_CONTENT = `(
  SELECT encode(sha256(convert_to(coalesce(string_agg(
    concat_ws(' ', l.line, l.funding_id, l.amount_minor, l.capture_key), E'\\n' ORDER BY l.line), ''), 'UTF8')), 'hex')
  FROM capture_lines l WHERE l.report_id = r.report_id)`;

const MOST_LINES = 200;
const IMPORT_LOCK = 7_300_004;

export class CaptureReports {
  readonly #database: Database;
  readonly #currency: string;

  constructor(database: Database, currency: string) {
    this.#database = database;
    this.#currency = currency;
  }

  /**
   * Imports this text as the report. Importing the same text again changes nothing. @throws {CaptureReportError}
   * nothing was imported, and the report stays what it was.
   */
  async import(report: string, text: string, actor: string): Promise<CaptureAccount> {
    const captures = await parseCaptureCsv(text, this.#currency);
    const digest = createHash('sha256').update(text).digest('hex');
    return this.#database.transaction(async (tx) => {
      // Reports are imported one after the other: which lines tell of the same capture depends on all reports.
      await tx.query('SELECT pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
      const present = await presentVersion(tx, report);
      if (present?.digest !== digest) {
        const version = (present?.version ?? 0) + 1;
        await write(tx, { report, version, digest, actor }, captures);
        const content = await contentOf(tx, report);
        await recordAudit(tx, 'captures.imported', report, { actor, version, digest, content });
      }
      const account = await accountOf(tx, report);
      if (!account) throw new Error(`report ${report} was not written`);
      return account;
    });
  }

  /** @returns null where there is no such report. */
  async account(report: string): Promise<CaptureAccount | null> {
    return accountOf(this.#database, report);
  }

  /** The accounts of all reports of that gaming day. */
  async accountsOf(day: string): Promise<CaptureAccount[]> {
    const { rows } = await this.#database.query<{ name: string }>(
      'SELECT name FROM capture_reports WHERE left(name, 10) = $1 AND replaced_at IS NULL ORDER BY name',
      [day],
    );
    const accounts = await Promise.all(rows.map(async ({ name }) => this.account(name)));
    return accounts.filter((account) => account !== null);
  }
}

async function presentVersion(tx: Queryable, report: string) {
  const { rows } = await tx.query<{ version: number; digest: string }>(
    'SELECT version, digest FROM capture_reports WHERE name = $1 AND replaced_at IS NULL',
    [report],
  );
  return rows[0];
}

async function write(
  tx: Queryable,
  { report, version, digest, actor }: { report: string; version: number; digest: string; actor: string },
  captures: readonly CaptureLine[],
): Promise<void> {
  await tx.query('UPDATE capture_reports SET replaced_at = now() WHERE name = $1 AND replaced_at IS NULL', [
    report,
  ]);
  const columns = [
    captures.map(({ line }) => line),
    captures.map(({ fundingId }) => fundingId),
    captures.map(({ minor }) => minor),
    keysOf(captures),
  ];
  await refuseContradictions(tx, columns);
  await tx.query(
    `WITH report AS (
       INSERT INTO capture_reports (name, version, digest, imported_by) VALUES ($5, $6, $7, $8) RETURNING report_id)
     INSERT INTO capture_lines (report_id, line, funding_id, amount_minor, capture_key)
     SELECT report_id, told.* FROM report, unnest($1::integer[], $2::text[], $3::bigint[], $4::text[]) AS told`,
    [...columns, report, version, digest, actor],
  );
}

/** A digest of the lines as they are in the ledger, for the audit trail. */
async function contentOf(tx: Queryable, report: string): Promise<string> {
  const { rows } = await tx.query<{ content: string }>(
    `SELECT ${CAPTURE_CONTENT} AS content FROM capture_reports r WHERE name = $1 AND replaced_at IS NULL`,
    [report],
  );
  return rows[0]?.content ?? '';
}

/**
 * Without an id of Trustly's, a second line with the same amount of the same funding in one report is another capture.
 */
function keysOf(captures: readonly CaptureLine[]): string[] {
  const seen = new Map<string, number>();
  return captures.map(({ fundingId, minor, captureId }) => {
    if (captureId !== null) return `id ${captureId}`;
    const same = `${fundingId} ${minor}`;
    const count = (seen.get(same) ?? 0) + 1;
    seen.set(same, count);
    return `${same} ${count}`;
  });
}

/** One capture cannot have another funding or amount in another report. */
async function refuseContradictions(tx: Queryable, columns: readonly unknown[]): Promise<void> {
  const { rows } = await tx.query<{ line: number; report: string; other: number }>(
    `SELECT DISTINCT ON (told.line) told.line, r.name AS report, l.line AS other
     FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::text[]) AS told (line, funding_id, minor, key)
     JOIN capture_lines l ON l.capture_key = told.key JOIN capture_reports r USING (report_id)
     WHERE r.replaced_at IS NULL AND (told.funding_id, told.minor) <> (l.funding_id, l.amount_minor)
     ORDER BY told.line, r.name`,
    [...columns],
  );
  if (rows.length === 0) return;
  throw new CaptureReportError(
    rows.map(({ line, report, other }) => ({
      line,
      why: `the capture is another one in line ${other} of ${report}`,
    })),
  );
}

interface ReportRow {
  reportId: number;
  version: number;
  importedAt: Date;
  importedBy: string;
}

async function accountOf(queryable: Queryable, report: string): Promise<CaptureAccount | null> {
  const { rows: versions } = await queryable.query<ReportRow>(
    `SELECT report_id AS "reportId", version, imported_at AS "importedAt", imported_by AS "importedBy"
     FROM capture_reports WHERE name = $1 ORDER BY version DESC`,
    [report],
  );
  const [present, ...replaced] = versions;
  if (!present) return null;
  const { rows: states } = await queryable.query<{ state: 'new' | NoteworthyLine['state']; count: number }>(
    `SELECT state, count(*) AS count FROM (${LINE_STATES}) lines GROUP BY state`,
    [present.reportId],
  );
  const { rows: noteworthy } = await queryable.query<NoteworthyLine & Record<string, unknown>>(
    `SELECT line, "fundingId", minor, state FROM (${LINE_STATES}) lines WHERE state <> 'new' ORDER BY line LIMIT $2`,
    [present.reportId, MOST_LINES],
  );
  const count = (of: string) => states.find(({ state }) => state === of)?.count ?? 0;
  return {
    report,
    version: present.version,
    importedAt: present.importedAt,
    importedBy: present.importedBy,
    lines: count('new') + count('ignored') + count('unknown'),
    new: count('new'),
    ignored: count('ignored'),
    unknown: count('unknown'),
    noteworthy,
    replaced: replaced.map((before) => ({
      version: before.version,
      importedAt: before.importedAt,
      importedBy: before.importedBy,
    })),
  };
}

const LINE_STATES = `
  SELECT l.line, l.funding_id AS "fundingId", l.amount_minor AS minor,
         CASE WHEN c.line IS NULL THEN 'ignored' WHEN f.funding_id IS NULL THEN 'unknown' ELSE 'new' END AS state
  FROM capture_lines l LEFT JOIN captures c USING (report_id, line) LEFT JOIN fundings f ON f.funding_id = l.funding_id
  WHERE l.report_id = $1`;
