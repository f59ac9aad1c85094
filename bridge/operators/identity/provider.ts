/**
 * The identity provider, by OpenID Connect: authorization code flow with PKCE, state and nonce. What the provider is
 * like is asked for when somebody signs in, not at the start: the bridge works without it.
 */
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  ResponseBodyError,
  type ClientAuth,
} from 'openid-client';
import type { IdentityProviderSettings, NameClaim } from './provider-settings.ts';

/** What ties an answer of the provider to the browser that asked. */
export interface FlowSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who came back, as the provider knows them. */
export interface ProvenIdentity {
  readonly subject: string;
  /** Null: the claim is missing, not verified, or can be no account's name. */
  readonly name: string | null;
}

/** `DENIED`: the provider says no. `NOT_PROVEN`: its answer does not hold. `UNREACHABLE`: there is no answer. */
export class ProviderError extends Error {
  readonly code: 'DENIED' | 'NOT_PROVEN' | 'UNREACHABLE';

  constructor(code: ProviderError['code'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ProviderError';
    this.code = code;
  }
}

export class IdentityProvider {
  /** The name under which people know the provider. */
  readonly host: string;
  /** The address of the floor page, as the provider knows it. */
  readonly origin: string;
  readonly #settings: IdentityProviderSettings;
  #known: { readonly configuration: Promise<Configuration>; readonly until: number } | null = null;

  constructor(settings: IdentityProviderSettings) {
    this.#settings = settings;
    this.host = new URL(settings.issuer).host;
    this.origin = new URL(settings.redirectUrl).origin;
  }

  /** Where the browser is sent to. @throws {ProviderError} UNREACHABLE */
  async authorizationUrl({ state, nonce, verifier }: FlowSecrets): Promise<URL> {
    const configuration = await this.#configuration();
    return buildAuthorizationUrl(configuration, {
      redirect_uri: this.#settings.redirectUrl,
      scope: SCOPES[this.#settings.claim],
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
  }

  /** @param search the query with which the browser came back. @throws {ProviderError} */
  async prove(search: string, { state, nonce, verifier }: FlowSecrets): Promise<ProvenIdentity> {
    const configuration = await this.#configuration();
    const url = new URL(this.#settings.redirectUrl);
    url.search = search;
    try {
      const tokens = await authorizationCodeGrant(configuration, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const idToken = tokens.claims();
      if (!idToken) throw new Error('there is no ID token');
      const { claim } = this.#settings;
      const askMore = idToken[claim] === undefined && configuration.serverMetadata().userinfo_endpoint;
      const claims = askMore ? await fetchUserInfo(configuration, tokens.access_token, idToken.sub) : idToken;
      return { subject: idToken.sub, name: accountName(claim, claims) };
    } catch (cause) {
      throw new ProviderError(meaningOf(cause), cause);
    }
  }

  async #configuration(): Promise<Configuration> {
    const now = performance.now();
    if (!this.#known || this.#known.until < now)
      this.#known = { configuration: this.#discover(), until: now + KNOWN_MS };
    const { configuration } = this.#known;
    try {
      return await configuration;
    } catch (cause) {
      // Only this failure: meanwhile somebody else may have asked again.
      if (this.#known?.configuration === configuration) this.#known = null;
      throw new ProviderError('UNREACHABLE', cause);
    }
  }

  async #discover(): Promise<Configuration> {
    const { clientId, clientSecret } = this.#settings;
    const issuer = new URL(this.#settings.issuer);
    // Plain http is for this machine only, which the settings have checked.
    const insecure = issuer.protocol === 'http:' ? [allowInsecureRequests] : [];
    const configuration = await discovery(
      issuer,
      clientId,
      { [clockTolerance]: CLOCKS_DIFFER_S },
      asProviderTakesIt(clientSecret),
      { execute: [...insecure, enableNonRepudiationChecks], timeout: ANSWER_S },
    );
    // The library lets providers with many tenants pass; here anybody of any tenant could then take an account's name.
    const told = configuration.serverMetadata().issuer;
    if (new URL(told).href !== issuer.href) throw new Error(`its issuer is ${told}, not ${issuer.href}`);
    return configuration;
  }
}

/** For each question to the provider: a person waits. */
const ANSWER_S = 5;
const CLOCKS_DIFFER_S = 30;
const KNOWN_MS = 3_600_000;

const SCOPES: Readonly<Record<NameClaim, string>> = {
  preferred_username: 'openid profile',
  email: 'openid email',
};

/** HTTP Basic, which every provider has to take, unless it says that it does not. */
function asProviderTakesIt(clientSecret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** Names are compared in small letters. ASCII only: among all letters, two can have the same small one. */
function accountName(claim: NameClaim, claims: Readonly<Record<string, unknown>>): string | null {
  if (claim === 'email' && claims['email_verified'] !== true) return null;
  const value = claims[claim];
  return typeof value === 'string' && /^[A-Za-z0-9._@-]{1,60}$/.test(value) ? value.toLowerCase() : null;
}

const NO_ANSWER = new Set(['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

function meaningOf(cause: unknown): ProviderError['code'] {
  if (cause instanceof AuthorizationResponseError) return 'DENIED';
  if (cause instanceof ResponseBodyError) return cause.status >= 500 ? 'UNREACHABLE' : 'NOT_PROVEN';
  if (cause instanceof ClientError) return NO_ANSWER.has(cause.code ?? '') ? 'UNREACHABLE' : 'NOT_PROVEN';
  return cause instanceof TypeError ? 'UNREACHABLE' : 'NOT_PROVEN';
}
