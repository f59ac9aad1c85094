/**
 * Seals the tokens that Trustly tells once, with a key of their own that can be replaced: the key is in the ledger, sealed with the
 * bridge's secret key, which is not [secrets-kept].
 */
import { randomBytes } from 'node:crypto';
import { recordAudit } from '../../ledger/audit.ts';
import {
  dropTokenKeysBefore,
  lockTokenKeys,
  newestTokenKey,
  replaceSealedToken,
  sealedTokens,
  shareTokenKeys,
  tokenKey,
  keepTokenKey,
} from '../../ledger/split-token-keys.ts';
import type { Database, Queryable } from '../../platform/postgres/database.ts';
import { parseSecretKey, type SecretKey } from '../../platform/secrets/secret-key.ts';

const VERSION_BYTES = 4;

export class SplitTokens {
  readonly #secretKey: SecretKey;
  readonly #keys = new Map<number, SecretKey>();

  constructor(secretKey: SecretKey) {
    this.#secretKey = secretKey.derive('split tokens');
  }

  /** It opens for this authorization only. A rotation of the key waits until the transaction has ended. */
  async seal(tx: Queryable, authorizationId: string, token: string): Promise<Buffer> {
    await shareTokenKeys(tx);
    const version = (await newestTokenKey(tx)) ?? (await this.#first(tx));
    return this.#sealWith(await this.#key(tx, version), version, authorizationId, token);
  }

  /** @throws {WrongSecretKeyError} */
  async open(queryable: Queryable, authorizationId: string, sealed: Buffer): Promise<string> {
    const key = await this.#key(queryable, sealed.readUInt32BE(0));
    return key.open(authorizationId, sealed.subarray(VERSION_BYTES)).toString();
  }

  /** A new key; all tokens are sealed with it, and the older keys are gone, in one transaction. @returns how many there are. */
  async rotate(database: Database, actor: string): Promise<number> {
    return database.transaction(async (tx) => {
      await lockTokenKeys(tx);
      const version = ((await newestTokenKey(tx)) ?? 0) + 1;
      await this.#make(tx, version);
      const key = await this.#key(tx, version);
      const tokens = await sealedTokens(tx);
      for (const { accountId, authorizationId, sealed } of tokens) {
        const token = await this.open(tx, authorizationId, sealed);
        await replaceSealedToken(tx, accountId, this.#sealWith(key, version, authorizationId, token));
      }
      await dropTokenKeysBefore(tx, version);
      await recordAudit(tx, 'split-token-key.rotated', String(version), { actor, tokens: tokens.length });
      return tokens.length;
    });
  }

  #sealWith(key: SecretKey, version: number, authorizationId: string, token: string): Buffer {
    const head = Buffer.alloc(VERSION_BYTES);
    head.writeUInt32BE(version);
    return Buffer.concat([head, key.seal(authorizationId, Buffer.from(token))]);
  }

  async #first(tx: Queryable): Promise<number> {
    await this.#make(tx, 1);
    return 1;
  }

  /** Another process may be first: then its key is the one. */
  async #make(tx: Queryable, version: number): Promise<void> {
    const key = randomBytes(32).toString('hex');
    await keepTokenKey(tx, version, this.#secretKey.seal(String(version), Buffer.from(key)));
  }

  async #key(queryable: Queryable, version: number): Promise<SecretKey> {
    const known = this.#keys.get(version);
    if (known) return known;
    const sealed = await tokenKey(queryable, version);
    if (sealed === null) throw new Error(`there is no key ${version} of split tokens`);
    const key = parseSecretKey(this.#secretKey.open(String(version), sealed).toString());
    if (key === null) throw new Error(`key ${version} of split tokens is not one`);
    this.#keys.set(version, key);
    return key;
  }
}
