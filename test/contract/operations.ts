/** The operations of docs/api/openapi.json, as a caller who has nothing but that file sees them. */
import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

type JsonObject = Record<string, unknown>;

export interface Operation {
  readonly name: string;
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  /** The request's body and its documented example; null for an operation without a body. */
  readonly body: { readonly example: JsonObject; readonly isValid: (body: unknown) => boolean } | null;
  /** Whether the document says that this may be answered. */
  readonly documents: (status: number, answer: unknown) => boolean;
}

const document = JSON.parse(
  readFileSync(new URL('../../docs/api/openapi.json', import.meta.url), 'utf8'),
) as JsonObject;

/** Every operation that takes an access token. */
export const OPERATIONS: readonly Operation[] = Object.entries(document['paths'] as JsonObject)
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).map(([method, operation]) =>
      readOperation(method.toUpperCase(), path, operation as JsonObject),
    ),
  );

/** Whether it is an error in the shape that all of them have. */
export function isError(answer: unknown): boolean {
  return validator({ $ref: '#/components/schemas/ErrorAnswer' })(answer);
}

/** The values that the document allows at a place in one of its named schemas. */
export function documentedCodes(schema: string): string[] {
  const error = at(
    resolve(document),
    'components',
    'schemas',
    schema,
    'properties',
    'error',
    'properties',
    'code',
  );
  return (error as { enum: string[] }).enum;
}

function readOperation(method: string, path: string, operation: JsonObject): Operation {
  const media = at(operation, 'requestBody', 'content', 'application/json') as JsonObject | undefined;
  const responses = operation['responses'] as JsonObject;
  return {
    name: String(operation['operationId']),
    method,
    path,
    body: media ? { example: media['example'] as JsonObject, isValid: validator(media['schema']) } : null,
    documents(status, answer) {
      const schema = at(responses, String(status), 'content', 'application/json', 'schema');
      return schema !== undefined && validator(schema)(answer);
    },
  };
}

function validator(schema: unknown): (value: unknown) => boolean {
  const compiled = Compile(resolve(schema) as TSchema);
  return (value) => compiled.Check(value);
}

/** The document with every reference replaced by what it refers to. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const reference = (value as JsonObject)['$ref'];
  if (typeof reference === 'string') return resolve(at(document, ...reference.slice(2).split('/')));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((part, key) => (part as JsonObject | undefined)?.[key], value);
}
