import { describe, expect, it } from 'vitest';
import { parseExpiresAt, remainingLifetimeMs } from './expiry.ts';

const at = (text: string) => Date.parse(text);

describe('expiresAt', () => {
  it.each([
    ['2025-01-01T17:00:00.0000', '2025-01-01T17:00:00.000Z'],
    ['2025-01-01T17:00:00', '2025-01-01T17:00:00.000Z'],
    ['2025-01-01T17:00', '2025-01-01T17:00:00.000Z'],
    ['2025-01-01T17:00:00.1239', '2025-01-01T17:00:00.123Z'],
    ['2025-01-01T17:00:00.5Z', '2025-01-01T17:00:00.500Z'],
    ['2025-01-01T17:00:00-08:00', '2025-01-02T01:00:00.000Z'],
    ['2025-01-01T17:00:00+0530', '2025-01-01T11:30:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseExpiresAt(text)).toBe(at(instant));
  });

  it.each([
    '',
    'soon',
    '2025-02-30T17:00:00',
    '2025-13-01T00:00:00',
    '2025-01-01',
    '1735750800',
    '2025-01-01T25:00:00',
  ])('%j is refused', (text) => {
    expect(parseExpiresAt(text)).toBeNull();
  });
});

describe('the remaining lifetime', () => {
  const expiresAt = '2025-01-01T17:01:00.0000';
  const date = 'Wed, 01 Jan 2025 17:00:00 GMT';

  it('is measured by our clock where it agrees with the Date header', () => {
    const receivedAt = at('2025-01-01T17:00:00.400Z');
    expect(remainingLifetimeMs(expiresAt, { date, receivedAt, roundTripMs: 50 })).toBe(59_600);
  });

  it('does not depend on our clock when that is wrong, and rather ends early than late [live-codes-only]', () => {
    for (const receivedAt of [
      at('1970-01-01T00:00:00Z'),
      at('2025-01-01T09:00:00Z'),
      at('2099-01-01T00:00:00Z'),
    ]) {
      expect(remainingLifetimeMs(expiresAt, { date, receivedAt, roundTripMs: 50 })).toBe(58_950);
    }
  });

  it('falls back to our clock without a Date header', () => {
    const receivedAt = at('2025-01-01T17:00:30Z');
    expect(remainingLifetimeMs(expiresAt, { date: undefined, receivedAt, roundTripMs: 0 })).toBe(30_000);
  });

  it('is none for a code that has expired, that lives for ever, or whose expiry is no date', () => {
    const receipt = { date, receivedAt: at('2025-01-01T17:00:00Z'), roundTripMs: 0 };
    expect(remainingLifetimeMs('2025-01-01T16:59:59.0000', receipt)).toBeNull();
    expect(remainingLifetimeMs('2035-01-01T17:00:00.0000', receipt)).toBeNull();
    expect(remainingLifetimeMs('never', receipt)).toBeNull();
  });
});
