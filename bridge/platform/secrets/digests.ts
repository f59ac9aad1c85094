/**
 * Digests that nobody can compute without the secret key. The ledger names accounts by them, since it only ever asks
 * whether two are the same; and an account key, or a player id of six digits, cannot be found out by trying all there are.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { SecretKey } from './secret-key.ts';

declare const digestOfAccount: unique symbol;
/**
 * How the ledger and the audit trail name an account: `ubai:`, for the kind of account key that Scan and Pay has, and 32
 * hexadecimal digits.
 */
export type AccountDigest = string & { readonly [digestOfAccount]: true };

declare const digestOfPlayer: unique symbol;
/** How the ledger names a player of the casino: 64 hexadecimal digits. */
export type PlayerDigest = string & { readonly [digestOfPlayer]: true };

declare const digestOfPerson: unique symbol;
/** How the ledger names a person whom a national identification number names: `person:` and 64 hexadecimal digits. */
export type PersonDigest = string & { readonly [digestOfPerson]: true };

export const ACCOUNT_DIGEST_PATTERN = '^ubai:[0-9a-f]{32}$';
export const PERSON_DIGEST_PATTERN = '^person:[0-9a-f]{64}$';

const NAME = 'digests';

export class Digests {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /**
   * With the key that all processes share, sealed.
   * @param keep takes a fresh key, and tells the one that is kept, which is another where there was one.
   * @throws {WrongSecretKeyError}
   */
  static async open(
    secretKey: SecretKey,
    keep: (name: string, fresh: Buffer) => Promise<Buffer>,
  ): Promise<Digests> {
    const sealed = await keep(NAME, secretKey.seal(NAME, randomBytes(32)));
    return new Digests(secretKey.open(NAME, sealed));
  }

  /**
   * For a command that works beside the bridges.
   * @param kept tells what the bridges sealed; null before the first one has started: then any key will do.
   * @throws {WrongSecretKeyError} when theirs is another one.
   */
  static async requireSameKey(
    secretKey: SecretKey,
    kept: (name: string) => Promise<Buffer | null>,
  ): Promise<void> {
    const sealed = await kept(NAME);
    if (sealed) secretKey.open(NAME, sealed);
  }

  /**
   * @param accountKey what a rail knows a player's bank account by: with Scan and Pay the UBAI. Another rail puts its kind
   * of key before it, with a space, which no UBAI has: two rails with the same text for two accounts share no limit.
   */
  account(accountKey: string): AccountDigest {
    return `ubai:${this.#hmac('ubai', accountKey).toString('hex').slice(0, 32)}` as AccountDigest;
  }

  /** Digest of a whole funding request: two requests are the same when their digests are. */
  request(content: readonly unknown[]): string {
    return this.#hmac('request', JSON.stringify(content)).toString('base64url');
  }

  /** Of the id that the casino's system has for a player. */
  player(playerId: string): PlayerDigest {
    return this.#hmac('player', playerId).toString('hex') as PlayerDigest;
  }

  /** @param number as bridge/protection/national-numbers.ts makes it the same however it is written. */
  person(country: string, number: string): PersonDigest {
    return `person:${this.#hmac('person', `${country} ${number}`).toString('hex')}` as PersonDigest;
  }

  /** Digest of what a browser holds of its session: without the key nobody makes one by writing to the database. */
  session(secret: string): Buffer {
    return this.#hmac('session', secret);
  }

  #hmac(kind: string, text: string): Buffer {
    return createHmac('sha256', this.#key).update(`${kind}\0${text}`).digest();
  }
}
