import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CaptureReportError, parseCaptureCsv } from './capture-csv.ts';

const parsed = (text: string) => parseCaptureCsv(text, 'USD');

async function wrongIn(text: string) {
  try {
    await parsed(text);
  } catch (error) {
    if (error instanceof CaptureReportError) return error.wrong;
    throw error;
  }
  return [];
}

describe('a report of captures', () => {
  it('is read by its column names, quoted or not, over line breaks in quotes', async () => {
    const text =
      '\uFEFFdate,"amount",fundingId,captureId\r\n2026-05-01,"20.00",f-1,c-1\r\n"1 May,\n2026",5.5,f-2,\r\n';
    expect(await parsed(text)).toEqual([
      { line: 2, fundingId: 'f-1', minor: 2000, captureId: 'c-1' },
      { line: 4, fundingId: 'f-2', minor: 550, captureId: null },
    ]);
  });

  it('keeps its columns where the first field is empty', async () => {
    expect(await parsed('note,fundingId,amount,fee\n,f-1,20.00,0.50')).toMatchObject([
      { fundingId: 'f-1', minor: 2000 },
    ]);
  });

  it('may tell of parts of a funding', async () => {
    expect(await parsed('fundingId,amount\nf-1,10.00\nf-1,10.00')).toHaveLength(2);
  });

  it('says of every wrong line what is wrong with it', async () => {
    const text = `fundingId,amount,currency
f-1,20.00,USD
,20.00,USD
f-2,-20.00,USD
f-3,0.00,USD
f-4,20.00,CAD
f-5,20.00
f-6,20.00,USD,0.50
=cmd(),20.00,USD`;
    expect(await wrongIn(text)).toEqual([
      { line: 3, why: 'no funding id' },
      { line: 4, why: 'an amount is digits with an optional decimal point' },
      { line: 5, why: 'an amount of nothing' },
      { line: 6, why: 'CAD where the property plays in USD' },
      { line: 7, why: '2 fields where the header names 3' },
      { line: 8, why: '4 fields where the header names 3' },
      { line: 9, why: 'no funding id' },
    ]);
  });

  it('names each capture once, so that it cannot be as long as one likes with one id', async () => {
    const text = 'fundingId,amount,captureId\nf-1,10.00,c-1\nf-1,10.00,c-1\nf-2,1.00,c-1';
    const why = 'the capture is in line 2 already';
    expect(await wrongIn(text)).toEqual([
      { line: 3, why },
      { line: 4, why },
    ]);
  });

  it('is read in slices, cut anywhere, with everything else in between', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `f-${n},20.00,"zahlung n° ${n} ✓"`);
    let turns = 0;
    const read = new AbortController();
    const others = (async () => {
      for (; !read.signal.aborted; turns += 1) await setImmediate();
    })();
    const captures = await parsed(['fundingId,amount,note', ...lines].join('\n'));
    read.abort();
    await others;
    expect(captures).toHaveLength(20_000);
    expect(captures.at(-1)).toEqual({ line: 20_001, fundingId: 'f-19999', minor: 2000, captureId: null });
    expect(turns).toBeGreaterThan(5);
  });

  it.each([
    ['', 'must be named'],
    ['id,amount\nf-1,20.00', 'must be named'],
    ['fundingId,amount,amount\nf-1,20.00,1.00', 'twice'],
    ['fundingId,amount\n"f-1,20.00', 'not closed'],
  ])('%j is refused: %s', async (text, why) => {
    expect((await wrongIn(text)).map((wrong) => wrong.why)).toEqual([expect.stringContaining(why)]);
  });
});
