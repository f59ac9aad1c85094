import { describe, expect, it } from 'vitest';
import { CaptureReportError, parseCaptureReport } from './capture-report.ts';

describe('a report of captures', () => {
  it('is read by its column names, quoted or not', () => {
    const text = '\uFEFFdate,"amount",fundingId\r\n2026-05-01,"20.00",f-1\r\n"1 May, 2026",5.5,f-2\r\n';
    expect(parseCaptureReport(text, 'USD')).toEqual([
      { fundingId: 'f-1', minor: 2000 },
      { fundingId: 'f-2', minor: 550 },
    ]);
  });

  it.each([
    ['id,amount\nf-1,20.00', 'columns'],
    ['fundingId,amount\nf-1,20.00\nf-2,', 'line 3'],
    ['fundingId,amount\nf-1,-20.00', 'line 2'],
    ['fundingId,amount\n=cmd(),20.00', 'line 2'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseCaptureReport(text, 'USD')).toThrow(CaptureReportError);
    expect(() => parseCaptureReport(text, 'USD')).toThrow(message);
  });
});
