import { describe, expect, it } from 'vitest';
import { sign } from './hmac.ts';
import { signedEvent } from './notification-signature.ts';

const MERCHANT = { accessId: 'ASs345fldAHJPTHXcaK', accessKey: 'key-of-the-merchant' };
/** In the order and the encoding in which Trustly's documentation shows an event. */
const BODY =
  'merchantId=1002463580&message=&timeZone=Etc%2FUTC&createdAt=1556311335754&splitToken=CLnEid%2BMPG%3D&note=a+b%C3%A9';
const DECODED =
  'merchantId=1002463580&message=&timeZone=Etc/UTC&createdAt=1556311335754&splitToken=CLnEid+MPG=&note=a bé';

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const good = (text: string, algorithm: 'sha1' | 'sha512' = 'sha1') =>
  basic(MERCHANT.accessId, sign(MERCHANT.accessKey, text, algorithm));
const read = (authorization: string | undefined, body: string | Buffer) =>
  signedEvent(authorization, Buffer.from(body), MERCHANT);

describe('the signature of an event', () => {
  it('is over the decoded body, in the order in which it came', () => {
    const fields = read(good(DECODED), BODY);
    expect(fields?.get('splitToken')).toBe('CLnEid+MPG=');
    expect(fields?.get('timeZone')).toBe('Etc/UTC');
    expect(fields?.get('note')).toBe('a bé');
  });

  it('may be with SHA-512', () => {
    expect(read(good(DECODED, 'sha512'), BODY)).not.toBeNull();
  });

  it('is wrong for the same parameters in another order', () => {
    expect(read(good(DECODED), BODY.split('&').toReversed().join('&'))).toBeNull();
  });

  it.each([
    ['no authorization', undefined, BODY],
    ['another access id', basic('another', sign(MERCHANT.accessKey, DECODED, 'sha1')), BODY],
    ['another key', basic(MERCHANT.accessId, sign('another', DECODED, 'sha1')), BODY],
    ['a changed body', good(DECODED), BODY.replace('1002463580', '1002463581')],
    ['the raw body signed', good(BODY), BODY],
    ['a broken escape', good('a=%E0%A4%A'), 'a=%E0%A4%A'],
    ['a parameter that comes twice', good('a=1&a=2'), 'a=1&a=2'],
    ['bytes that are not UTF-8', good('a=\uFFFD'), Buffer.from([0x61, 0x3d, 0xff])],
    [
      'more parameters than any event has',
      good(Array(300).fill('a=').join('&')),
      Array(300).fill('a=').join('&'),
    ],
  ])('is refused with %s', (_what, authorization, body) => {
    expect(read(authorization, body)).toBeNull();
  });
});
