/** A real OpenID provider, by the certified package, in which everybody may sign in under any name with any password. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';

export const PROVIDER_CLIENT = { id: 'topper-bridge', secret: 'secret-of-the-bridge-at-the-provider' };

interface Options {
  readonly port: number;
  readonly redirectUrls: readonly string[];
  /** Whether the ID token itself says who it is, as many providers have it, or only userinfo does. */
  readonly claimsInIdToken: boolean;
}

export class TestIdentityProvider {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Another site than `127.0.0.1`, to a browser. */
  static issuer(port: number): string {
    return `http://localhost:${port}`;
  }

  static async start({ port, redirectUrls, claimsInIdToken }: Options): Promise<TestIdentityProvider> {
    const provider = new Provider(TestIdentityProvider.issuer(port), {
      clients: [
        {
          client_id: PROVIDER_CLIENT.id,
          client_secret: PROVIDER_CLIENT.secret,
          redirect_uris: [...redirectUrls],
        },
      ],
      claims: { profile: ['preferred_username'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: !claimsInIdToken,
      pkce: { required: () => true },
      cookies: { keys: ['cookies of the provider'] },
      findAccount: (_context, name) => ({
        accountId: name,
        claims: () => ({
          sub: name,
          preferred_username: name,
          email: name.replace(/^unverified-/, ''),
          email_verified: !name.startsWith('unverified-'),
        }),
      }),
    });
    const answer = provider.callback();
    const server = createServer((request, response) => void answer(request, response)).listen(
      port,
      'localhost',
    );
    await once(server, 'listening');
    return new TestIdentityProvider(server);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
