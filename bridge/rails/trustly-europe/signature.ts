/**
 * Trustly's signature: RSASSA-PKCS1-v1_5 over method, UUID and what is in the data. SHA-1 is what Trustly's API has had from the
 * beginning; the newer forms name themselves, `alg=RS256;` before the base64.
 */
import { sign, verify, type KeyObject } from 'node:crypto';
import { isRawArray, RawNumber, sortedEntries, type RawJson } from './raw-json.ts';

export const SIGNATURE_ALGORITHMS = ['SHA1', 'RS256', 'RS384', 'RS512'] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

const DIGESTS: Readonly<Record<SignatureAlgorithm, string>> = {
  SHA1: 'sha1',
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
};

/** What a signature is of. Errors that Trustly finds before it has read anything have neither method nor UUID. */
export interface Signed {
  readonly method: string | null;
  readonly uuid: string | null;
  readonly data: RawJson;
}

/** Nothing is between the parts: each field that is acted on has a closed pattern, so that it cannot be split elsewhere. */
export function serialize(data: RawJson): string {
  if (data === null) return '';
  if (data instanceof RawNumber) return data.text;
  if (isRawArray(data)) return data.map(serialize).join('');
  if (typeof data !== 'object') return String(data);
  return sortedEntries(data)
    .map(([key, value]) => key + serialize(value))
    .join('');
}

export function signatureOf(key: KeyObject, algorithm: SignatureAlgorithm, signed: Signed): string {
  const signature = sign(DIGESTS[algorithm], signedBytes(signed), key).toString('base64');
  return algorithm === 'SHA1' ? signature : `alg=${algorithm};${signature}`;
}

/**
 * @param least the account's setting: once it is another one than SHA-1, a signature with SHA-1 is not taken any more.
 * @returns whether the signature is by this key. Only base64 as it is written is taken, so that no two texts are one signature.
 */
export function isSignedBy(
  key: KeyObject,
  least: SignatureAlgorithm,
  signed: Signed,
  signature: string,
): boolean {
  const { algorithm, base64 } = partsOf(signature);
  if (algorithm === null || (algorithm === 'SHA1' && least !== 'SHA1')) return false;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return false;
  return verify(DIGESTS[algorithm], signedBytes(signed), key, bytes);
}

function partsOf(signature: string): { algorithm: SignatureAlgorithm | null; base64: string } {
  const match = /^alg=([^;]*);(.*)$/s.exec(signature);
  if (!match) return { algorithm: 'SHA1', base64: signature };
  const [, name, base64 = ''] = match;
  return { algorithm: NAMED.find((known) => known === name) ?? null, base64 };
}

const NAMED = ['RS256', 'RS384', 'RS512'] as const satisfies readonly SignatureAlgorithm[];

function signedBytes({ method, uuid, data }: Signed): Buffer {
  return Buffer.from((method ?? '') + (uuid ?? '') + serialize(data), 'utf8');
}
