/** The Funding API, for the TPAS. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { FundingDesk } from '../funding/desk.ts';
import { CancelRequest, ErrorAnswer, FundingAnswer, FundingId, FundingRequest } from '../funding/funding.ts';
import type { AccessTokens } from './access-tokens.ts';
import { bearerOf } from './bearer.ts';

const FundingParams = Type.Object({ fundingId: FundingId }, { additionalProperties: false });

const errors = { 400: ErrorAnswer, 401: ErrorAnswer, 409: ErrorAnswer, 503: ErrorAnswer };

export function fundingRoutes(desk: FundingDesk, tokens: AccessTokens): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      const token = bearerOf(request.headers.authorization);
      if (token !== null && (await tokens.verify(token)) !== null) return;
      reply.header('www-authenticate', 'Bearer realm="topper-bridge"');
      await reply
        .code(401)
        .send({ error: { code: 'MALFORMED', message: 'A valid access token is needed.' } });
    });

    app.post(
      '/v1/fundings',
      {
        schema: {
          summary: 'Credit a machine',
          tags: ['Funding'],
          body: FundingRequest,
          response: { 200: FundingAnswer, 202: FundingAnswer, 422: FundingAnswer, ...errors },
        },
      },
      async (request, reply) => {
        const answer = await desk.submit(request.body);
        return reply.code(STATUS_CODE[answer.status]).send(answer);
      },
    );

    app.get(
      '/v1/fundings/:fundingId',
      {
        schema: {
          summary: 'What became of a funding',
          tags: ['Funding'],
          params: FundingParams,
          response: { 200: FundingAnswer, 404: ErrorAnswer, ...errors },
        },
      },
      async (request, reply) => {
        const answer = await desk.read(request.params.fundingId);
        if (answer) return reply.send(answer);
        return reply
          .code(404)
          .send({ error: { code: 'MALFORMED', message: 'No funding was received under this id.' } });
      },
    );

    app.post(
      '/v1/fundings/:fundingId/cancel',
      {
        schema: {
          summary: 'Make sure that a funding that has not left for the machine never will',
          tags: ['Funding'],
          params: FundingParams,
          body: CancelRequest,
          response: { 200: FundingAnswer, ...errors },
        },
      },
      async (request, reply) => reply.send(await desk.cancel(request.params.fundingId, request.body)),
    );
  };
}

const STATUS_CODE = { CREDITED: 200, UNCONFIRMED: 202, DECLINED: 422, FAILED: 422 } as const;
