/**
 * The door for JSON from outside: text in, a value of the schema out, or a {@link DecodeError} [checked-at-the-door].
 */
import type { Static, TSchema } from 'typebox';
import { compiled } from './compiled.ts';
import { hasStorableTexts } from './storable-text.ts';
import { parseStrictJsonText, StrictJsonError } from './strict-json.ts';

export type DecodeErrorCode = 'TOO_LARGE' | 'NOT_JSON' | 'NOT_OF_SCHEMA';

export class DecodeError extends Error {
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DecodeError';
    this.code = code;
  }
}

/** Compiles the schema once, when a text comes; the returned function throws {@link DecodeError} and never returns a half-checked value. */
export function jsonDecoder<S extends TSchema>(schema: S, maxBytes: number): (text: string) => Static<S> {
  const validator = compiled(schema);
  return (text) => {
    if (Buffer.byteLength(text) > maxBytes) {
      throw new DecodeError('TOO_LARGE', `message of more than ${maxBytes} bytes`);
    }
    let value: unknown;
    try {
      value = parseStrictJsonText(text);
    } catch (cause) {
      if (!(cause instanceof StrictJsonError)) throw cause;
      throw new DecodeError('NOT_JSON', cause.message, { cause });
    }
    if (!hasStorableTexts(value)) {
      throw new DecodeError(
        'NOT_OF_SCHEMA',
        'message with a NUL character or half a surrogate pair in a text',
      );
    }
    if (validator().Check(value)) return value;
    const first = validator().Errors(value)[0];
    throw new DecodeError(
      'NOT_OF_SCHEMA',
      `message is not of the schema: ${first?.instancePath ?? ''} ${first?.message ?? ''}`,
    );
  };
}
