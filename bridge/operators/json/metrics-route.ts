/** `/metrics` for Prometheus, which signs in with the operator's token (`authorization` in its scrape settings). */
import type { FastifyPluginAsync } from 'fastify';
import type { Metrics } from '../../platform/metrics.ts';
import { requireOperator, type OperatorAccess } from './operator-access.ts';

export function metricsRoute(metrics: Metrics, access: OperatorAccess): FastifyPluginAsync {
  return async (app) => {
    app.get('/metrics', { onRequest: requireOperator(access) }, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );
  };
}
