/** The Daily Limits API, for the TPAS: limits per UBAI. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { onRequestAsyncHookHandler } from 'fastify';
import { Type } from 'typebox';
import { toDecimal } from '../../../../protocol/money.ts';
import { Ubai } from '../../../money/funding.ts';
import { limitDetail } from '../../../money/limit-detail.ts';
import {
  LimitAnswer,
  LimitCheckAnswer,
  LimitCheckRequest,
  LimitHistoryAnswer,
  LimitRemoval,
  LimitRequest,
} from './limit.ts';
import type { ChangeResult, LimitState, PlayerLimits } from '../../../protection/player-limits.ts';
import { annotated } from '../../../platform/http/annotated.ts';
import { clientOf } from './api-access.ts';
import { parseAmount } from '../../../platform/http/parse-amount.ts';
import {
  ApiError,
  CHANGE_ERRORS,
  errorAnswer,
  READ_ERRORS,
  WRITE_ERRORS,
} from '../../../platform/http/error-answer.ts';

const LONGEST_HISTORY = 200;
const UbaiParams = Type.Object({ ubai: Ubai }, { additionalProperties: false });

const EXAMPLE: LimitAnswer = {
  ubai: 'f3b0c442-98fc-1c14-9afb',
  currency: 'USD',
  ceiling: '1000.00',
  ownLimit: '300.00',
  pending: { ownLimit: '500.00', effectiveAt: '2026-05-02T19:04:05.000Z' },
  today: { limit: '300.00', used: '120.00', remaining: '180.00', resetsAt: '2026-05-02T13:00:00.000Z' },
};
const Answer = annotated(LimitAnswer, { description: 'The limit as it stands.', examples: [EXAMPLE] });

const REMOVE_ERRORS = {
  409: errorAnswer(
    'COOLING_OFF: a raise was asked for less than a cooling-off period ago; `retryAt` tells when the next may be.',
    'COOLING_OFF',
    'A raise was asked for less than a cooling-off period ago.',
  ),
};
const Change = annotated(LimitRequest, {
  examples: [{ limit: '300.00', currency: 'USD', requestedBy: 'PLAYER' }],
});
const SET_ERRORS = {
  ...REMOVE_ERRORS,
  422: errorAnswer(
    'ABOVE_CEILING: more than the jurisdiction allows. CURRENCY_MISMATCH: not the currency of this property.',
    'ABOVE_CEILING',
    'The limit is above the ceiling of 1000.00.',
  ),
};
const NOT_FOUND = errorAnswer(
  'NOT_FOUND: this UBAI has no limit of its own.',
  'NOT_FOUND',
  'There is no own limit.',
);

/** What the routes ask for. */
export type LimitPorts = Pick<PlayerLimits, 'knows' | 'read' | 'change' | 'history'>;

