import { expect, it } from 'vitest';
import { propertyTime } from './property-time.ts';

it.each([
  ['America/Los_Angeles', '2026-11-28T08:02:03Z', '2026-11-28 00:02:03 PST'],
  ['America/Los_Angeles', '2026-07-01T08:02:03Z', '2026-07-01 01:02:03 PDT'],
  ['UTC', '2026-11-28T23:59:59Z', '2026-11-28 23:59:59 UTC'],
  ['Asia/Manila', '2026-11-28T23:59:59Z', '2026-11-29 07:59:59 GMT+8'],
])('a time is shown as clocks in %s show it, with the zone', (zone, at, shown) => {
  expect(propertyTime(zone, new Date(at))).toBe(shown);
});
