/** Who may call the APIs: a bearer of an access token that this bridge, or another on the same ledger, has issued. */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { AccessTokens } from './access-tokens.ts';
import { bearerOf } from '../../../platform/bearer.ts';
import { ApiError, refuseIfTooMany } from '../../../platform/http/error-answer.ts';
import type { RefusedLogins } from '../../../platform/http/refused-logins.ts';

export type TokenCheck = Pick<AccessTokens, 'verify'>;
export type RefusedLogin = Pick<RefusedLogins, 'refused'>;

const clients = new WeakMap<FastifyRequest, string>();

export function requireAccessToken(tokens: TokenCheck, logins: RefusedLogin): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const token = bearerOf(request.headers.authorization);
    const client = token === null ? null : await tokens.verify(token);
    if (client === null) {
      // A caller without any token is not guessing one.
      if (token !== null)
        refuseIfTooMany(reply, logins.refused({ door: 'bearer', principal: '', address: request.ip }));
      reply.header('www-authenticate', 'Bearer realm="topper-bridge"');
      throw new ApiError(401, 'UNAUTHORIZED', 'A valid access token is needed.');
    }
    clients.set(request, client);
  };
}

/** Requests are counted by client and address, so that nobody uses up the requests of another. */
export function rateLimitKey(request: FastifyRequest): string {
  return JSON.stringify([clients.get(request) ?? null, request.ip]);
}

/** Whether {@link requireAccessToken} let this one in. */
export function isLetIn(request: FastifyRequest): boolean {
  return clients.has(request);
}

/** The client that {@link requireAccessToken} let in. */
export function clientOf(request: FastifyRequest): string {
  const client = clients.get(request);
  if (client === undefined) throw new Error('a route without an access token asks for its client');
  return client;
}
