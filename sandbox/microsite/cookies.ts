/** What the phone keeps for the microsite: its language, and the visit it is at. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MICROSITE_PATH } from './visit-path.ts';

type CookieName = 'language' | 'visit';

/** A visit is over long before that; a language lasts. */
const MAX_AGE_S = { language: 365 * 86_400, visit: 86_400 } as const;

export function readCookie(request: FastifyRequest, name: CookieName): string | null {
  const match = new RegExp(`(?:^|; *)${name}=([A-Za-z0-9_-]+)`).exec(request.headers.cookie ?? '');
  return match?.[1] ?? null;
}

/** @param value of letters, digits, `-` and `_` only. */
export function keepCookie(reply: FastifyReply, name: CookieName, value: string): void {
  const secure = reply.request.protocol === 'https' ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${name}=${value}; Path=${MICROSITE_PATH}; Max-Age=${MAX_AGE_S[name]}; HttpOnly; SameSite=Lax${secure}`,
  );
}
