import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDay, timestampMs, yearsBetween } from './times.ts';

describe('a time of Trustly', () => {
  it.each([
    ['2013-12-20 14:42:04.675645+01', '2013-12-20T13:42:04.675Z'],
    ['2010-01-20 14:42:04.675645+01', '2010-01-20T13:42:04.675Z'],
    ['2024-07-01 00:00:00.000001+02', '2024-06-30T22:00:00.000Z'],
    ['2024-07-01 00:00:00+00', '2024-07-01T00:00:00.000Z'],
    ['2024-07-01 00:00:00.5-03:30', '2024-07-01T03:30:00.500Z'],
    ['2024-02-29 23:59:59.999999+0530', '2024-02-29T18:29:59.999Z'],
  ])('%s is %s', (text, iso) => {
    expect(timestampMs(text)).toBe(Date.parse(iso));
  });

  it.each([
    '2013-12-20T14:42:04.675645+01',
    '2013-12-20 14:42:04.675645',
    '2013-12-20 14:42:04.675645Z',
    '2013-02-30 14:42:04.675645+01',
    '2013-12-20 25:42:04.675645+01',
    '2013-12-20 14:42:04.675645+99',
    '0000-12-20 14:42:04.675645+01',
    '',
  ])('%s is none', (text) => {
    expect(timestampMs(text)).toBeNull();
  });

  it('is read for every moment, whatever its offset', () => {
    const hours = fc.integer({ min: -12, max: 14 });
    fc.assert(
      fc.property(fc.integer({ min: 86_400_000, max: 4_102_444_800_000 }), hours, (ms, offset) => {
        const local = new Date(ms + offset * 3_600_000).toISOString().replace('T', ' ').replace('Z', '');
        const sign = offset < 0 ? '-' : '+';
        const text = `${local}123${sign}${String(Math.abs(offset)).padStart(2, '0')}`;
        expect(timestampMs(text)).toBe(ms);
      }),
    );
  });
});

describe('an age', () => {
  it.each([
    ['2006-11-29', '2024-11-29', 18],
    ['2006-11-30', '2024-11-29', 17],
    ['2004-02-29', '2022-02-28', 17],
    ['2004-02-29', '2022-03-01', 18],
  ])('of who was born on %s is, on %s, %i', (born, today, years) => {
    expect(yearsBetween(born, today)).toBe(years);
  });

  it('is of a day that there is', () => {
    expect(isDay('2024-02-29')).toBe(true);
    for (const text of ['2023-02-29', '2024-13-01', '2024-00-10', '24-01-01', '2024-1-1'])
      expect(isDay(text)).toBe(false);
  });
});
