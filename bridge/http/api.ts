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
import { rateLimitKey, requireAccessToken } from './api-access.ts';
import type { RefusedLogins } from './refused-logins.ts';
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
  readonly logins: RefusedLogins;
  readonly currency: string;
  readonly allowList: AllowList;
  /** Requests per second of one client from one address, on this process. */
  readonly ratePerS: number;
}

export async function registerApi(
  app: HttpServer,
  { desk, limits, tokens, logins, currency, allowList, ratePerS }: ApiPorts,
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
    api.addHook('onRequest', allowList.hook());
    // After the access token was looked at: who has none is refused before, and counted with the refused logins.
    await api.register(rateLimit, {
      max: ratePerS,
      timeWindow: 1_000,
      hook: 'preParsing',
      keyGenerator: rateLimitKey,
    });
    await api.register(tokenRoute(tokens, logins));
    await api.register(fundingRoutes(desk, admit));
    await api.register(limitRoutes(limits, admit, currency));
  });
}
