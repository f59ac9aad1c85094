/** Who may call the APIs: a bearer of an access token that this bridge, or another on the same ledger, has issued. */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { AccessTokens } from './access-tokens.ts';
import { bearerOf } from './bearer.ts';
import { ApiError } from './error-answer.ts';

const clients = new WeakMap<FastifyRequest, string>();

export function requireAccessToken(tokens: AccessTokens): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const token = bearerOf(request.headers.authorization);
    const client = token === null ? null : await tokens.verify(token);
    if (client === null) {
      reply.header('www-authenticate', 'Bearer realm="topper-bridge"');
      throw new ApiError(401, 'UNAUTHORIZED', 'A valid access token is needed.');
    }
    clients.set(request, client);
  };
}

/** The client that {@link requireAccessToken} let in. */
export function clientOf(request: FastifyRequest): string {
  const client = clients.get(request);
  if (client === undefined) throw new Error('a route without an access token asks for its client');
  return client;
}
