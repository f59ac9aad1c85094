/** The operators' JSON: what programs of the systems team and people at a command line use, at one pace for each of them. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsync } from 'fastify';
import { operatorRateKey } from './operator-access.ts';

/** @param ratePerS requests of one of them from one address. Callers not let in are counted with the refused logins. */
export function operatorJson(routes: readonly FastifyPluginAsync[], ratePerS: number): FastifyPluginAsync {
  return async (app) => {
    await app.register(rateLimit, {
      max: ratePerS,
      timeWindow: 1_000,
      hook: 'preParsing',
      keyGenerator: operatorRateKey,
    });
    for (const plugin of routes) await app.register(plugin);
  };
}
