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
  readonly wrong: readonly WrongExclusion[];

  constructor(wrong: readonly WrongExclusion[], options?: ErrorOptions) {
    const told = wrong.slice(0, 5).map(({ line, why }) => `line ${line}: ${why}`);
    const more = wrong.length > told.length ? `; and ${wrong.length - told.length} more` : '';
    super(`Nothing was changed. ${told.join('; ')}${more}`, options);
    this.name = 'ExclusionListError';
    this.wrong = wrong;
  }
}

const COLUMNS = ['kind', 'id', 'country', 'from', 'until'] as const;
type Columns = Readonly<Record<(typeof COLUMNS)[number], number>> & { readonly count: number };

/** @throws {ExclusionListError} naming every wrong line. */
export async function parseExclusionCsv(text: string, digests: Digests): Promise<ListedExclusion[]> {
  let columns: Columns | null = null;
  const lines: ListedExclusion[] = [];
  const wrong: WrongExclusion[] = [];
  for await (const { fields, line } of recordsOf(text)) {
    if (columns === null) {
      columns = columnsOf(fields);
      continue;
    }
    const read = readFields(fields, columns, digests);
    if (typeof read === 'string') wrong.push({ line, why: read });
    else lines.push(read);
  }
  if (columns === null) columnsOf([]);
  if (wrong.length > 0) throw new ExclusionListError(wrong);
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
  const { kind, id, country, from, until } = columns;
  const field = (column: number) => fields[column] ?? '';
  return readExclusion(
    { kind: field(kind), id: field(id), country: field(country), from: field(from), until: field(until) },
    digests,
  );
}
