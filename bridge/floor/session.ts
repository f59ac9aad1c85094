/** Sessions of the floor page: a person signs in with their name and the operator's token; the name goes into the trail. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sameText } from '../http/same-text.ts';
import type { TokenKeys } from '../http/token-keys.ts';

const AUDIENCE = 'topper-floor';
const COOKIE = 'topper_floor';
const LIFETIME_S = 8 * 3_600;

export class FloorSessions {
  readonly #keys: TokenKeys;
  readonly #operatorToken: string;
  readonly #secure: boolean;

  /** @param secure whether the page is served with TLS: the cookie then never leaves without. */
  constructor(keys: TokenKeys, operatorToken: string, secure: boolean) {
    this.#keys = keys;
    this.#operatorToken = operatorToken;
    this.#secure = secure;
  }

  /** @returns false when the token is wrong. */
  async signIn(reply: FastifyReply, name: string, token: string): Promise<boolean> {
    if (!sameText(token, this.#operatorToken)) return false;
    this.#setCookie(reply, await this.#keys.sign(AUDIENCE, name, LIFETIME_S), LIFETIME_S);
    return true;
  }

  signOut(reply: FastifyReply): void {
    this.#setCookie(reply, '', 0);
  }

  /** @returns the name of who is signed in, or null. */
  async personOf(request: FastifyRequest): Promise<string | null> {
    const cookie = new RegExp(`(?:^|; *)${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
    return cookie === undefined ? null : this.#keys.verify(AUDIENCE, cookie);
  }

  #setCookie(reply: FastifyReply, value: string, maxAgeS: number): void {
    const attributes = ['Path=/floor', 'HttpOnly', 'SameSite=Strict', ...(this.#secure ? ['Secure'] : [])];
    reply.header('set-cookie', [`${COOKIE}=${value}`, `Max-Age=${maxAgeS}`, ...attributes].join('; '));
  }
}
