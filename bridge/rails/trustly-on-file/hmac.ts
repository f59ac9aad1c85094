/** Trustly's signatures: HMAC over a text, in base64. SHA-1 unless the signature names another by a prefix. */
import { createHmac } from 'node:crypto';
import { sameText } from '../../platform/http/same-text.ts';

export type SignedWith = 'sha1' | 'sha512';

/** A signature that begins with it was made with SHA-512. */
const SHA512_PREFIX = 'HmacSHA512:';

export function sign(accessKey: string, text: string, algorithm: SignedWith): string {
  const digest = createHmac(algorithm, accessKey).update(text, 'utf8').digest('base64');
  return algorithm === 'sha512' ? SHA512_PREFIX + digest : digest;
}

export function isSignatureOf(signature: string, accessKey: string, text: string): boolean {
  const algorithm = signature.startsWith(SHA512_PREFIX) ? 'sha512' : 'sha1';
  return sameText(signature, sign(accessKey, text, algorithm));
}
