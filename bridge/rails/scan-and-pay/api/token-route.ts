/** `POST /oauth2/token`: OAuth 2 client credentials (RFC 6749, 4.4) with HTTP Basic client authentication. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError } from 'fastify';
import { Type, type Static } from 'typebox';
import type { AccessTokens } from './access-tokens.ts';
import { annotated } from '../../../platform/http/annotated.ts';
import { parseClientBasic } from '../../../platform/http/basic.ts';
import { acceptForms } from '../../../platform/http/form-body.ts';
import type { RefusedLogin } from './api-access.ts';

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
  {
    error: Type.Enum([
      'invalid_request',
      'invalid_client',
      'unsupported_grant_type',
      'slow_down',
      'temporarily_unavailable',
    ]),
  },
  closed,
);
type TokenError = Static<typeof TokenError>;

const tokenError = (description: string, error: TokenError['error']) =>
  annotated(TokenError, { description, examples: [{ error }] });

const RESPONSES = {
  200: annotated(TokenAnswer, {
    description: 'An access token for the other operations.',
    examples: [{ access_token: 'eyJhbGciOi...', token_type: 'Bearer', expires_in: 900 }],
  }),
  400: tokenError('invalid_request or unsupported_grant_type.', 'invalid_request'),
  401: tokenError('invalid_client: wrong id or secret.', 'invalid_client'),
  403: tokenError("invalid_client: the caller's address is not on the allow list.", 'invalid_client'),
  413: tokenError('invalid_request: body too large.', 'invalid_request'),
  415: tokenError('invalid_request: not a form.', 'invalid_request'),
  429: tokenError('slow_down: wait for `retry-after` seconds.', 'slow_down'),
  503: tokenError('temporarily_unavailable: try again, with back-off.', 'temporarily_unavailable'),
};

export type TokenIssue = Pick<AccessTokens, 'issue'>;

export function tokenRoute(tokens: TokenIssue, logins: RefusedLogin): FastifyPluginAsyncTypebox {
  return async (app) => {
    await acceptForms(app);
    app.removeContentTypeParser('application/json');
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const status = error.statusCode ?? 503;
      if (status >= 500) request.log.error({ err: error }, 'access token not issued');
      return reply.code(status >= 500 ? 503 : status).send({ error: errorFor(status) });
    });

    app.post(
      '/oauth2/token',
      {
        // Only wrong secrets are counted: others at the same address must not use up the requests of the client.
        config: { rateLimit: false },
        schema: {
          operationId: 'createAccessToken',
          summary: 'Get an access token',
          tags: ['Authentication'],
          security: [{ client: [] }],
          consumes: ['application/x-www-form-urlencoded'],
          body: TokenRequest,
          response: RESPONSES,
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        if (request.body.grant_type !== 'client_credentials') {
          return reply.code(400).send({ error: 'unsupported_grant_type' });
        }
        const credentials = parseClientBasic(request.headers.authorization);
        const issued = credentials && (await tokens.issue(credentials.user, credentials.password));
        if (!issued) {
          const waitS = credentials
            ? logins.refused({ door: 'client', principal: credentials.user, address: request.ip })
            : 0;
          if (waitS > 0) return reply.code(429).header('retry-after', waitS).send({ error: 'slow_down' });
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

/** The codes of RFC 6749, section 5.2, and of RFC 8628 for a client that asks too often. */
function errorFor(status: number): TokenError['error'] {
  if (status === 401 || status === 403) return 'invalid_client';
  if (status === 429) return 'slow_down';
  return status >= 500 ? 'temporarily_unavailable' : 'invalid_request';
}
