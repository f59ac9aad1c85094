import { expect, test } from 'vitest';
import { dayOf, timestamp } from './timestamps.ts';

test.each([
  ['2026-11-29T04:00:00.123Z', '2026-11-29 05:00:00.123000+01'],
  ['2026-07-01T22:30:00.000Z', '2026-07-02 00:30:00.000000+02'],
  ['2026-12-31T23:00:00.999Z', '2027-01-01 00:00:00.999000+01'],
])('%s is %s in Stockholm', (utc, text) => {
  expect(timestamp(Date.parse(utc))).toBe(text);
  expect(dayOf(Date.parse(utc))).toBe(text.slice(0, 10));
});
