/** `/healthz`: the process lives. `/readyz`: it can do its work, which needs the ledger. */
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../postgres/database.ts';

export function healthRoutes(database: Database, isDraining: () => boolean): FastifyPluginAsync {
  return async (app) => {
    app.get('/healthz', async () => ({ status: 'ok' }));
    app.get('/readyz', async (request, reply) => {
      if (isDraining()) return reply.code(503).send({ status: 'draining' });
      try {
        await database.query('SELECT 1');
        return { status: 'ready' };
      } catch (error) {
        request.log.warn({ err: error }, 'not ready: ledger away');
        return reply.code(503).send({ status: 'ledger away' });
      }
    });
  };
}
