/** `POST /oauth2/token`: OAuth 2 client credentials (RFC 6749, 4.4) with HTTP Basic client authentication. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { AccessTokens } from './access-tokens.ts';
import { parseBasic } from './basic.ts';

const closed = { additionalProperties: false } as const;

const TokenRequest = Type.Object({
  grant_type: Type.String({ maxLength: 64 }),
  scope: Type.Optional(Type.String({ maxLength: 256 })),
});
const TokenAnswer = Type.Object(
  { access_token: Type.String(), token_type: Type.Literal('Bearer'), expires_in: Type.Integer() },
  closed,
);
const TokenError = Type.Object(
  { error: Type.Enum(['invalid_request', 'invalid_client', 'unsupported_grant_type']) },
  closed,
);

export function tokenRoute(tokens: AccessTokens): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/oauth2/token',
      {
        schema: {
          summary: 'Get an access token',
          tags: ['Authentication'],
          security: [{ client: [] }],
          consumes: ['application/x-www-form-urlencoded'],
          body: TokenRequest,
          response: { 200: TokenAnswer, 400: TokenError, 401: TokenError },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        if (request.body.grant_type !== 'client_credentials') {
          return reply.code(400).send({ error: 'unsupported_grant_type' });
        }
        const credentials = parseBasic(request.headers.authorization);
        const issued = credentials && (await tokens.issue(credentials.user, credentials.password));
        if (!issued) {
          reply.header('www-authenticate', 'Basic realm="topper-bridge"');
          return reply.code(401).send({ error: 'invalid_client' });
        }
        return reply.send({
          access_token: issued.token,
          token_type: 'Bearer',
          expires_in: issued.expiresInS,
        });
      },
    );
  };
}
