import { expect, test } from 'vitest';
import { bankingDaysAfter } from './movable-clock.ts';

test.each([
  ['2026-11-23T10:00:00Z', '2026-11-26T10:00:00Z'],
  ['2026-11-26T10:00:00Z', '2026-12-01T10:00:00Z'],
  ['2026-11-28T10:00:00Z', '2026-12-02T10:00:00Z'],
])('three banking days after %s it is %s', (from, to) => {
  expect(bankingDaysAfter(Date.parse(from), 3)).toBe(Date.parse(to));
});
