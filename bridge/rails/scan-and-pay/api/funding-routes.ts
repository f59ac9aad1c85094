/** The Funding API, for the TPAS. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { onRequestAsyncHookHandler } from 'fastify';
import { Type } from 'typebox';
import type { FundingRequests } from '../../../money/funding-requests.ts';
import { CancelRequest, FundingAnswer, FundingId, FundingRequest } from '../../../money/funding.ts';
import { annotated } from '../../../platform/http/annotated.ts';
import { ApiError, errorAnswer, READ_ERRORS, WRITE_ERRORS } from '../../../platform/http/error-answer.ts';
import { logRefusedFundings } from './refused-fundings.ts';

const FundingParams = Type.Object({ fundingId: FundingId }, { additionalProperties: false });

const FUNDING = { fundingId: '7d1f0a52-2c7e-4f0f-9a55-0c1e6a1b2c3d', amount: '20.00', currency: 'USD' };
const REQUEST: FundingRequest = {
  ...FUNDING,
  asset: 'EGM-Floor1-042',
  merchantId: '123456789',
  ubai: 'f3b0c442-98fc-1c14-9afb',
  gameName: 'Blackjack Video',
};
const CANCEL: CancelRequest = {
  reason: 'PLAYER_CANCELLED',
  asset: REQUEST.asset,
  merchantId: REQUEST.merchantId,
  amount: REQUEST.amount,
  currency: REQUEST.currency,
};
const CREDITED: FundingAnswer = { ...FUNDING, status: 'CREDITED', creditedAmount: '20.00' };
const UNCONFIRMED: FundingAnswer = { ...FUNDING, status: 'UNCONFIRMED' };
const LIMIT_REACHED: FundingAnswer = {
  ...FUNDING,
  status: 'DECLINED',
  error: {
    code: 'LIMIT_REACHED',
    message: 'The daily limit of this account is reached.',
    limit: { limit: '1000.00', used: '990.00', remaining: '10.00', resetsAt: '2026-05-02T13:00:00.000Z' },
  },
};
const REFUSED: FundingAnswer = {
  ...FUNDING,
  status: 'FAILED',
  error: { code: 'MACHINE_NOT_PLAYABLE', message: 'The machine cannot be played right now.' },
};
const CANCELLED: FundingAnswer = {
  ...FUNDING,
  status: 'DECLINED',
  error: { code: 'CANCELLED', message: 'The player cancelled.' },
};

const answer = (description: string, ...examples: FundingAnswer[]) =>
  annotated(FundingAnswer, { description, examples });

const CONFLICT = errorAnswer(
  'CONFLICT: this funding id was used for a different funding. Nothing was changed.',
  'CONFLICT',
  'This funding id was used for a different funding.',
);

/** What the routes ask for. */
export type FundingPorts = Pick<FundingRequests, 'submit' | 'read' | 'cancel'>;

export function fundingRoutes(
  fundingRequests: FundingPorts,
  admit: onRequestAsyncHookHandler,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', admit);
    logRefusedFundings(app);

    app.post(
      '/v1/fundings',
      {
        schema: {
          operationId: 'createFunding',
          summary: 'Credit a machine',
          description:
            'Idempotent by `fundingId`: the same body gets the same answer for ever. Answers within the funding window.',
          tags: ['Funding'],
          security: [{ token: [] }],
          body: annotated(FundingRequest, { examples: [REQUEST] }),
          response: {
            200: answer('CREDITED: on the meter. `creditedAmount` is what the cabinet confirmed.', CREDITED),
            202: answer(
              'UNCONFIRMED: the cabinet has not answered in time. Neither capture nor void: ask by GET until it is settled.',
              UNCONFIRMED,
            ),
            422: answer(
              'DECLINED (before any order) or FAILED (after one): certain that no credit followed and none can.',
              LIMIT_REACHED,
              REFUSED,
            ),
            409: CONFLICT,
            ...WRITE_ERRORS,
          },
        },
      },
      async (request, reply) => {
        const funding = await fundingRequests.submit(request.body);
        return reply.code(STATUS_CODE[funding.status]).send(funding);
      },
    );

    app.get(
      '/v1/fundings/:fundingId',
      {
        schema: {
          operationId: 'readFunding',
          summary: 'What became of a funding',
          tags: ['Funding'],
          security: [{ token: [] }],
          params: FundingParams,
          response: {
            200: answer('The funding as it stands now.', CREDITED, UNCONFIRMED, LIMIT_REACHED, REFUSED),
            404: errorAnswer(
              'NOT_FOUND: no funding was received under this id.',
              'NOT_FOUND',
              'No funding was received under this id.',
            ),
            ...READ_ERRORS,
          },
        },
      },
      async (request) => {
        const funding = await fundingRequests.read(request.params.fundingId);
        if (funding) return funding;
        throw new ApiError(404, 'NOT_FOUND', 'No funding was received under this id.');
      },
    );

    app.post(
      '/v1/fundings/:fundingId/cancel',
      {
        schema: {
          operationId: 'cancelFunding',
          summary: 'Make sure that a funding that has not left for the machine never will',
          description:
            'Also for a funding that was never sent: the id is kept, so that a late request with it is DECLINED. A ' +
            'funding that has left is not stopped any more; the answer is how it stands.',
          tags: ['Funding'],
          security: [{ token: [] }],
          params: FundingParams,
          body: annotated(CancelRequest, { examples: [CANCEL] }),
          response: {
            200: answer('The funding as it stands now.', CANCELLED, UNCONFIRMED, CREDITED),
            409: CONFLICT,
            ...WRITE_ERRORS,
          },
        },
      },
      async (request) => fundingRequests.cancel(request.params.fundingId, request.body),
    );
  };
}

const STATUS_CODE = { CREDITED: 200, UNCONFIRMED: 202, DECLINED: 422, FAILED: 422 } as const;
