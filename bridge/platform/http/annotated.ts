/** The same schema with more to say in the API document; what it accepts does not change. */
import type { TSchema, TSchemaOptions } from 'typebox';

export function annotated<Schema extends TSchema>(schema: Schema, options: TSchemaOptions): Schema {
  return { ...schema, ...options };
}
