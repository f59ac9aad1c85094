/** Trustly's report of captures as CSV: a header with `fundingId` and `amount`, in any order, among other columns. */
import { fromDecimal } from '../../protocol/money.ts';

export class CaptureReportError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CaptureReportError';
  }
}

/** @throws {CaptureReportError} naming the line. Fields may be quoted; a quoted line break is not understood. */
export function parseCaptureReport(text: string, currency: string): { fundingId: string; minor: number }[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = fieldsOf(header);
  const [id, amount] = [columns.indexOf('fundingId'), columns.indexOf('amount')];
  if (id < 0 || amount < 0)
    throw new CaptureReportError('the first line must name the columns fundingId and amount');
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    const fields = fieldsOf(line);
    try {
      const fundingId = fields[id] ?? '';
      if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(fundingId)) throw new RangeError('no funding id');
      return [{ fundingId, minor: fromDecimal(fields[amount] ?? '', currency).minor }];
    } catch (cause) {
      throw new CaptureReportError(`line ${index + 2} is not understood`, { cause });
    }
  });
}

function fieldsOf(line: string): string[] {
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...fields].map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
}
