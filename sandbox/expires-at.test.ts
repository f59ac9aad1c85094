import { expect, test } from 'vitest';
import { writeExpiresAt } from './expires-at.ts';

test('an expiry is written in UTC with four decimals and no zone', () => {
  expect(writeExpiresAt(Date.UTC(2025, 0, 1, 17))).toBe('2025-01-01T17:00:00.0000');
  expect(writeExpiresAt(Date.UTC(2025, 0, 1, 17, 0, 0, 123))).toBe('2025-01-01T17:00:00.1230');
});
