/**
 * Digests that only who has the secret key can compute. The ledger names accounts by them, since it only ever asks
 * whether two are the same; and a UBAI, or a player id of six digits, can not be found out by trying all there are.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import type { SecretKey } from './secret-key.ts';

declare const digestOfUbai: unique symbol;
/** How the ledger and the audit trail name an account: `ubai:` and 32 hexadecimal digits. */
export type UbaiDigest = string & { readonly [digestOfUbai]: true };

const NAME = 'digests';

export class Digests {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** With the key that is sealed in the database; the first process makes it. @throws {WrongSecretKeyError} */
  static async open(database: Database, secretKey: SecretKey): Promise<Digests> {
    await database.query('INSERT INTO sealed_keys (name, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      NAME,
      secretKey.seal(NAME, randomBytes(32)),
    ]);
    const { rows } = await database.query<{ sealed: Buffer }>(
      'SELECT sealed FROM sealed_keys WHERE name = $1',
      [NAME],
    );
    return new Digests(secretKey.open(NAME, rows[0]?.sealed ?? Buffer.alloc(0)));
  }

  ubai(ubai: string): UbaiDigest {
    return `ubai:${this.#hmac('ubai', ubai).toString('hex').slice(0, 32)}` as UbaiDigest;
  }

  /** Of a whole funding request: two are the same when their digests are. */
  request(content: readonly unknown[]): string {
    return this.#hmac('request', JSON.stringify(content)).toString('base64url');
  }

  /** Of what a browser holds of its session: without the key nobody makes one by writing to the database. */
  session(secret: string): Buffer {
    return this.#hmac('session', secret);
  }

  #hmac(kind: string, text: string): Buffer {
    return createHmac('sha256', this.#key).update(`${kind}\0${text}`).digest();
  }
}
