/** The keys that sign access tokens: shared by all bridge processes in the ledger, sealed there, rotated without downtime. */
import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { recordAudit } from '../ledger/audit.ts';
import type { Database } from '../postgres/database.ts';
import type { Log } from '../log.ts';
import type { SecretKey } from '../secrets/secret-key.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'topper-bridge';
/** How long a process may not have heard of a rotation. */
const KEYS_GOOD_FOR_MS = 1_000;
/** Not shorter, or tokens with made-up keys would each cost a look into the ledger. */
const FRESH_KEYS_MS = 200;

interface TokenKey {
  readonly keyId: string;
  readonly secret: Buffer;
}

export class TokenKeys {
  readonly #database: Database;
  readonly #secretKey: SecretKey;
  readonly #log: Log;
  #keys: { readonly list: readonly TokenKey[]; readonly readAt: number } | null = null;

  constructor(database: Database, secretKey: SecretKey, log: Log) {
    this.#database = database;
    this.#secretKey = secretKey;
    this.#log = log;
  }

  /** Makes the first key if there is none; one process wins, all use that one. */
  async start(): Promise<void> {
    await this.#database.query(
      `INSERT INTO token_keys (key_id, sealed_secret) SELECT 'first', $1 WHERE NOT EXISTS (SELECT 1 FROM token_keys)
       ON CONFLICT DO NOTHING`,
      [sealTokenKey(this.#secretKey, 'first', randomBytes(32))],
    );
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
    try {
      const keyOf = async ({ kid }: { kid?: string }) => {
        const signedBy = (keys: readonly TokenKey[]) => keys.find(({ keyId }) => keyId === kid);
        // An unknown key may be one that another process has just begun to use.
        const key = signedBy(await this.#currentKeys()) ?? signedBy(await this.#currentKeys(FRESH_KEYS_MS));
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key.secret;
      };
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
      });
      return payload.sub ?? null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  /** None for one that a bridge did not seal: whoever can write to the database can not make tokens with it. */
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
    const { rows } = await this.#database.query<{ keyId: string; sealed: Buffer }>(
      `SELECT key_id AS "keyId", sealed_secret AS sealed FROM token_keys WHERE retired_at IS NULL ORDER BY created_at DESC`,
    );
    const list = rows.flatMap(({ keyId, sealed }) => this.#open(keyId, sealed));
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
 * @param older `live-out`: those that nothing good can be signed with any more, because a day has passed since they were
 *   replaced, are retired. `end-at-once`: all of them, and with them every token that they have signed.
 * @returns its id.
 */
export async function rotateTokenKey(
  database: Database,
  older: 'live-out' | 'end-at-once',
  secretKey: SecretKey,
  actor: string,
): Promise<string> {
  const keyId = randomBytes(8).toString('hex');
  await database.transaction(async (tx) => {
    await tx.query(
      `UPDATE token_keys SET retired_at = now() WHERE retired_at IS NULL
         AND ($1 OR created_at < (SELECT max(created_at) FROM token_keys WHERE created_at < now() - interval '1 day'))`,
      [older === 'end-at-once'],
    );
    await tx.query('INSERT INTO token_keys (key_id, sealed_secret) VALUES ($1, $2)', [
      keyId,
      sealTokenKey(secretKey, keyId, randomBytes(32)),
    ]);
    await recordAudit(tx, 'token-key.rotated', keyId, { actor, older });
  });
  return keyId;
}
