/** The envelopes of JSON-RPC 1.1 as Trustly has them. What goes out is signed; what comes in is verified before it is looked at. */
import type { KeyObject } from 'node:crypto';
import { isRawObject, RawNumber, readRawJson, type RawJson, type RawObject } from './raw-json.ts';
import { isSignedBy, signatureOf, type SignatureAlgorithm } from './signature.ts';

export interface Keys {
  /** Ours. */
  readonly privateKey: KeyObject;
  /** Trustly's, of the environment that the URL is of. */
  readonly trustlyKey: KeyObject;
  readonly algorithm: SignatureAlgorithm;
}

/** `UNREADABLE`: it is no message of this API. `NOT_SIGNED`: it is, and not signed by Trustly. */
export type EnvelopeErrorCode = 'UNREADABLE' | 'NOT_SIGNED';

export class EnvelopeError extends Error {
  readonly code: EnvelopeErrorCode;

  constructor(code: EnvelopeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EnvelopeError';
    this.code = code;
  }
}

/** Texts, and objects of texts: no null, no number, no boolean, of which the sides sign different texts. */
export interface Sent {
  readonly [key: string]: string | Sent;
}

export type Answer =
  | { readonly kind: 'result'; readonly data: RawJson }
  /** @property isOfThisCall whether it names the UUID of the call. */
  | {
      readonly kind: 'error';
      readonly code: number | null;
      readonly name: string | null;
      readonly isOfThisCall: boolean;
    };

export interface NotificationEnvelope {
  readonly method: string;
  readonly uuid: string;
  readonly data: RawObject;
}

const VERSION = '1.1';
const UUID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
const METHOD = /^[A-Za-z]{1,60}$/;

export function requestText(keys: Keys, method: string, uuid: string, data: Sent): string {
  const signature = signatureOf(keys.privateKey, keys.algorithm, { method, uuid, data });
  return JSON.stringify({
    version: VERSION,
    method,
    params: { Signature: signature, UUID: uuid, Data: data },
  });
}

/** Of the notification itself, not a UUID of ours. RSA by PKCS #1 v1.5 has no chance in it: the same status has the same bytes. */
export function acknowledgement(
  keys: Keys,
  told: Pick<NotificationEnvelope, 'method' | 'uuid'>,
  status: string,
): Buffer {
  const { method, uuid } = told;
  const data = { status };
  const signature = signatureOf(keys.privateKey, keys.algorithm, { method, uuid, data });
  return Buffer.from(JSON.stringify({ version: VERSION, result: { signature, uuid, method, data } }));
}

/** @throws {EnvelopeError} @throws {RawJsonError} */
export function readAnswer(
  keys: Keys,
  body: Uint8Array,
  maxBytes: number,
  asked: { readonly method: string; readonly uuid: string },
): Answer {
  const message = messageOf(body, maxBytes);
  const error = fieldsOf(message['error']);
  const isError = error !== null;
  const part = isError ? fieldsOf(error['error']) : fieldsOf(message['result']);
  if (part === null) throw new EnvelopeError('UNREADABLE', 'an answer without a result and without an error');
  const { method, uuid } = verified(keys, part, true);
  const isOfThisCall = method === asked.method && uuid === asked.uuid;
  const data = part['data'] ?? null;
  if (isError) return { kind: 'error', ...errorOf(data), isOfThisCall };
  if (!isOfThisCall) throw new EnvelopeError('UNREADABLE', 'an answer to another call');
  return { kind: 'result', data };
}

/** @throws {EnvelopeError} @throws {RawJsonError} */
export function readNotification(keys: Keys, body: Uint8Array, maxBytes: number): NotificationEnvelope {
  const message = messageOf(body, maxBytes);
  const params = fieldsOf(message['params']);
  if (params === null) throw new EnvelopeError('UNREADABLE', 'a notification without params');
  const { method, uuid } = verified(keys, { ...params, method: message['method'] ?? null }, false);
  const data = params['data'];
  if (method === null || uuid === null || !isRawObject(data))
    throw new EnvelopeError('UNREADABLE', 'a notification without method, UUID or data');
  return { method, uuid, data };
}

function messageOf(body: Uint8Array, maxBytes: number): RawObject {
  const message = readRawJson(body, maxBytes);
  if (!isRawObject(message) || message['version'] !== VERSION)
    throw new EnvelopeError('UNREADABLE', `not a message of JSON-RPC ${VERSION}`);
  return message;
}

function verified(keys: Keys, part: RawObject, mayBeNull: boolean) {
  const { signature } = part;
  const method = textOf(part['method'], METHOD, mayBeNull);
  const uuid = textOf(part['uuid'], UUID, mayBeNull);
  const signed = { method, uuid, data: part['data'] ?? null };
  if (typeof signature !== 'string' || !isSignedBy(keys.trustlyKey, keys.algorithm, signed, signature))
    throw new EnvelopeError('NOT_SIGNED', "the signature is not Trustly's");
  return { method, uuid };
}

/** The closed patterns also keep the end of the one and the beginning of the other apart, which are signed side by side. */
function textOf(raw: RawJson | undefined, pattern: RegExp, mayBeNull: boolean): string | null {
  if (mayBeNull && (raw === null || raw === undefined)) return null;
  if (typeof raw === 'string' && pattern.test(raw)) return raw;
  throw new EnvelopeError('UNREADABLE', 'a message with another method or UUID than there are');
}

function errorOf(data: RawJson): { code: number | null; name: string | null } {
  if (!isRawObject(data)) return { code: null, name: null };
  const { code, message } = data;
  const digits = code instanceof RawNumber ? code.text : code;
  return {
    code: typeof digits === 'string' && /^[0-9]{1,6}$/.test(digits) ? Number(digits) : null,
    name: typeof message === 'string' && /^[A-Z0-9_]{1,80}$/.test(message) ? message : null,
  };
}

function fieldsOf(raw: RawJson | undefined): RawObject | null {
  return isRawObject(raw) ? raw : null;
}
