/**
 * One line in the log for everything that an operator does; looking is not doing. What was typed in stays out
 * [secrets-kept].
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** @param nameOf whoever was let in with this request, or by it; null: nobody. */
export function logOperators(
  app: Pick<FastifyInstance, 'addHook'>,
  nameOf: (request: FastifyRequest, reply: FastifyReply) => string | null,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, params } = request;
    if (method === 'GET' || method === 'HEAD') return;
    const operator = nameOf(request, reply);
    if (operator === null) return;
    const action = `${method} ${routeOptions.url ?? ''}`;
    const about = params as { asset?: string; fundingId?: string };
    request.log.info(
      {
        event: 'operator',
        operator,
        action,
        asset: about.asset,
        fundingId: about.fundingId,
        status: reply.statusCode,
      },
      'operator has acted',
    );
  });
}
