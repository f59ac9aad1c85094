import { expect, test } from 'vitest';
import { writeExpiresAt } from './expires-at.ts';

const fivePm = Date.UTC(2025, 0, 1, 17);

test('an expiry is written in UTC with four decimals and no zone, as documented', () => {
  expect(writeExpiresAt(fivePm, 'noZone')).toBe('2025-01-01T17:00:00.0000');
  expect(writeExpiresAt(fivePm + 123, 'noZone')).toBe('2025-01-01T17:00:00.1230');
});

test('the other forms name the same instant', () => {
  expect(writeExpiresAt(fivePm, 'utc')).toBe('2025-01-01T17:00:00.000Z');
  expect(writeExpiresAt(fivePm, 'offset')).toBe('2025-01-01T09:00:00.000-08:00');
});
