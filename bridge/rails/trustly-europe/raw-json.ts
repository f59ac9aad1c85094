/**
 * JSON as it is signed: Trustly signs what is in the text, so that a number keeps its source text (`100.10`), and a field that
 * nobody here has heard of is kept. Why it is read so: docs/decisions/0036-signed-json.md.
 */
import { hasStorableTexts } from '../../../protocol/storable-text.ts';
import { parseStrictJson, StrictJsonError } from '../../../protocol/strict-json.ts';

/** A number of JSON, by its text: `1.0` is another one than `1`. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type RawJson = null | boolean | string | RawNumber | readonly RawJson[] | RawObject;
export interface RawObject {
  readonly [key: string]: RawJson;
}

export type RawJsonErrorCode = 'TOO_LARGE' | 'NOT_JSON' | 'TOO_DEEP' | 'NOT_STORABLE';

export class RawJsonError extends Error {
  readonly code: RawJsonErrorCode;

  constructor(code: RawJsonErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RawJsonError';
    this.code = code;
  }
}

/** Trustly's messages are four deep. */
export const MOST_DEEP = 16;

/** The third argument of a reviver, which ES2023 does not know. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * UTF-8, no key twice in an object, no text that a database cannot keep.
 * @throws {RawJsonError}
 */
export function readRawJson(bytes: Uint8Array, maxBytes: number): RawJson {
  if (bytes.byteLength > maxBytes)
    throw new RawJsonError('TOO_LARGE', `a message of more than ${maxBytes} bytes`);
  const value = parse(bytes);
  if (isDeeperThan(value, MOST_DEEP))
    throw new RawJsonError('TOO_DEEP', `a message that is nested more than ${MOST_DEEP} deep`);
  if (!hasStorableTexts(value))
    throw new RawJsonError('NOT_STORABLE', 'a text with a NUL character or half a surrogate pair');
  const keepNumbers: Reviver = (_key, read, { source }) =>
    typeof read === 'number' ? new RawNumber(source ?? String(read)) : read;
  // The bytes are UTF-8, and the text is JSON: both were found out above.
  return JSON.parse(
    new TextDecoder().decode(bytes),
    keepNumbers as Parameters<typeof JSON.parse>[1],
  ) as RawJson;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes);
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    throw new RawJsonError('NOT_JSON', cause.message, { cause });
  }
}

/** Level by level, and no further than the limit: what comes from outside may be nested deeper than a stack is. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= most; depth++) {
    level = level.flatMap(insideOf);
    if (level.length === 0) return false;
  }
  return true;
}

function insideOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/**
 * For a schema: numbers as their text, since Trustly's clients do not agree on which fields are numbers; without what is null, which
 * says the same as no field.
 */
export function plainOf(raw: RawJson): unknown {
  if (raw instanceof RawNumber) return raw.text;
  if (isRawArray(raw)) return raw.map(plainOf);
  if (typeof raw !== 'object' || raw === null) return raw;
  return Object.fromEntries(
    Object.entries(raw).flatMap(([key, inner]) => (inner === null ? [] : [[key, plainOf(inner)]])),
  );
}

/** One text for all that says the same, whatever the order of the keys and the white space: to compare a repeat with. */
export function canonicalText(raw: RawJson): string {
  if (raw instanceof RawNumber) return raw.text;
  if (isRawArray(raw)) return `[${raw.map(canonicalText).join(',')}]`;
  if (typeof raw !== 'object' || raw === null) return JSON.stringify(raw);
  const fields = sortedEntries(raw).map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`);
  return `{${fields.join(',')}}`;
}

/** In the order of the keys' UTF-8 bytes, which is neither that of a locale nor that of UTF-16. */
export function sortedEntries(object: RawObject): [string, RawJson][] {
  return Object.entries(object).toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function isRawArray(raw: RawJson): raw is readonly RawJson[] {
  return Array.isArray(raw);
}

export function isRawObject(raw: RawJson | undefined): raw is RawObject {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !(raw instanceof RawNumber);
}