export function limitRoutes(
  limits: LimitPorts,
  admit: onRequestAsyncHookHandler,
  currency: string,
): FastifyPluginAsyncTypebox {
  const parse = (decimal: string, of: string) => {
    if (of === currency) return parseAmount(decimal, currency);
    throw new ApiError(422, 'CURRENCY_MISMATCH', `This property plays in ${currency}.`);
  };
  return async (app) => {
    app.addHook('onRequest', admit);

    app.get(
      '/v1/limits/:ubai',
      {
        schema: {
          operationId: 'readLimit',
          summary: 'The daily limit of a UBAI, and what is left of it today',
          tags: ['Daily Limits'],
          security: [{ token: [] }],
          params: UbaiParams,
          response: { 200: Answer, ...READ_ERRORS },
        },
      },
      async ({ params }) => answerFor(params.ubai, await limits.read(params.ubai)),
    );

    app.put(
      '/v1/limits/:ubai',
      {
        schema: {
          operationId: 'setLimit',
          summary: "Set the player's own limit",
          description:
            'A lowering takes effect at once, a raise after the cooling-off period and at most once in it. The same ' +
            'limit again changes nothing and gets the same answer, so a request whose answer was lost can be repeated.',
          tags: ['Daily Limits'],
          security: [{ token: [] }],
          params: UbaiParams,
          body: Change,
          response: { 200: Answer, ...WRITE_ERRORS, ...SET_ERRORS },
        },
      },
      async (request) => {
        const { params, body } = request;
        const by = { client: clientOf(request), requestedBy: body.requestedBy, mustExist: false };
        return changed(
          params.ubai,
          await limits.change(params.ubai, parse(body.limit, body.currency).minor, by),
        );
      },
    );

    app.patch(
      '/v1/limits/:ubai',
      {
        schema: {
          operationId: 'changeLimit',
          summary: "Change the player's own limit; there must be one",
          tags: ['Daily Limits'],
          security: [{ token: [] }],
          params: UbaiParams,
          body: Change,
          response: { 200: Answer, ...WRITE_ERRORS, ...SET_ERRORS, 404: NOT_FOUND },
        },
      },
      async (request) => {
        const { params, body } = request;
        const by = { client: clientOf(request), requestedBy: body.requestedBy, mustExist: true };
        return changed(
          params.ubai,
          await limits.change(params.ubai, parse(body.limit, body.currency).minor, by),
        );
      },
    );

    app.delete(
      '/v1/limits/:ubai',
      {
        schema: {
          operationId: 'removeLimit',
          summary: "Remove the player's own limit",
          description: 'A raise to the ceiling, with its cooling-off period.',
          tags: ['Daily Limits'],
          security: [{ token: [] }],
          params: UbaiParams,
          querystring: LimitRemoval,
          response: { 200: Answer, ...CHANGE_ERRORS, ...REMOVE_ERRORS, 404: NOT_FOUND },
        },
      },
      async (request) => {
        const { params, query } = request;
        const by = { client: clientOf(request), requestedBy: query.requestedBy ?? 'PLAYER', mustExist: true };
        return changed(params.ubai, await limits.change(params.ubai, null, by));
      },
    );

    app.post(
      '/v1/limits/:ubai/check',
      {
        schema: {
          operationId: 'checkLimit',
          summary: 'Whether an amount would pass the limit now; reserves nothing',
          tags: ['Daily Limits'],
          security: [{ token: [] }],
          params: UbaiParams,
          body: LimitCheckRequest,
          response: { 200: LimitCheckAnswer, ...WRITE_ERRORS, 422: SET_ERRORS[422] },
        },
      },
      async ({ params, body }) => {
        const amount = parse(body.amount, body.currency);
        const { allowance } = await limits.read(params.ubai);
        const today = limitDetail(allowance);
        if (amount.minor <= allowance.remaining.minor) return { allowed: true, today };
        return { allowed: false, code: 'LIMIT_REACHED' as const, today };
      },
    );

    app.get(
      '/v1/limits/:ubai/history',
      {
        schema: {
          operationId: 'readLimitHistory',
          summary: 'Who changed the limit, when, from and to what; newest first',
          tags: ['Daily Limits'],
          security: [{ token: [] }],
          params: UbaiParams,
          response: { 200: LimitHistoryAnswer, ...READ_ERRORS },
        },
      },
      async ({ params }) => {
        const changes = await limits.history(params.ubai, LONGEST_HISTORY);
        const decimal = (minor: number | null) => (minor === null ? null : toDecimal({ minor, currency }));
        return {
          changes: changes.map(({ changedAt, effectiveAt, client, requestedBy, fromMinor, toMinor }) => ({
            changedAt: changedAt.toISOString(),
            effectiveAt: effectiveAt.toISOString(),
            client,
            requestedBy,
            from: decimal(fromMinor),
            to: decimal(toMinor),
          })),
        };
      },
    );
  };
}

function changed(ubai: string, result: ChangeResult): LimitAnswer {
  switch (result.kind) {
    case 'changed':
      return answerFor(ubai, result.state);
    case 'above-ceiling':
      throw new ApiError(
        422,
        'ABOVE_CEILING',
        `The limit is above the ceiling of ${toDecimal(result.ceiling)}.`,
      );
    case 'cooling-off':
      throw new ApiError(409, 'COOLING_OFF', 'A raise was asked for less than a cooling-off period ago.', {
        retryAt: result.until,
      });
    case 'none':
      throw new ApiError(404, 'NOT_FOUND', 'There is no own limit.');
  }
}

function answerFor(ubai: string, { ceiling, own, allowance }: LimitState): LimitAnswer {
  const { currency } = ceiling;
  const decimal = (minor: number | null) => (minor === null ? null : toDecimal({ minor, currency }));
  return {
    ubai,
    currency,
    ceiling: toDecimal(ceiling),
    ownLimit: decimal(own.minor),
    ...(own.pending && {
      pending: { ownLimit: decimal(own.pending.minor), effectiveAt: own.pending.at.toISOString() },
    }),
    today: limitDetail(allowance),
  };
}
