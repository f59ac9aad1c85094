/** Whose phone it is and which language it reads: one cookie of ours, which says nothing of its player. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCookie, stringifySetCookie } from 'cookie';
import { asLanguage, languageFor, type Language } from './languages.ts';
import type { PhoneKeys } from './phone-keys.ts';

export interface Visitor {
  /** null: the phone has brought no cookie of ours. */
  readonly payer: string | null;
  readonly language: Language;
}

/** The longest that browsers keep one. */
const REMEMBERED_S = 400 * 86_400;
const LANGUAGE_AT = /^(.*)~([A-Za-z-]+)$/;

export class Visitors {
  readonly #keys: PhoneKeys;
  readonly #isSecure: boolean;
  readonly #remembers: boolean;

  /** @param url of the pages, as phones see it: behind a proxy the request does not say. */
  constructor(keys: PhoneKeys, { url, remembers }: { readonly url: string; readonly remembers: boolean }) {
    this.#keys = keys;
    this.#isSecure = url.startsWith('https:');
    this.#remembers = remembers;
  }

  /** A language in the address is the player's choice, here and from then on. */
  of({ headers, query }: FastifyRequest): Visitor {
    const value = parseCookie(headers.cookie ?? '')[this.#name] ?? '';
    const [, sealed = value, kept] = LANGUAGE_AT.exec(value) ?? [];
    const { lang } = (query ?? {}) as { lang?: string };
    const language = asLanguage(lang) ?? asLanguage(kept) ?? languageFor(headers['accept-language']);
    return { payer: this.#keys.payerOf(sealed), language };
  }

  /**
   * Lets the phone carry who it is. A new one gets a key of its own.
   * `Lax`, since the bank sends the browser back to us from another site.
   */
  known(request: FastifyRequest, reply: FastifyReply): Visitor & { readonly payer: string } {
    const { payer, language } = this.of(request);
    const own = payer ?? this.#keys.newPayer();
    this.#carry(reply, own, language);
    return { payer: own, language };
  }

  /** A passkey has said which phone it is. */
  become(payer: string, request: FastifyRequest, reply: FastifyReply): void {
    this.#carry(reply, payer, this.of(request).language);
  }

  #carry(reply: FastifyReply, payer: string, language: Language): void {
    reply.header(
      'set-cookie',
      stringifySetCookie({
        name: this.#name,
        value: `${this.#keys.cookieOf(payer)}~${language}`,
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: this.#isSecure,
        ...(this.#remembers && { maxAge: REMEMBERED_S }),
      }),
    );
  }

  /** Without TLS, which is on loopback only, no browser takes the name that binds a cookie to one host. */
  get #name(): string {
    return this.#isSecure ? '__Host-topper-phone' : 'topper-phone';
  }
}
