/** The sandbox's own door for JSON: it shares nothing with what it tests but the meaning of money. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** Not JSON, or not of the schema. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/** Compiles the schema once; the returned function throws {@link JsonError}. */
export function jsonReader<S extends TSchema>(schema: S): (text: string) => Static<S> {
  const validator = Compile(schema);
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new JsonError('not JSON', { cause });
    }
    if (validator.Check(value)) return value;
    const first = validator.Errors(value)[0];
    throw new JsonError(`not of the schema: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  };
}
