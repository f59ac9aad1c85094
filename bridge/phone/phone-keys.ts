/**
 * What a phone carries for us, so that nothing is kept of a phone that only looks. The key is random and in the ledger, sealed:
 * every process of the property opens what another one gave.
 */
import { randomBytes } from 'node:crypto';
import type { Card } from '../ledger/cards.ts';
import { SecretKey, WrongSecretKeyError } from '../platform/secrets/secret-key.ts';
import { PasskeyKeys } from './passkey-keys.ts';

const NAME = 'phones';
const COOKIE = 'payer';
const PAYER = /^[A-Za-z0-9_-]{16,64}$/;

export class PhoneKeys {
  readonly #cookies: SecretKey;
  readonly #tickets: SecretKey;
  readonly #fundings: SecretKey;
  readonly #logins: SecretKey;
  readonly #cards: SecretKey;
  readonly passkeys: PasskeyKeys;

  constructor(key: SecretKey) {
    this.#cookies = key.derive('cookies');
    this.#tickets = key.derive('tickets');
    this.#fundings = key.derive('fundings');
    this.#logins = key.derive('logins');
    this.#cards = key.derive('cards');
    this.passkeys = new PasskeyKeys(key.derive('passkeys'));
  }

  /**
   * @param keep takes a fresh key, and tells the one that is kept, which is another where there was one.
   * @throws {WrongSecretKeyError}
   */
  static async open(
    secretKey: SecretKey,
    keep: (name: string, fresh: Buffer) => Promise<Buffer>,
  ): Promise<PhoneKeys> {
    const sealed = await keep(NAME, secretKey.seal(NAME, randomBytes(32)));
    return new PhoneKeys(new SecretKey(secretKey.open(NAME, sealed)));
  }

  /** A random key of a phone: it says nothing of its player [no-personal-data]. */
  newPayer(): string {
    return randomBytes(24).toString('base64url');
  }

  cookieOf(payer: string): string {
    return this.#cookies.seal(COOKIE, Buffer.from(payer)).toString('base64url');
  }

  /** @returns null: we have not made it. */
  payerOf(cookie: string): string | null {
    const payer = opened(this.#cookies, COOKIE, cookie);
    return payer !== null && PAYER.test(payer) ? payer : null;
  }

  /** One code on one phone is one payment, however often its page is opened or sent [exactly-once]. */
  fundingIdOf(payer: string, asset: string, token: string): string {
    const digest = this.#fundings.sign(`${payer} ${asset} ${token}`);
    return `of-${digest.subarray(0, 16).toString('hex')}`;
  }

  /** The reference of what puts an account on file without a payment: one for each way, code and phone. */
  loginIdOf(how: string, payer: string, asset: string, token: string): string {
    const digest = this.#logins.sign(`${how} ${payer} ${asset} ${token}`);
    return `oa-${digest.subarray(0, 16).toString('hex')}`;
  }

  /** What a form must carry: it is good for one phone and one thing, until then. */
  ticketFor(payer: string, what: string, untilMs: number): string {
    return this.#tickets.seal(`${payer} ${what}`, Buffer.from(String(untilMs))).toString('base64url');
  }

  /** That we have put a player's card and a phone together. */
  proofOf({ player, payer }: Card): string {
    return this.#cards.sign(`${player} ${payer}`).toString('hex');
  }

  /** What a phone carries from one page of ours to the next, sealed. */
  noteFor(payer: string, what: string, text: string): string {
    return this.#tickets.seal(`${payer} note ${what}`, Buffer.from(text)).toString('base64url');
  }

  /** @returns null: we have not written it, or for another phone. */
  noteOf(payer: string, what: string, note: string): string | null {
    return opened(this.#tickets, `${payer} note ${what}`, note);
  }

  isTicketFor(payer: string, what: string, ticket: string, nowMs: number): boolean {
    return this.ticketEnd(payer, what, ticket, nowMs) !== null;
  }

  /** @returns null: it is not good for this, or not any more. */
  ticketEnd(payer: string, what: string, ticket: string, nowMs: number): number | null {
    const untilMs = Number(opened(this.#tickets, `${payer} ${what}`, ticket) ?? 0);
    return nowMs < untilMs ? untilMs : null;
  }
}

function opened(key: SecretKey, name: string, sealed: string): string | null {
  try {
    return key.open(name, Buffer.from(sealed, 'base64url')).toString();
  } catch (error) {
    if (error instanceof WrongSecretKeyError) return null;
    throw error;
  }
}
