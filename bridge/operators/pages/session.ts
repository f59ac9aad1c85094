/**
 * The browser's side of a session: one cookie, and the token that every form carries. Another program on the same host
 * is the same site to a browser, whatever its port, so SameSite alone does not keep it out: `Origin` is checked, the
 * form's token must fit the cookie, and with TLS the cookie's name binds it to this very host (`__Host-`).
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { OperatorSessions, SignedIn } from '../../ledger/operator-sessions.ts';
import type { OperatorCredentials, Operators } from '../../ledger/operators.ts';
import { sameText } from '../../platform/http/same-text.ts';

/** Who looks at a page, and what its forms must carry. */
export interface Visitor extends SignedIn {
  /** The property's time zone, in which every time is shown. */
  readonly zone: string;
  readonly formToken: string;
}

export class FloorSessions {
  readonly #operators: Operators;
  readonly #sessions: OperatorSessions;

  readonly #zone: string;

  constructor(operators: Operators, sessions: OperatorSessions, zone: string) {
    this.#operators = operators;
    this.#sessions = sessions;
    this.#zone = zone;
  }

  /** For a person who has shown the account's password. */
  async begin(request: FastifyRequest, reply: FastifyReply, operator: OperatorCredentials): Promise<void> {
    // A new secret: nobody can have planted the one of a session.
    setCookie(request, reply, await this.#sessions.begin(operator));
  }

  /**
   * For a person who has shown in another way than by password who they are.
   * @param how for the audit trail.
   * @returns false when there is no such account, or it is disabled.
   */
  async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    how: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    const operator = await this.#operators.find(name);
    if (operator) setCookie(request, reply, await this.#sessions.begin(operator, how));
    return operator !== null;
  }

  async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const secret = cookieOf(request);
    if (secret !== null) await this.#sessions.end(secret);
    setCookie(request, reply, null);
  }

  async visitorOf(request: FastifyRequest): Promise<Visitor | null> {
    const secret = cookieOf(request);
    const signedIn = secret === null ? null : await this.#sessions.find(secret);
    return secret === null || !signedIn
      ? null
      : { ...signedIn, zone: this.#zone, formToken: tokenFor(secret) };
  }

  /** The token for a form that comes before a session: the browser gets a cookie to hold it against. */
  tokenForStranger(request: FastifyRequest, reply: FastifyReply): string {
    const secret = cookieOf(request) ?? randomBytes(32).toString('base64url');
    setCookie(request, reply, secret);
    return tokenFor(secret);
  }

  /** Whether a form that was sent is one that this very browser was given. */
  isOwnForm(request: FastifyRequest, formToken: unknown): boolean {
    const secret = cookieOf(request);
    return secret !== null && typeof formToken === 'string' && sameText(formToken, tokenFor(secret));
  }
}

const SECURE_NAME = '__Host-topper-floor';
/** Without TLS, which is on loopback only, no browser takes the other name. */
const PLAIN_NAME = 'topper-floor';

function cookieOf({ protocol, headers }: FastifyRequest): string | null {
  return parseCookie(headers.cookie ?? '')[protocol === 'https' ? SECURE_NAME : PLAIN_NAME] ?? null;
}

/** @param secret null: the browser forgets it. Without a time it lives as long as the browser; the ledger ends it. */
function setCookie({ protocol }: FastifyRequest, reply: FastifyReply, secret: string | null): void {
  const secure = protocol === 'https';
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  const lifetime = secret === null ? { maxAge: 0 } : {};
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  reply.header('set-cookie', stringifySetCookie({ name, value: secret ?? '', ...attributes, ...lifetime }));
}

function tokenFor(secret: string): string {
  return createHmac('sha256', secret).update('topper-floor form').digest('base64url');
}
