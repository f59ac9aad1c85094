/** Sign-in through the identity provider: away to it, and back. Accounts and roles are the bridge's own all the same. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RefusedLogins } from '../../platform/http/refused-logins.ts';
import { ProviderError, type IdentityProvider } from '../identity/provider.ts';
import { CALLBACK_PATH } from '../identity/provider-settings.ts';
import { beginFlow, endFlow } from './provider-flow.ts';
import { notSignedInPage, signedInPage } from './provider-pages.ts';
import { sendPage } from './send-page.ts';
import type { FloorSessions } from './session.ts';

interface Ports {
  readonly sessions: FloorSessions;
  readonly logins: RefusedLogins;
}

export const BEGIN_PATH = '/floor/oidc';

export function providerRoutes(
  app: Pick<FastifyInstance, 'get'>,
  provider: IdentityProvider,
  { sessions, logins }: Ports,
): void {
  const refused = (request: FastifyRequest, principal: string) =>
    logins.tell({ door: 'openid', principal, address: request.ip });

  app.get(BEGIN_PATH, async (request, reply) => {
    // The browser comes back to that address, and has its cookie for this one.
    if (`${request.protocol}://${request.host}` !== provider.origin)
      return sendPage(
        reply.code(403),
        notSignedInPage(`Sign-in through ${provider.host} works at ${provider.origin}/floor only.`),
      );
    try {
      const url = await provider.authorizationUrl(beginFlow(request, reply));
      return await reply.redirect(url.href, 303);
    } catch (error) {
      return failed(request, reply, provider, error);
    }
  });

  app.get(CALLBACK_PATH, async (request, reply) => {
    const { state } = request.query as { state?: unknown };
    const flow = endFlow(request, reply, state);
    if (!flow) {
      refused(request, '');
      return sendPage(
        reply.code(403),
        notSignedInPage('This browser has not begun this sign-in, or it took longer than ten minutes.'),
      );
    }
    try {
      const { search } = new URL(request.url, provider.origin);
      const { name, subject } = await provider.prove(search, flow);
      if (name !== null && (await sessions.admit(request, reply, name, { issuer: provider.host, subject }))) {
        const told = { event: 'operator', operator: name, action: `GET ${CALLBACK_PATH}`, status: 200 };
        request.log.info(told, 'operator has acted');
        // Not a redirect: to the browser that would still come from the provider, and the session's cookie stays away.
        return await sendPage(reply.header('refresh', '0; url=/floor'), signedInPage(name));
      }
      refused(request, name ?? subject);
      return await sendPage(reply.code(403), notSignedInPage(withoutAccount(provider.host, name)));
    } catch (error) {
      if (error instanceof ProviderError && error.code === 'NOT_PROVEN') refused(request, '');
      return failed(request, reply, provider, error);
    }
  });
}

function withoutAccount(host: string, name: string | null): string {
  return name === null
    ? `${host} knows you, but not by a name that an account here can have.`
    : `${host} knows you as ${name}, but there is no such account here, or it is disabled. Ask who administers the bridge.`;
}

const PROBLEMS: Readonly<Record<ProviderError['code'], { status: number; sentence: string }>> = {
  DENIED: { status: 403, sentence: 'did not sign you in.' },
  NOT_PROVEN: { status: 403, sentence: 'did not confirm this sign-in. Begin again.' },
  UNREACHABLE: {
    status: 503,
    sentence: 'cannot be used now. A name and password of the bridge still work.',
  },
};

/** The exact reason goes to the log only: anybody may have written it. */
function failed(
  request: FastifyRequest,
  reply: FastifyReply,
  { host }: IdentityProvider,
  error: unknown,
): FastifyReply {
  if (!(error instanceof ProviderError)) throw error;
  request.log.warn(
    { provider: host, code: error.code, reason: error.message.slice(0, 200) },
    'no sign-in through the identity provider',
  );
  const { status, sentence } = PROBLEMS[error.code];
  return sendPage(reply.code(status), notSignedInPage(`${host} ${sentence}`));
}
