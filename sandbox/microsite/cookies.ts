/** What the phone keeps for the microsite: its language, and the visit it is at. */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MICROSITE_PATH } from './visit-path.ts';

type CookieName = 'language' | 'visit';

/** A visit is over long before that; a language lasts. */
const MAX_AGE_S = { language: 365 * 86_400, visit: 86_400 } as const;

export function readCookie(request: FastifyRequest, name: CookieName): string | null {
  return parseCookie(request.headers.cookie ?? '')[name] ?? null;
}

export function keepCookie(reply: FastifyReply, name: CookieName, value: string): void {
  const secure = reply.request.protocol === 'https';
  const attributes = { path: MICROSITE_PATH, httpOnly: true, sameSite: 'lax', secure } as const;
  void reply.header(
    'set-cookie',
    stringifySetCookie({ name, value, maxAge: MAX_AGE_S[name], ...attributes }),
  );
}
