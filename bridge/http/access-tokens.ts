/** Access tokens of the TPAS: short-lived JWTs, signed with a key that all bridge processes share in the ledger. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { recordAudit } from '../ledger/audit.ts';
import type { Database } from '../postgres/database.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'topper-bridge';
const AUDIENCE = 'topper-funding-api';

type TokenKey = { keyId: string; secret: Buffer };

const KEYS_GOOD_FOR_MS = 5_000;
/** Not shorter, or tokens with made-up keys would each cost a look into the ledger. */
const FRESH_KEYS_MS = 200;

export class AccessTokens {
  readonly #database: Database;
  readonly #client: { clientId: string; clientSecrets: readonly string[] };
  readonly #lifetimeS: number;
  #keys: { readonly list: readonly TokenKey[]; readonly readAt: number } | null = null;

  constructor(
    database: Database,
    client: { clientId: string; clientSecrets: readonly string[] },
    lifetimeS: number,
  ) {
    this.#database = database;
    this.#client = client;
    this.#lifetimeS = lifetimeS;
  }

  /** Makes the first signing key if there is none; one process wins, all use that one. */
  async start(): Promise<void> {
    await this.#database.query(
      `INSERT INTO token_keys (key_id, secret) SELECT 'first', $1 WHERE NOT EXISTS (SELECT 1 FROM token_keys)
       ON CONFLICT DO NOTHING`,
      [randomBytes(32)],
    );
  }

  /** @returns null when id or secret is wrong. */
  async issue(clientId: string, clientSecret: string): Promise<{ token: string; expiresInS: number } | null> {
    const known = sameText(clientId, this.#client.clientId);
    const good = this.#client.clientSecrets.filter((secret) => sameText(clientSecret, secret));
    if (good.length === 0 || !known) return null;
    const [key] = await this.#currentKeys();
    if (!key) throw new Error('no signing key');
    const token = await new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, kid: key.keyId, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(clientId)
      .setIssuedAt()
      .setExpirationTime(`${this.#lifetimeS}s`)
      .sign(key.secret);
    return { token, expiresInS: this.#lifetimeS };
  }

  /** Newest first. Read again when they are a few seconds old, so that a rotation reaches every process soon. */
  async #currentKeys(goodForMs = KEYS_GOOD_FOR_MS): Promise<readonly TokenKey[]> {
    const now = performance.now();
    if (this.#keys && now - this.#keys.readAt < goodForMs) return this.#keys.list;
    const { rows: list } = await this.#database.query<TokenKey>(
      `SELECT key_id AS "keyId", secret FROM token_keys WHERE retired_at IS NULL ORDER BY created_at DESC`,
    );
    this.#keys = { list, readAt: now };
    return list;
  }

  /** @returns the client the token was issued to, or null when the token is not good. */
  async verify(token: string): Promise<string | null> {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const signedBy = (keys: readonly TokenKey[]) => keys.find(({ keyId }) => keyId === kid);
          // An unknown key may be one that another process has just begun to use.
          const key = signedBy(await this.#currentKeys()) ?? signedBy(await this.#currentKeys(FRESH_KEYS_MS));
          if (!key) throw new errors.JWKSNoMatchingKey();
          return key.secret;
        },
        { algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE },
      );
      return payload.sub ?? null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}

/**
 * A new signing key, which every process uses within seconds. Keys that no token can be signed with any more, because
 * a day has passed since they were replaced, are retired. @returns its id.
 */
export async function rotateTokenKey(database: Database): Promise<string> {
  const keyId = randomBytes(8).toString('hex');
  await database.transaction(async (tx) => {
    await tx.query(
      `UPDATE token_keys SET retired_at = now() WHERE retired_at IS NULL
         AND created_at < (SELECT max(created_at) FROM token_keys WHERE created_at < now() - interval '1 day')`,
    );
    await tx.query('INSERT INTO token_keys (key_id, secret) VALUES ($1, $2)', [keyId, randomBytes(32)]);
    await recordAudit(tx, 'token-key.rotated', keyId, {});
  });
  return keyId;
}

/** In a time that does not tell how much of it was right. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
