import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSecretKey, SecretKey, WrongSecretKeyError } from './secret-key.ts';

const key = new SecretKey(randomBytes(32));
const plain = Buffer.from('a key that is kept in the database');

describe('the secret key', () => {
  it('opens what it sealed, and no two seals are alike', () => {
    const [one, two] = [key.seal('token key 1', plain), key.seal('token key 1', plain)];
    expect(key.open('token key 1', one)).toEqual(plain);
    expect(one).not.toEqual(two);
    expect(one.includes(plain)).toBe(false);
  });

  it.each([
    [
      'by another key',
      () => new SecretKey(randomBytes(32)).open('token key 1', key.seal('token key 1', plain)),
    ],
    ['under another name', () => key.open('token key 2', key.seal('token key 1', plain))],
    ['cut short', () => key.open('token key 1', key.seal('token key 1', plain).subarray(0, 20))],
    ['empty', () => key.open('token key 1', Buffer.alloc(0))],
    ['that never was a seal', () => key.open('token key 1', randomBytes(60))],
  ])('does not open one %s', (_what, open) => {
    expect(open).toThrow(WrongSecretKeyError);
  });

  it('gives for each purpose another key, and for the same one always the same', () => {
    const sealed = key.derive('notices').seal('x', plain);
    expect(key.derive('notices').open('x', sealed)).toEqual(plain);
    for (const other of [key, key.derive('digests'), new SecretKey(randomBytes(32)).derive('notices')])
      expect(() => other.open('x', sealed)).toThrow(WrongSecretKeyError);
  });

  it('is 64 hexadecimal digits', () => {
    expect(parseSecretKey('ab'.repeat(32))).toBeInstanceOf(SecretKey);
    for (const text of ['', 'ab'.repeat(31), 'xy'.repeat(32), 'ab'.repeat(33)])
      expect(parseSecretKey(text)).toBeNull();
  });
});
