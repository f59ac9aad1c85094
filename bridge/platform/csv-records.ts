/** The records of a CSV text (RFC 4180), one after the other. */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Its line in the file, counted from 1. */
  readonly line: number;
}

/** The text cannot be taken apart. It says nothing of what is in it. */
export class CsvQuoteError extends Error {
  readonly line: number;

  constructor(line: number, options?: ErrorOptions) {
    super('a quote is not closed, or not doubled', options);
    this.name = 'CsvQuoteError';
    this.line = line;
  }
}

/** Fields are trimmed, and empty lines left out. @throws {CsvQuoteError} */
export async function* csvRecords(text: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  // An error of the parser ends the loop below.
  const records = Readable.from(slicesOf(text)).pipe(parser) as AsyncIterable<{
    readonly record: readonly string[];
    readonly info: { readonly lines: number };
  }>;
  try {
    for await (const { record, info } of records) yield { fields: record, line: info.lines };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new CsvQuoteError(Number(cause['lines'] ?? 1), { cause });
  }
}

const SLICE_BYTES = 65_536;

/** A long text is read in slices, so that no other request waits for the whole of it. */
async function* slicesOf(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    yield bytes.subarray(at, at + SLICE_BYTES);
    await setImmediate();
  }
}
