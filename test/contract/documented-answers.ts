/** What a document of docs/api/ says that an operation may answer. */
import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

interface Content {
  readonly schema?: { readonly $ref?: string };
}
interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface DocumentedAnswers {
  /** Ascending. */
  readonly statuses: readonly number[];
  /** Where an answer is not what the document says. */
  problemsOf(answer: Response): Promise<string[]>;
}

/** @param path with `{parameters}`, as in the document. */
export function documentedAnswers(file: string, method: string, path: string): DocumentedAnswers {
  const text = readFileSync(new URL(`../../docs/api/${file}`, import.meta.url), 'utf8');
  const document = JSON.parse(text) as Document;
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
  if (!responses) throw new Error(`${file} has no ${method} ${path}`);
  return {
    statuses: Object.keys(responses)
      .map(Number)
      .toSorted((a, b) => a - b),
    async problemsOf(answer) {
      const documented = responses[String(answer.status)];
      if (!documented) return [`${answer.status} is not documented`];
      const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
      if (!documented.content) return [];
      const content = documented.content[type];
      if (!content)
        return [`${answer.status} is ${type}, and documented as ${Object.keys(documented.content).join()}`];
      if (type !== 'application/json') return [];
      const schema = inPlace(content.schema ?? {}, document.components.schemas);
      const body: unknown = await answer.clone().json();
      return Compile(schema as TSchema).Check(body) ? [] : [`${answer.status} is ${JSON.stringify(body)}`];
    },
  };
}

/** A schema with what it refers to in its place. */
function inPlace(value: unknown, schemas: Readonly<Record<string, object>>): unknown {
  if (Array.isArray(value)) return value.map((one) => inPlace(one, schemas));
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value && typeof value.$ref === 'string')
    return inPlace(schemas[value.$ref.replace('#/components/schemas/', '')], schemas);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inPlace(part, schemas)]));
}
