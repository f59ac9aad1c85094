/**
 * A merchant of Trustly Europe, written from the documents alone: signs calls, verifies answers and notifications, signs
 * acknowledgements. It shares no code with the sandbox or the bridge.
 */
import { createSign, createVerify, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';

/** What these messages carry: text, for the most part. */
export type Data = string | number | null | readonly Data[] | { readonly [name: string]: Data };

export interface Envelope {
  readonly method: string | null;
  readonly uuid: string | null;
  readonly data: Data;
}

export const EUROPE = { username: 'topper_test', password: 'topper-test-password' };

/** Made once per process: a pair takes a tenth of a second. */
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const MERCHANT_PUBLIC_PEM = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Names in byte order, each followed by its value. The names and values of these tests are ASCII or below U+D800. */
function serialized(data: Data): string {
  if (data === null) return '';
  if (typeof data !== 'object') return String(data);
  if (Array.isArray(data)) return (data as readonly Data[]).map(serialized).join('');
  const members = Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([name, value]) => name + serialized(value)).join('');
}

const signedText = ({ method, uuid, data }: Envelope): string =>
  `${method ?? ''}${uuid ?? ''}${serialized(data)}`;

/** @param algorithm as in `alg=RS256;`; null: SHA-1, without a prefix. */
export function signed(message: Envelope, algorithm: '256' | '384' | '512' | null = null): string {
  const signer = createSign(algorithm === null ? 'RSA-SHA1' : `RSA-SHA${algorithm}`);
  const signature = signer.update(signedText(message), 'utf8').sign(pair.privateKey, 'base64');
  return algorithm === null ? signature : `alg=RS${algorithm};${signature}`;
}

export function isFromTrustly(message: Envelope, signature: string, key: KeyObject): boolean {
  const [, bits = '1', base64 = ''] = /^(?:alg=RS(256|384|512);)?(.+)$/.exec(signature) ?? [];
  return createVerify(`RSA-SHA${bits}`).update(signedText(message), 'utf8').verify(key, base64, 'base64');
}

export interface CallChange {
  readonly uuid?: string;
  readonly signature?: string;
  readonly algorithm?: '256' | '384' | '512';
}

/** The body of a call. */
export function callBody(
  method: string,
  fields: { readonly [name: string]: Data },
  { uuid = randomUUID(), signature, algorithm }: CallChange = {},
): string {
  const data = { Username: EUROPE.username, Password: EUROPE.password, ...fields };
  const Signature = signature ?? signed({ method, uuid, data }, algorithm ?? null);
  return JSON.stringify({ method, params: { Signature, UUID: uuid, Data: data }, version: '1.1' });
}

export function acknowledgement(method: string, uuid: string, status: string): string {
  const data = { status };
  const result = { signature: signed({ method, uuid, data }), uuid, method, data };
  return JSON.stringify({ result, version: '1.1' });
}
