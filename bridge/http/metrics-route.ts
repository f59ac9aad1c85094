/** `/metrics` for Prometheus, which signs in with the operator's token (`authorization` in its scrape settings). */
import type { FastifyPluginAsync } from 'fastify';
import type { Metrics } from '../metrics.ts';
import { requireOperator } from './operator-access.ts';

export function metricsRoute(metrics: Metrics, operatorToken: string): FastifyPluginAsync {
  return async (app) => {
    app.get('/metrics', { onRequest: requireOperator(operatorToken) }, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );
  };
}
