/** The APIs that the TPAS uses, with their document at `/docs`. */
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FundingDesk } from '../funding/desk.ts';
import { CancelRequest, FundingAnswer, FundingRequest, LimitDetail } from '../funding/funding.ts';
import { LimitAnswer, LimitRequest } from '../limits/limit.ts';
import { ErrorAnswer } from './error-answer.ts';
import type { PlayerLimits } from '../limits/player-limits.ts';
import type { AllowList } from './allow-list.ts';
import type { AccessTokens } from './access-tokens.ts';
import { API_DOCUMENT } from './api-document.ts';
import { fundingRoutes } from './funding-routes.ts';
import { nameSchemas } from './named-schemas.ts';
import { limitRoutes } from './limit-routes.ts';
import type { HttpServer } from './server.ts';
import { tokenRoute } from './token-route.ts';

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
  readonly desk: FundingDesk;
  readonly limits: PlayerLimits;
  readonly tokens: AccessTokens;
  readonly currency: string;
  readonly allowList: AllowList;
  /** Requests per second from one address, on this process. */
  readonly ratePerS: number;
}

export async function registerApi(
  app: HttpServer,
  { desk, limits, tokens, currency, allowList, ratePerS }: ApiPorts,
): Promise<void> {
  await app.register(swagger, {
    openapi: API_DOCUMENT,
    hideUntagged: true,
    convertConstToEnum: false,
    transformObject: (document) =>
      nameSchemas('openapiObject' in document ? document.openapiObject : {}, NAMED),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  await app.register(async (api) => {
    api.addHook('onRequest', allowList.hook());
    await api.register(rateLimit, { max: ratePerS, timeWindow: 1_000 });
    await api.register(tokenRoute(tokens));
    await api.register(fundingRoutes(desk, tokens));
    await api.register(limitRoutes(limits, tokens, currency));
  });
}
