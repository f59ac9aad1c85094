/** The TPAS's access token for the Funding API: OAuth 2 client credentials, renewed before it runs out. */
import { Type } from 'typebox';
import { jsonReader } from './checked-json.ts';

const TokenAnswer = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  token_type: Type.String({ pattern: '^[Bb]earer$' }),
  expires_in: Type.Number({ minimum: 1 }),
});
const decode = jsonReader(TokenAnswer);

/** Renew this long before the end, so that no request leaves with a token that dies on the way. */
export const MARGIN_MS = 10_000;

/** The token endpoint said no: a 4xx. Anything else that goes wrong is the error of `fetch` or of the decoder. */
export class TokenRefused extends Error {
  constructor(status: number) {
    super(`the token endpoint answered ${status}`);
    this.name = 'TokenRefused';
  }
}

export class OauthToken {
  readonly #url: string;
  readonly #authorization: string;
  readonly #monotonicMs: () => number;
  #held: { token: string; renewAt: number } | null = null;

  constructor(
    client: { url: string; clientId: string; clientSecret: string },
    /** A clock that never jumps, in milliseconds. */
    monotonicMs: () => number,
  ) {
    this.#url = client.url;
    // RFC 6749 2.3.1: both are form-encoded before they are joined.
    const pair = `${encodeURIComponent(client.clientId)}:${encodeURIComponent(client.clientSecret)}`;
    this.#authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    this.#monotonicMs = monotonicMs;
  }

  /** @throws {TokenRefused}, or what `fetch` throws. */
  async get(signal: AbortSignal): Promise<string> {
    if (this.#held !== null && this.#monotonicMs() < this.#held.renewAt) return this.#held.token;
    const askedAt = this.#monotonicMs();
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { authorization: this.#authorization },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      redirect: 'error',
      signal,
    });
    const text = await response.text();
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      throw new TokenRefused(response.status);
    }
    if (response.status !== 200) throw new Error(`the token endpoint answered ${response.status}`);
    const answer = decode(text);
    this.#held = { token: answer.access_token, renewAt: askedAt + answer.expires_in * 1_000 - MARGIN_MS };
    return answer.access_token;
  }

  /** The resource server did not take it; the next {@link get} fetches another. */
  forget(): void {
    this.#held = null;
  }
}
