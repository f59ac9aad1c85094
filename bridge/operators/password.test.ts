import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, makePassword } from './password.ts';

describe('a password', () => {
  it('is known again, and no other is', async () => {
    const hash = await hashPassword('correct horse battery');
    expect(await isPassword('correct horse battery', hash)).toBe(true);
    expect(await isPassword('correct horse batterz', hash)).toBe(false);
    expect(await isPassword('', hash)).toBe(false);
  });

  it('has a salt of its own, and is not in its hash', async () => {
    const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(one).not.toContain('horse');
  });

  it('is good under the cost that it was hashed with', async () => {
    const cheap = 'scrypt$16$8$1$9RzpwDzcJqU$DOgpcKK6-_UBtpV9H4X31yv3izgOINE9B9cEB7K40_k';
    expect(await isPassword('password-of-the-tests', cheap)).toBe(true);
    expect(await isPassword('password-of-the-test', cheap)).toBe(false);
  });

  it('of nobody is never right', async () => {
    expect(await isPassword('', null)).toBe(false);
  });

  it('that is made can be read aloud and is never made twice', () => {
    expect(makePassword()).toMatch(/^([0-9a-hjkmnp-tv-z]{6}-){3}[0-9a-hjkmnp-tv-z]{6}$/);
    expect(makePassword()).not.toBe(makePassword());
  });
});
