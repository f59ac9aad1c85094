/** Access tokens of the TPAS: short-lived JWTs, signed with a key that all bridge processes share in the ledger. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Database } from '../postgres/database.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'topper-bridge';
const AUDIENCE = 'topper-funding-api';

export class AccessTokens {
  readonly #database: Database;
  readonly #client: { clientId: string; clientSecret: string };
  readonly #lifetimeS: number;

  constructor(database: Database, client: { clientId: string; clientSecret: string }, lifetimeS: number) {
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
    if (!sameText(clientSecret, this.#client.clientSecret) || !known) return null;
    const { rows } = await this.#database.query<{ keyId: string; secret: Buffer }>(
      `SELECT key_id AS "keyId", secret FROM token_keys WHERE retired_at IS NULL ORDER BY created_at DESC LIMIT 1`,
    );
    const key = rows[0];
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

  /** @returns the client the token was issued to, or null when the token is not good. */
  async verify(token: string): Promise<string | null> {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const { rows } = await this.#database.query<{ secret: Buffer }>(
            'SELECT secret FROM token_keys WHERE key_id = $1 AND retired_at IS NULL',
            [kid ?? ''],
          );
          if (!rows[0]) throw new errors.JWKSNoMatchingKey();
          return rows[0].secret;
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

/** In a time that does not tell how much of it was right. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
