import { expect, it } from 'vitest';
import { accountKeys } from './account-key.ts';
import { isVerified, toldAt } from './verification.ts';

it.each([
  [true, 'Manual', true],
  [false, 'PWMB', false],
  [null, 'PWMB', true],
  [null, '1', true],
  [null, 'Manual', false],
  [null, '2', false],
  // Silence, and a word that is not documented, prove nothing.
  [null, null, false],
  [null, 'SOMETHING', false],
] as const)(
  'an account that is told as verified %s, and its provider as %s, is verified: %s',
  (verified, type, is) => {
    expect(isVerified({ verified, told: toldAt(type) }, false)).toBe(is);
  },
);

it('an account that is told by its numbers is verified when that is said, and not by the kind of its provider', () => {
  expect(isVerified({ verified: null, told: 'at-bank' }, true)).toBe(false);
  expect(isVerified({ verified: true, told: null }, true)).toBe(true);
});

it('an account is known by its token, and by its fingerprint too where both are told [excluded-stays-out]', () => {
  const account = { token: 'T' };
  expect(accountKeys('100', { fingerprint: 'F', account })).toEqual({
    key: 'trustly-on-file token T',
    otherKey: 'trustly-on-file fingerprint F',
  });
  expect(accountKeys('100', { fingerprint: 'F' })).toEqual({
    key: 'trustly-on-file fingerprint F',
    otherKey: null,
  });
  expect(accountKeys('100')).toEqual({ key: 'trustly-on-file authorization 100', otherKey: null });
});
