/** RSASSA-PKCS1-v1_5 over method, uuid and serialized data, in base64; after `alg=RS…;` with another digest than SHA-1. */
import { sign as rsaSign, verify as rsaVerify, type KeyObject } from 'node:crypto';
import type { RawJson } from './raw-json.ts';
import { serialize } from './serialize.ts';

const DIGESTS = { SHA1: 'RSA-SHA1', RS256: 'RSA-SHA256', RS384: 'RSA-SHA384', RS512: 'RSA-SHA512' } as const;
export type Algorithm = keyof typeof DIGESTS;
export const ALGORITHMS = Object.keys(DIGESTS) as Algorithm[];

export interface Signed {
  /** Null where an error was found before there was one: nothing is signed in its place. */
  readonly method: string | null;
  readonly uuid: string | null;
  readonly data: RawJson;
}

export function sign(message: Signed, key: KeyObject, algorithm: Algorithm): string {
  const signature = rsaSign(DIGESTS[algorithm], bytesOf(message), key).toString('base64');
  return algorithm === 'SHA1' ? signature : `alg=${algorithm};${signature}`;
}

/** False also for an algorithm that is not in the list, and for base64 that is not written the one right way. */
export function isSigned(message: Signed, signature: string, key: KeyObject): boolean {
  const match = /^(?:alg=(RS256|RS384|RS512);)?([A-Za-z0-9+/]+={0,2})$/.exec(signature);
  const base64 = match?.[2] ?? '';
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== base64) return false;
  const algorithm = (match?.[1] ?? 'SHA1') as Algorithm;
  return rsaVerify(DIGESTS[algorithm], bytesOf(message), key, bytes);
}

function bytesOf({ method, uuid, data }: Signed): Buffer {
  return Buffer.from(`${method ?? ''}${uuid ?? ''}${serialize(data)}`, 'utf8');
}
