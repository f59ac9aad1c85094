/**
 * A sign-in through the identity provider, as the browser holds it: one cookie with a secret, from which state, nonce and
 * PKCE verifier follow, so that any process can finish what another began and nothing is kept here. `Lax`, because the
 * browser comes back from another site; it is good for nothing else, and is gone after one answer.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCookie, stringifySetCookie } from 'cookie';
import { sameText } from '../../platform/http/same-text.ts';
import type { FlowSecrets } from '../identity/provider.ts';

const LIFETIME_S = 600;

const nameOf = ({ protocol }: FastifyRequest) =>
  protocol === 'https' ? '__Host-topper-sign-in' : 'topper-sign-in';

export function beginFlow(request: FastifyRequest, reply: FastifyReply): FlowSecrets {
  const secret = randomBytes(32).toString('base64url');
  setCookie(request, reply, secret, LIFETIME_S);
  return secretsOf(secret);
}

/** @returns null when this browser began no sign-in that has this state; one that it began goes on then. */
export function endFlow(request: FastifyRequest, reply: FastifyReply, state: unknown): FlowSecrets | null {
  const secret = parseCookie(request.headers.cookie ?? '')[nameOf(request)];
  if (secret === undefined || secret === '' || typeof state !== 'string') return null;
  const secrets = secretsOf(secret);
  if (!sameText(state, secrets.state)) return null;
  setCookie(request, reply, '', 0);
  return secrets;
}

function secretsOf(secret: string): FlowSecrets {
  const derive = (use: string) => createHmac('sha256', secret).update(`topper ${use}`).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), verifier: derive('verifier') };
}

function setCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
  const secure = request.protocol === 'https';
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge } as const;
  reply.header('set-cookie', stringifySetCookie({ name: nameOf(request), value, ...attributes }));
}
