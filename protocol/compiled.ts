import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * The validator of a schema, compiled when it is first asked for: some milliseconds each, of which the start of a kiosk
 * would have to wait for all.
 */
export function compiled<S extends TSchema>(schema: S): () => ReturnType<typeof Compile<S>> {
  let validator: ReturnType<typeof Compile<S>> | undefined;
  return () => (validator ??= Compile(schema));
}
