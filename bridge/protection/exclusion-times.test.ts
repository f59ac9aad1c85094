import { describe, expect, it } from 'vitest';
import { listedPeriod } from './exclusion-times.ts';

const period = (from: string, until: string) => {
  const read = listedPeriod(from, until);
  if (typeof read === 'string') return read;
  return [read.from?.toISOString() ?? null, read.until?.toISOString() ?? null];
};

describe('the period of an exclusion', () => {
  it('holds on both of its days, wherever on earth they are', () => {
    expect(period('2026-05-01', '2026-05-01')).toEqual([
      '2026-04-30T10:00:00.000Z',
      '2026-05-02T12:00:00.000Z',
    ]);
  });

  it('may be told to the second', () => {
    expect(period('2026-05-01T06:00+02:00', '2026-11-01T00:00:30Z')).toEqual([
      '2026-05-01T04:00:00.000Z',
      '2026-11-01T00:00:30.000Z',
    ]);
  });

  it('begins at once and ends when it is taken back where nothing is said, or a register writes the year 9999', () => {
    expect(period('', '')).toEqual([null, null]);
    expect(period('', '9999-12-31')).toEqual([null, null]);
    expect(period('', '9999-12-31T23:59:59Z')).toEqual([null, null]);
  });

  it.each([
    ['2026-02-30', '', 'from is neither'],
    ['1.5.2026', '', 'from is neither'],
    ['2026-05-01T06:00', '', 'from is neither'],
    ['0000-01-01', '', 'from is neither'],
    ['2026-02-30T00:00Z', '', 'from is neither'],
    ['2026-02-28T25:00Z', '', 'from is neither'],
    ['9999-12-31T23:59-14:00', '', 'from is neither'],
    ['', 'tomorrow', 'until is neither'],
    ['2026-05-02T00:00Z', '2026-05-01T00:00Z', 'ends before'],
    ['2026-05-03', '2026-05-01', 'ends before'],
  ])('is none of %s to %s', (from, until, why) => {
    expect(period(from, until)).toContain(why);
  });
});
