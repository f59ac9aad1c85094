import { describe, expect, it } from 'vitest';
import { parseBasic, parseClientBasic } from './basic.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('Basic credentials', () => {
  it('are split at the first colon', () => {
    expect(parseBasic(basic('EGM-1:a:b+c%20'))).toEqual({ user: 'EGM-1', password: 'a:b+c%20' });
  });

  it.each([undefined, '', 'Bearer abc', 'Basic', 'Basic ***', basic('no colon'), basic(':no user')])(
    '%j are none',
    (header) => {
      expect(parseBasic(header)).toBeNull();
    },
  );

  it('of an OAuth client are form-encoded', () => {
    expect(parseClientBasic(basic('tpas%3A1:a%2Bb+c%2F%3D'))).toEqual({
      user: 'tpas:1',
      password: 'a+b c/=',
    });
    expect(parseClientBasic(basic('tpas:100%'))).toBeNull();
  });
});
