/**
 * `/healthz`: the process lives. `/readyz`: it can do its work, which needs the ledger, and to hear at once what the
 * other processes tell. Both answer soon, also while the database does not.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../postgres/database.ts';
import type { Notices } from '../postgres/notices.ts';

interface Ports {
  readonly database: Database;
  readonly notices: Pick<Notices, 'listening'>;
  readonly isDraining: () => boolean;
}

/** A ledger that takes longer for an empty statement is away. */
const LEDGER_WITHIN_MS = 2_000;

export function healthRoutes({ database, notices, isDraining }: Ports): FastifyPluginAsync {
  return async (app) => {
    app.get('/healthz', async () => ({ status: 'ok' }));
    app.get('/readyz', async (request, reply) => {
      if (isDraining()) return reply.code(503).send({ status: 'draining' });
      try {
        await inTime(database.ping());
      } catch (error) {
        request.log.warn({ err: error }, 'not ready: ledger away');
        return reply.code(503).send({ status: 'ledger away' });
      }
      if (!notices.listening) return reply.code(503).send({ status: 'not listening' });
      return { status: 'ready' };
    });
  };
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  const late = new AbortController();
  const timeout = delay(LEDGER_WITHIN_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error(`no answer of the database within ${LEDGER_WITHIN_MS} ms`);
  });
  try {
    await Promise.race([answer, timeout]);
  } finally {
    late.abort();
    timeout.catch(() => undefined);
  }
}
