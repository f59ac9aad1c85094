/** Access tokens of the TPAS (OAuth 2 client credentials): short-lived, good on every bridge process. */
import { sameText } from '../../../platform/http/same-text.ts';
import type { TokenKeys } from './token-keys.ts';

const AUDIENCE = 'topper-funding-api';

export interface ApiClient {
  readonly clientId: string;
  /** Each of them is valid: while a secret is rotated, the old one still is. */
  readonly clientSecrets: readonly string[];
}

export class AccessTokens {
  readonly #keys: TokenKeys;
  readonly #client: ApiClient;
  readonly #lifetimeS: number;

  constructor(keys: TokenKeys, client: ApiClient, lifetimeS: number) {
    this.#keys = keys;
    this.#client = client;
    this.#lifetimeS = lifetimeS;
  }

  /** @returns null when id or secret is wrong. */
  async issue(clientId: string, clientSecret: string): Promise<{ token: string; expiresInS: number } | null> {
    const known = sameText(clientId, this.#client.clientId);
    const good = this.#client.clientSecrets.filter((secret) => sameText(clientSecret, secret));
    if (!known || good.length === 0) return null;
    return { token: await this.#keys.sign(AUDIENCE, clientId, this.#lifetimeS), expiresInS: this.#lifetimeS };
  }

  /** @returns the client the token was issued to, or null when the token is not good. */
  async verify(token: string): Promise<string | null> {
    return this.#keys.verify(AUDIENCE, token);
  }
}
