/** The JSON-RPC 1.1 envelopes: what the merchant asks and what it is answered, what it is told and what it says to that. */
import type { KeyObject } from 'node:crypto';
import { API_ERRORS, ApiError, type ApiErrorNumber } from './api-error.ts';
import { isRawObject, readRawJson, RawJsonError, type RawJson, type RawObject } from './signing/raw-json.ts';
import { sign, type Algorithm, type Signed } from './signing/signatures.ts';

export interface Signer {
  readonly key: KeyObject;
  readonly algorithm: Algorithm;
}

export type Json = string | number | null | readonly Json[] | { readonly [name: string]: Json };

export interface Call extends Signed {
  readonly method: string;
  readonly uuid: string;
  readonly signature: string;
  readonly data: RawObject;
}

/** What an answer to a call is for; both null while nothing could be read. */
export type Heading = Pick<Signed, 'method' | 'uuid'>;
export const NO_HEADING: Heading = { method: null, uuid: null };

const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/** @throws {ApiError} 623 */
export function readCall(body: Uint8Array): Call {
  const message = objectOf(parse(body), 'the body');
  if (message.get('version') !== '1.1') throw new ApiError(623, 'version is not "1.1"');
  const method = message.get('method');
  const params = objectOf(message.get('params'), 'params');
  const uuid = params.get('UUID');
  const signature = params.get('Signature');
  if (typeof method !== 'string') throw new ApiError(623, 'method is not text');
  if (typeof uuid !== 'string' || !UUID.test(uuid)) throw new ApiError(623, 'params.UUID is not a UUID');
  if (typeof signature !== 'string') throw new ApiError(623, 'params.Signature is not text');
  return { method, uuid, signature, data: objectOf(params.get('Data'), 'params.Data') };
}

export interface Acknowledgement extends Signed {
  readonly signature: string;
  readonly status: string;
}

/** Null: no acknowledgement at all. */
export function readAcknowledgement(body: Uint8Array): Acknowledgement | null {
  try {
    const message = objectOf(parse(body), 'the body');
    const result = objectOf(message.get('result'), 'result');
    const data = objectOf(result.get('data'), 'result.data');
    const [signature, uuid, method, status] = [
      result.get('signature'),
      result.get('uuid'),
      result.get('method'),
      data.get('status'),
    ];
    if (message.get('version') !== '1.1') return null;
    if (typeof signature !== 'string' || typeof uuid !== 'string') return null;
    if (typeof method !== 'string' || typeof status !== 'string') return null;
    return { signature, uuid, method, status, data };
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

export function answerText({ method, uuid }: Heading, data: Json, signer: Signer): string {
  const signature = signatureOver({ method, uuid }, data, signer);
  return JSON.stringify({ version: '1.1', result: { signature, uuid, method, data } });
}

export function errorText({ method, uuid }: Heading, code: ApiErrorNumber, signer: Signer): string {
  const message = API_ERRORS[code];
  const data = { code, message };
  const error = { signature: signatureOver({ method, uuid }, data, signer), uuid, method, data };
  return JSON.stringify({ version: '1.1', error: { name: 'JSONRPCError', code, message, error } });
}

export function notificationText({ method, uuid }: Heading, data: Json, signer: Signer): string {
  const signature = signatureOver({ method, uuid }, data, signer);
  return JSON.stringify({ version: '1.1', method, params: { signature, uuid, data } });
}

/** Over the data as whoever receives it will read it. */
function signatureOver(heading: Heading, data: Json, { key, algorithm }: Signer): string {
  return sign({ ...heading, data: readRawJson(JSON.stringify(data)) }, key, algorithm);
}

function parse(body: Uint8Array): RawJson {
  try {
    return readRawJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    if (cause instanceof RawJsonError) throw new ApiError(623, cause.message, { cause });
    if (cause instanceof TypeError) throw new ApiError(623, 'the body is not UTF-8', { cause });
    throw cause;
  }
}

function objectOf(value: RawJson | undefined, what: string): RawObject {
  if (!isRawObject(value)) throw new ApiError(623, `${what} is not an object`);
  return value;
}
