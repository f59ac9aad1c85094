/**
 * What an API document says of a route beside the schemas that the route checks. Nothing of it is looked at when a request
 * comes.
 */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';

export interface RouteDocument {
  readonly tag: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** The media type of the body. */
  readonly consumes?: string;
  /** The body, where the route reads its bytes by itself. */
  readonly body?: TSchema;
  /** Names of security schemes. */
  readonly security?: readonly string[];
  readonly answers: Readonly<Record<number, RouteAnswer>>;
}

interface RouteAnswer {
  readonly description: string;
  /** null: nothing is in the body that a program should read. */
  readonly type: string | null;
  readonly schema?: TSchema;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Without it, no document names the route. */
    document?: RouteDocument;
  }
}

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;

/** For `@fastify/swagger`: what is documented of a route, and nothing where nothing is. */
export const documented: Transform = ({ schema, url, route }) => {
  const document = (route.config as FastifyRequest['routeOptions']['config'] | undefined)?.document;
  if (!document) return { schema: { ...schema, hide: true }, url };
  const { tag, operationId, summary, description, consumes, body, security, answers } = document;
  return {
    url,
    schema: {
      ...schema,
      operationId,
      summary,
      tags: [tag],
      ...(description !== undefined && { description }),
      ...(consumes !== undefined && { consumes: [consumes] }),
      ...(body !== undefined && { body }),
      security: (security ?? []).map((name) => ({ [name]: [] })),
      response: Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)]),
      ),
    },
  };
};

function answerOf({ description, type, schema }: RouteAnswer): object {
  if (type === null) return { description, type: 'null' };
  return { description, content: { [type]: { schema: schema ?? { type: 'string' } } } };
}
