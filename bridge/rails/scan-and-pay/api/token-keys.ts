/** The keys that sign access tokens: shared by all bridge processes in the ledger, sealed there, rotated without downtime. */
import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { currentTokenKeys, keepFirstTokenKey, replaceTokenKey } from '../../../ledger/token-keys.ts';
import type { Database } from '../../../platform/postgres/database.ts';
import type { Log } from '../../../platform/log.ts';
import type { SecretKey } from '../../../platform/secrets/secret-key.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'topper-bridge';
const FIRST = 'first';
/** How long a process may not have heard of a rotation. */
const KEYS_GOOD_FOR_MS = 1_000;
/** Tokens that were verified, whose signature is not computed again: a client uses one for minutes. */
const MOST_VERIFIED = 100;
/** It is not shorter, because otherwise each token with a made-up key would cost a read of the ledger. */
const FRESH_KEYS_MS = 200;

interface TokenKey {
  readonly keyId: string;
  readonly secret: Buffer;
}

/** A token that was good, and stays so until its time is over or its key has ended. */
interface Verified {
  readonly subject: string;
  readonly key: TokenKey;
  /** In seconds since 1970, as the token says it. */
  readonly expires: number;
}

export class TokenKeys {
  readonly #database: Database;
  readonly #secretKey: SecretKey;
  readonly #log: Log;
  /** By audience and token; the oldest one is forgotten first. */
  readonly #verified = new Map<string, Verified>();
  #keys: { readonly list: readonly TokenKey[]; readonly readAt: number } | null = null;

  constructor(database: Database, secretKey: SecretKey, log: Log) {
    this.#database = database;
    this.#secretKey = secretKey;
    this.#log = log;
  }

  /** Makes the first key if there is none; one process wins, all use that one. */
  async start(): Promise<void> {
    const sealed = sealTokenKey(this.#secretKey, FIRST, randomBytes(32));
    await keepFirstTokenKey(this.#database, { keyId: FIRST, sealed });
  }

  /** A JWT that is good for this audience only. */
  async sign(audience: string, subject: string, lifetimeS: number): Promise<string> {
    const [key] = await this.#currentKeys();
    if (!key) throw new Error('no signing key');
    return new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, kid: key.keyId, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeS}s`)
      .sign(key.secret);
  }

  /** @returns the subject, or null when the token is not good. */
  async verify(audience: string, token: string): Promise<string | null> {
    const name = `${audience} ${token}`;
    const before = this.#verified.get(name);
    if (before && before.expires > Date.now() / 1_000 && (await this.#isCurrent(before.key)))
      return before.subject;
    this.#verified.delete(name);
    const verified = await this.#verifyNow(audience, token);
    if (verified === null) return null;
    this.#verified.set(name, verified);
    const [oldest] = this.#verified.keys();
    if (this.#verified.size > MOST_VERIFIED && oldest !== undefined) this.#verified.delete(oldest);
    return verified.subject;
  }

  async #isCurrent({ keyId, secret }: TokenKey): Promise<boolean> {
    return (await this.#currentKeys()).some((key) => key.keyId === keyId && key.secret.equals(secret));
  }

  async #verifyNow(audience: string, token: string): Promise<Verified | null> {
    let key: TokenKey | undefined;
    try {
      const keyOf = async ({ kid }: { kid?: string }) => {
        const signedBy = (keys: readonly TokenKey[]) => keys.find(({ keyId }) => keyId === kid);
        // An unknown key may be one that another process has just begun to use.
        key = signedBy(await this.#currentKeys()) ?? signedBy(await this.#currentKeys(FRESH_KEYS_MS));
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key.secret;
      };
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
        requiredClaims: ['exp'],
      });
      const { sub: subject, exp: expires } = payload;
      return key === undefined || subject === undefined || expires === undefined
        ? null
        : { subject, key, expires };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  /** No key for a row that a bridge did not seal: somebody who can write to the database cannot make tokens with it. */
  #open(keyId: string, sealed: Buffer): TokenKey[] {
    try {
      return [{ keyId, secret: this.#secretKey.open(sealedName(keyId), sealed) }];
    } catch (error) {
      this.#log.error({ err: error, keyId }, 'signing key in the database is not ours and is not used');
      return [];
    }
  }

  /** Newest first. Read again when they are a few seconds old, so that a rotation reaches every process soon. */
  async #currentKeys(goodForMs = KEYS_GOOD_FOR_MS): Promise<readonly TokenKey[]> {
    const now = performance.now();
    if (this.#keys && now - this.#keys.readAt < goodForMs) return this.#keys.list;
    const sealed = await currentTokenKeys(this.#database);
    const list = sealed.flatMap((key) => this.#open(key.keyId, key.sealed));
    this.#keys = { list, readAt: now };
    return list;
  }
}

function sealedName(keyId: string): string {
  return `token key ${keyId}`;
}

function sealTokenKey(secretKey: SecretKey, keyId: string, secret: Buffer): Buffer {
  return secretKey.seal(sealedName(keyId), secret);
}

/**
 * A new key, which every process uses within {@link KEYS_GOOD_FOR_MS}.
 * @param older as {@link replaceTokenKey} has it.
 * @returns its id.
 */
export async function rotateTokenKey(
  database: Database,
  older: 'live-out' | 'end-at-once',
  secretKey: SecretKey,
  actor: string,
): Promise<string> {
  const keyId = randomBytes(8).toString('hex');
  const sealed = sealTokenKey(secretKey, keyId, randomBytes(32));
  await replaceTokenKey(database, { keyId, sealed }, older, actor);
  return keyId;
}
