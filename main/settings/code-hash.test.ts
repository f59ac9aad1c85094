import { describe, expect, it } from 'vitest';
import { CODE_HASH_PATTERN, hashCode, isCodeOf } from './code-hash.ts';

describe('the hash of an operator code', () => {
  it('knows its code and no other', async () => {
    const hash = await hashCode('271828');
    expect(await isCodeOf('271828', hash)).toBe(true);
    expect(await isCodeOf('271829', hash)).toBe(false);
    expect(await isCodeOf('', hash)).toBe(false);
  });

  it('is salted, holds no trace of the code and is what the settings take', async () => {
    const [one, other] = [await hashCode('271828'), await hashCode('271828')];
    expect(one).not.toBe(other);
    expect(one).not.toContain('271828');
    expect(one).toMatch(new RegExp(CODE_HASH_PATTERN));
  });
});
