/** The APIs that the TPAS uses, with their document at `/docs`. */
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { CancelRequest, FundingAnswer, FundingRequest, LimitDetail } from '../../../money/funding.ts';
import { LimitAnswer, LimitRequest } from './limit.ts';
import { ErrorAnswer } from '../../../platform/http/error-answer.ts';
import type { AllowList } from '../../../platform/http/allow-list.ts';
import { API_DOCUMENT } from './api-document.ts';
import { fundingRoutes, type FundingPorts } from './funding-routes.ts';
import { answerMoneyErrors } from './money-errors.ts';
import { nameSchemas } from '../../../platform/http/named-schemas.ts';
import { limitRoutes, type LimitPorts } from './limit-routes.ts';
import { rateLimitKey, requireAccessToken, type RefusedLogin, type TokenCheck } from './api-access.ts';
import { tokenRoute, type TokenIssue } from './token-route.ts';

const NAMED = {
  FundingRequest,
  CancelRequest,
  FundingAnswer,
  LimitRequest,
  LimitAnswer,
  LimitDetail,
  ErrorAnswer,
};

export interface ApiPorts {
  readonly fundingRequests: FundingPorts;
  readonly limits: LimitPorts;
  readonly tokens: TokenCheck & TokenIssue;
  readonly logins: RefusedLogin;
  readonly currency: string;
  readonly allowList: AllowList;
  /** Requests per second of one client from one address, on this process. */
  readonly ratePerS: number;
}

export async function registerApi(
  app: Parameters<FastifyPluginAsyncTypebox>[0],
  { fundingRequests, limits, tokens, logins, currency, allowList, ratePerS }: ApiPorts,
): Promise<void> {
  await app.register(swagger, {
    openapi: API_DOCUMENT,
    hideUntagged: true,
    convertConstToEnum: false,
    transformObject: (document) =>
      nameSchemas('openapiObject' in document ? document.openapiObject : {}, NAMED),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  const admit = requireAccessToken(tokens, logins);
  await app.register(async (api) => {
    answerMoneyErrors(api);
    api.addHook('onRequest', allowList.hook());
    // After the check of the access token: a caller without one is refused there, and counted with the refused logins.
    await api.register(rateLimit, {
      max: ratePerS,
      timeWindow: 1_000,
      hook: 'preParsing',
      keyGenerator: rateLimitKey,
    });
    await api.register(tokenRoute(tokens, logins));
    await api.register(fundingRoutes(fundingRequests, admit));
    await api.register(limitRoutes(limits, admit, currency));
  });
}
