import { describe, expect, it } from 'vitest';
import { sign } from './hmac.ts';
import { signedRedirect } from './redirect-signature.ts';

const KEY = 'key-of-the-merchant';
const BASE = 'https://casino.example/pay/return';
const SIGNED = 'transactionId=1002633191&status=2&merchantReference=f-1';

const withSignature = (text: string, more = '', algorithm: 'sha1' | 'sha512' = 'sha1') =>
  `${SIGNED}&requestSignature=${encodeURIComponent(sign(KEY, text, algorithm))}${more}`;
const read = (query: string, key = KEY) => {
  const found = signedRedirect(BASE, query, key);
  return found && Object.fromEntries(found);
};
const GOOD = { transactionId: '1002633191', status: '2', merchantReference: 'f-1' };

describe('the signature of a redirect', () => {
  it('is good over the whole address', () => {
    expect(read(withSignature(`${BASE}?${SIGNED}`))).toEqual(GOOD);
  });

  it('is good over the query, as older versions sign', () => {
    expect(read(withSignature(SIGNED))).toEqual(GOOD);
  });

  it('is good with SHA-512, which it names', () => {
    expect(read(withSignature(`${BASE}?${SIGNED}`, '', 'sha512'))).toEqual(GOOD);
  });

  it('may stand between the parameters', () => {
    const text = `${BASE}?a=1&b=2`;
    const query = `a=1&requestSignature=${encodeURIComponent(sign(KEY, text, 'sha1'))}&b=2`;
    expect(read(query)).toEqual({ a: '1', b: '2' });
  });

  it('leaves out what was added after it and is not signed', () => {
    expect(read(withSignature(`${BASE}?${SIGNED}`, '&instantPayoutAvail=true'))).toEqual(GOOD);
  });

  it.each([
    ['no signature', SIGNED],
    ['an empty one', `${SIGNED}&requestSignature=`],
    ['nothing but one', `requestSignature=${encodeURIComponent(sign(KEY, '', 'sha1'))}`],
    ['one of another address', withSignature(`https://other.example/?${SIGNED}`)],
    ['a changed parameter', withSignature(`${BASE}?${SIGNED}`).replace('status=2', 'status=7')],
    ['two of them', withSignature(SIGNED, '&requestSignature=x')],
    ['a broken escape', `${SIGNED}&requestSignature=%E0%A4%A`],
    [
      'a parameter that comes twice',
      `a=1&a=2&requestSignature=${encodeURIComponent(sign(KEY, 'a=1&a=2', 'sha1'))}`,
    ],
  ])('is refused with %s', (_what, query) => {
    expect(read(query)).toBeNull();
  });

  it('is refused with another key', () => {
    expect(read(withSignature(SIGNED), 'another')).toBeNull();
  });
});
