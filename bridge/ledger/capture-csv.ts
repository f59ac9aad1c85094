/**
 * Trustly's report of captures as CSV (RFC 4180): a header that names `fundingId` and `amount`, in any order, among
 * other columns; `captureId` and `currency` are used when the report has them. The report is read as a whole: with one
 * wrong line, nothing of it is imported.
 */
import { fromDecimal, MoneyError } from '../../protocol/money.ts';
import { CsvQuoteError, csvRecords, type CsvRecord } from '../platform/csv-records.ts';

/** One capture. A funding may have several: parts of it. */
export interface CaptureLine {
  /** Its line in the file, counted from 1, which is the header. */
  readonly line: number;
  readonly fundingId: string;
  readonly minor: number;
  /** Trustly's own id of the capture, where the report has one. */
  readonly captureId: string | null;
}

export interface WrongLine {
  readonly line: number;
  readonly why: string;
}

/** Nothing was imported. */
export class CaptureReportError extends Error {
  readonly wrong: readonly WrongLine[];

  constructor(wrong: readonly WrongLine[], options?: ErrorOptions) {
    const told = wrong.slice(0, 5).map(({ line, why }) => `line ${line}: ${why}`);
    const more = wrong.length > told.length ? `; and ${wrong.length - told.length} more` : '';
    super(`Nothing was imported. ${told.join('; ')}${more}`, options);
    this.name = 'CaptureReportError';
    this.wrong = wrong;
  }
}

interface Columns {
  readonly fundingId: number;
  readonly amount: number;
  readonly captureId: number;
  readonly currency: number;
  readonly count: number;
}

/** @throws {CaptureReportError} naming every wrong line. */
export async function parseCaptureCsv(text: string, currency: string): Promise<CaptureLine[]> {
  let columns: Columns | null = null;
  const captures: CaptureLine[] = [];
  const wrong: WrongLine[] = [];
  const lineOf = new Map<string, number>();
  for await (const { fields, line } of recordsOf(text)) {
    if (columns === null) {
      columns = columnsOf(fields);
      continue;
    }
    const read = readLine(fields, columns, currency);
    const id = typeof read === 'string' ? null : read.captureId;
    const first = id === null ? undefined : lineOf.get(id);
    if (typeof read === 'string') wrong.push({ line, why: read });
    else if (first !== undefined) wrong.push({ line, why: `the capture is in line ${first} already` });
    else captures.push({ line, ...read });
    if (id !== null && first === undefined) lineOf.set(id, line);
  }
  if (columns === null) columnsOf([]);
  if (wrong.length > 0) throw new CaptureReportError(wrong);
  return captures;
}

async function* recordsOf(text: string): AsyncGenerator<CsvRecord> {
  try {
    yield* csvRecords(text);
  } catch (cause) {
    if (!(cause instanceof CsvQuoteError)) throw cause;
    throw new CaptureReportError([{ line: cause.line, why: cause.message }], { cause });
  }
}

/** @throws {CaptureReportError} */
function columnsOf(header: readonly string[]): Columns {
  const refuse = (why: string): never => {
    throw new CaptureReportError([{ line: 1, why }]);
  };
  const place = (name: string): number => {
    const at = header.indexOf(name);
    return at === header.lastIndexOf(name) ? at : refuse(`the column ${name} is there twice`);
  };
  const columns = {
    fundingId: place('fundingId'),
    amount: place('amount'),
    captureId: place('captureId'),
    currency: place('currency'),
    count: header.length,
  };
  if (columns.fundingId < 0 || columns.amount < 0) refuse('the columns fundingId and amount must be named');
  return columns;
}

/** @returns what is wrong with it, or the capture. */
function readLine(
  record: readonly string[],
  columns: Columns,
  currency: string,
): Omit<CaptureLine, 'line'> | string {
  if (record.length !== columns.count)
    return `${record.length} fields where the header names ${columns.count}`;
  const field = (column: number) => record[column] ?? '';
  const fundingId = field(columns.fundingId);
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(fundingId)) return 'no funding id';
  const captureId = field(columns.captureId);
  if (!/^[!-~]{0,64}$/.test(captureId)) return 'no capture id';
  const told = field(columns.currency);
  if (told !== '' && told !== currency) return `${told.slice(0, 3)} where the property plays in ${currency}`;
  try {
    const { minor } = fromDecimal(field(columns.amount), currency);
    if (minor === 0) return 'an amount of nothing';
    return { fundingId, minor, captureId: captureId === '' ? null : captureId };
  } catch (error) {
    if (error instanceof MoneyError) return error.message;
    throw error;
  }
}
