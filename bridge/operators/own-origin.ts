/** What a browser says about the page that a request comes from. No script can make it say something else. */
import type { FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../../protocol/loopback.ts';
import { ApiError } from '../platform/http/error-answer.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A request that changes something comes from a page of this very scheme, host and port, or is refused.
 * @param whenAbsent `refuse` for browsers; programs, which send none, are let through where they bring a secret along.
 */
export function requireOwnOrigin(request: FastifyRequest, whenAbsent: 'refuse' | 'accept'): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin === undefined && site === undefined && whenAbsent === 'accept') return;
  const own = `${request.protocol}://${request.host}`;
  if (origin === own && (site === undefined || site === 'same-origin')) return;
  throw new ApiError(
    403,
    'FORBIDDEN',
    `This comes from ${origin ?? 'an unknown page'}, not from ${own}. Behind a proxy, see BRIDGE_TRUSTED_PROXIES.`,
  );
}

/** Passwords and sessions do not travel in plain text; a foreign name that resolves to loopback is not loopback. */
export function requirePrivateWay(request: FastifyRequest): void {
  if (request.protocol === 'https' || isLoopbackHost(request.hostname)) return;
  throw new ApiError(403, 'FORBIDDEN', 'The floor page needs https, or to be opened on this machine itself.');
}
