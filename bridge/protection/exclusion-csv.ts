/**
 * An exclusion list as CSV (RFC 4180): a header that names `kind` and `id`, and `country`, `from` and `until` where the list has
 * them, in any order and among other columns, which are not looked at. With one wrong line nothing of it counts.
 */
import type { ListedExclusion } from '../ledger/exclusions.ts';
import { CsvQuoteError, csvRecords, type CsvRecord } from '../platform/csv-records.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import { readExclusion } from './exclusion-line.ts';

export interface WrongExclusion {
  /** In the file, counted from 1, which is the header. */
  readonly line: number;
  /** Without the id. */
  readonly why: string;
}

/** Nothing was changed. */
export class ExclusionListError extends Error {
  /** The first ones. */
  readonly wrong: readonly WrongExclusion[];
  /** How many there are, as far as the list was read. */
  readonly count: number;

  constructor(wrong: readonly WrongExclusion[], count = wrong.length, options?: ErrorOptions) {
    const told = wrong.slice(0, 5).map(({ line, why }) => `line ${line}: ${why}`);
    const more = count > told.length ? `; and ${count - told.length} more` : '';
    const unread = count < MOST_WRONG ? '' : '. The rest of the list was not read';
    super(`Nothing was changed. ${told.join('; ')}${more}${unread}`, options);
    this.name = 'ExclusionListError';
    this.wrong = wrong;
    this.count = count;
  }
}

/** Of so many wrong lines it is told which they are, and after so many it is not read on. */
const MOST_TOLD = 200;
const MOST_WRONG = 2_000;
/** More people than a register has. The lines are in memory while they are compared. */
const MOST_LINES = 1_000_000;

const LINE_BREAK = /[\r\n\u2028\u2029]/;
const COLUMNS = ['kind', 'id', 'country', 'from', 'until'] as const;
type Columns = Readonly<Record<(typeof COLUMNS)[number], number>> & { readonly count: number };

/** @throws {ExclusionListError} naming the wrong lines. */
export async function parseExclusionCsv(
  text: string,
  digests: Digests,
  mostLines = MOST_LINES,
): Promise<ListedExclusion[]> {
  let columns: Columns | null = null;
  const lines: ListedExclusion[] = [];
  const wrong: WrongExclusion[] = [];
  let count = 0;
  for await (const { fields, line } of recordsOf(text)) {
    if (columns === null) {
      columns = columnsOf(fields);
      continue;
    }
    const read = readFields(fields, columns, digests);
    if (typeof read !== 'string') lines.push(read);
    else if (++count <= MOST_TOLD) wrong.push({ line, why: read });
    if (lines.length > mostLines)
      throw new ExclusionListError([{ line, why: `a list has ${mostLines} lines at most` }]);
    if (count >= MOST_WRONG) break;
  }
  if (columns === null) columnsOf([]);
  if (count > 0) throw new ExclusionListError(wrong, count);
  return lines;
}

async function* recordsOf(text: string): AsyncGenerator<CsvRecord> {
  try {
    yield* csvRecords(text);
  } catch (cause) {
    if (!(cause instanceof CsvQuoteError)) throw cause;
    // No cause: that of the parser has the text in it.
    throw new ExclusionListError([{ line: cause.line, why: cause.message }]);
  }
}

/** @throws {ExclusionListError} */
function columnsOf(header: readonly string[]): Columns {
  const places = Object.fromEntries(COLUMNS.map((name) => [name, header.indexOf(name)]));
  const twice = COLUMNS.find((name) => header.indexOf(name) !== header.lastIndexOf(name));
  const columns = { ...places, count: header.length } as Columns;
  if (twice !== undefined)
    throw new ExclusionListError([{ line: 1, why: `the column ${twice} is there twice` }]);
  if (columns.kind < 0 || columns.id < 0)
    throw new ExclusionListError([{ line: 1, why: 'the columns kind and id must be named' }]);
  return columns;
}

function readFields(fields: readonly string[], columns: Columns, digests: Digests): ListedExclusion | string {
  if (fields.length !== columns.count)
    return `${fields.length} fields where the header names ${columns.count}`;
  // A quote that was opened by mistake swallows the lines that follow, and whom they exclude.
  if (fields.some((field) => LINE_BREAK.test(field))) return 'a field has a line break in it';
  const { kind, id, country, from, until } = columns;
  const field = (column: number) => fields[column] ?? '';
  return readExclusion(
    { kind: field(kind), id: field(id), country: field(country), from: field(from), until: field(until) },
    digests,
  );
}
