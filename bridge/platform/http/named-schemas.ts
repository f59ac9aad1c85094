/** Gives the schemas that come again and again a name in the API document: pure. */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** @returns the document with every occurrence of a named schema replaced by a reference into `components`. */
export function nameSchemas(document: unknown, named: Readonly<Record<string, unknown>>): JsonObject {
  // The larger first, so that a schema is not hidden by what it contains.
  const schemas = Object.entries(named)
    .map(([name, schema]) => ({ name, schema: plain(schema), text: JSON.stringify(plain(schema)) }))
    .sort((a, b) => b.text.length - a.text.length);
  const byText = new Map(schemas.map(({ name, text }) => [text, name]));
  const whole = describedOnce(plain(document)) as JsonObject;
  const components = schemas.map(({ name, schema }) => [
    name,
    inside(schema, (value) => replace(value, byText)),
  ]);
  const replaced = replace(whole, byText) as JsonObject;
  return {
    ...replaced,
    components: {
      ...(replaced['components'] as JsonObject),
      schemas: Object.fromEntries(components) as JsonObject,
    },
  };
}

function replace(value: Json, byText: ReadonlyMap<string, string>): Json {
  if (typeof value !== 'object' || value === null) return value;
  const name = byText.get(JSON.stringify(value));
  return name === undefined
    ? inside(value, (part) => replace(part, byText))
    : { $ref: `#/components/schemas/${name}` };
}

function inside(value: Json, change: (part: Json) => Json): Json {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]));
}

/** A media type's schema keeps what is checked; its description belongs to this one use of it, and stands there. */
function describedOnce(value: Json): Json {
  const changed = inside(value, describedOnce);
  if (!isMediaType(changed)) return changed;
  const { description: _, ...schema } = changed['schema'] as JsonObject;
  return { ...changed, schema };
}

function isMediaType(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && 'schema' in value && !('in' in value);
}

function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
