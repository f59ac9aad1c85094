import { describe, expect, it } from 'vitest';
import { AllowList } from './allow-list.ts';

describe('the allow list', () => {
  it('lets in its addresses and networks, and nobody else', () => {
    const list = new AllowList(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32']);
    for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '198.51.100.200', '2001:db8:1::5']) {
      expect(list.allows(address)).toBe(true);
    }
    for (const address of ['203.0.113.8', '198.51.101.1', '2001:db9::1', '::1']) {
      expect(list.allows(address)).toBe(false);
    }
  });

  it('is open when it is empty', () => {
    expect(new AllowList([]).allows('192.0.2.1')).toBe(true);
  });

  it.each(['somewhere', '203.0.113.0/33', '203.0.113.0/', '300.1.1.1'])('refuses %s', (entry) => {
    expect(() => new AllowList([entry])).toThrow(entry);
  });
});
