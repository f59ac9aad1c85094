/** The settlement of a day, ViewAutomaticSettlementDetailsCSV version 1.2: what Trustly paid us, and of which orders. */
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

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
export type SettlementRow = Static<typeof SettlementRow>;

/** A settlement that is not one: nothing of it is taken. */
export class SettlementError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettlementError';
  }
}

/** @returns nothing where nothing was settled that day. @throws {SettlementError} */
export function readSettlement(csv: string): readonly SettlementRow[] {
  return recordsOf(csv).map((row, index) => {
    if (Value.Check(SettlementRow, row)) return row;
    const [first] = Value.Errors(SettlementRow, row);
    throw new SettlementError(`row ${index + 1}: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  });
}

function recordsOf(csv: string): unknown[] {
  try {
    return parse(csv, { columns: true, skip_empty_lines: true, relax_column_count: false });
  } catch (cause) {
    if (cause instanceof CsvError) throw new SettlementError(`it is no CSV: ${cause.code}`, { cause });
    throw cause;
  }
}
