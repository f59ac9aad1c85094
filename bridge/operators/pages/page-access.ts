/** What stands between the network and every floor page: way, origin, session, permission, the form's own token. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../platform/http/error-answer.ts';
import { requireOwnOrigin, requirePrivateWay } from '../own-origin.ts';
import { logOperators } from '../operator-log.ts';
import { requirePermission } from '../permission.ts';
import { FORM_TOKEN } from './form.ts';
import { CALLBACK_PATH } from '../identity/provider-settings.ts';
import { BEGIN_PATH } from './provider-routes.ts';
import type { FloorSessions, Visitor } from './session.ts';

/** What a browser gets that is not signed in. */
const OPEN_PATHS = new Set(['/floor/login', '/floor/style.css', BEGIN_PATH, CALLBACK_PATH]);

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: browsers then send `Origin: null` with our own forms, and nothing could be told from it.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const visitors = new WeakMap<FastifyRequest, Visitor>();

export function admitOperators(app: Pick<FastifyInstance, 'addHook'>, sessions: FloorSessions): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    requirePrivateWay(request);
    requireOwnOrigin(request, 'refuse');
    if (OPEN_PATHS.has(request.routeOptions.url ?? '')) return;
    const visitor = await sessions.visitorOf(request);
    if (!visitor) {
      await reply.redirect('/floor/login', 303);
      return;
    }
    requirePermission(request, visitor);
    visitors.set(request, visitor);
  });

  logOperators(app, (request, reply) => visitors.get(request)?.name ?? signedInBy(request, reply));

  // Before the body is held against its schema, which does not know the token.
  app.addHook('preValidation', async (request) => {
    if (request.method !== 'POST') return;
    const body = (request.body ?? {}) as Record<string, unknown>;
    if (!sessions.isOwnForm(request, body[FORM_TOKEN]))
      throw new ApiError(
        403,
        'FORBIDDEN',
        'This form is not one that this browser was given. Open the page again.',
      );
    delete body[FORM_TOKEN];
  });
}

/** The name with which a sign-in succeeded. */
function signedInBy(request: FastifyRequest, reply: FastifyReply): string | null {
  const { name } = (request.body ?? {}) as { name?: string };
  const succeeded = request.routeOptions.url === '/floor/login' && reply.statusCode === 303;
  return succeeded && name !== undefined ? name.toLowerCase() : null;
}

/** Whoever {@link admitOperators} let in. */
export function visitorOf(request: FastifyRequest): Visitor {
  const visitor = visitors.get(request);
  if (!visitor) throw new Error('a page without a session asks for its visitor');
  return visitor;
}
