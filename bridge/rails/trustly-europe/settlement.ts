/** The settlement of a day, ViewAutomaticSettlementDetailsCSV version 1.2: what Trustly paid us, and of which orders. */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { CsvQuoteError, csvRecords } from '../../platform/csv-records.ts';
import { timestampMs } from './times.ts';

const text = Type.String({ maxLength: 300 });
const signedAmount = Type.String({ pattern: '^-?[0-9]{1,15}(?:\\.[0-9]{1,30})?$' });

const SettlementRow = Type.Object({
  datestamp: text,
  accountname: text,
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  /** Deposits and refunds, and Trustly's fees. The sum of all is `total`. */
  amount: signedAmount,
  total: signedAmount,
  orderid: text,
  ordertype: text,
  messageid: text,
  fxpaymentamount: text,
  fxpaymentcurrency: text,
  settlementbankwithdrawalid: text,
});
export type SettlementRow = Omit<Static<typeof SettlementRow>, 'datestamp'> & {
  /** Milliseconds since 1970. */
  readonly atMs: number;
};

/** A settlement that is not one: nothing of it is taken. */
export class SettlementError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettlementError';
  }
}

/** @returns nothing where nothing was settled that day. @throws {SettlementError} */
export async function readSettlement(csv: string): Promise<readonly SettlementRow[]> {
  const rows: SettlementRow[] = [];
  let names: readonly string[] | null = null;
  try {
    for await (const { fields, line } of csvRecords(csv)) {
      if (names === null) names = fields;
      else rows.push(rowOf(names, fields, line));
    }
  } catch (cause) {
    if (!(cause instanceof CsvQuoteError)) throw cause;
    throw new SettlementError(`line ${cause.line}: ${cause.message}`, { cause });
  }
  return rows;
}

function rowOf(names: readonly string[], fields: readonly string[], line: number): SettlementRow {
  if (fields.length !== names.length)
    throw new SettlementError(`line ${line}: more or fewer fields than names`);
  const row: unknown = Object.fromEntries(names.map((name, at) => [name, fields[at]]));
  if (!Value.Check(SettlementRow, row)) {
    const [first] = Value.Errors(SettlementRow, row);
    throw new SettlementError(`line ${line}: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  const { datestamp, ...rest } = row;
  const atMs = timestampMs(datestamp);
  if (atMs === null) throw new SettlementError(`line ${line}: /datestamp is not a time`);
  return { ...rest, atMs };
}
