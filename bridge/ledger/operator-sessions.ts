/**
 * Who is signed in at the floor page. A session ends when it is signed out, when its time is over, and when the
 * account's password was replaced or the account was disabled since: on every bridge process, with the next request.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import { recordAudit } from './audit.ts';
import type { OperatorCredentials, OperatorRole } from './operators.ts';

export interface SignedIn {
  readonly name: string;
  readonly role: OperatorRole;
}

export class OperatorSessions {
  readonly #database: Database;
  readonly #lifetimeS: number;

  constructor(database: Database, lifetimeS: number) {
    this.#database = database;
    this.#lifetimeS = lifetimeS;
  }

  /**
   * @param how they signed in, for the audit trail, where it was not by password.
   * @returns what the browser is to hold; only its digest is kept.
   */
  async begin(
    { name, passwordVersion }: OperatorCredentials,
    how: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await this.#database.transaction(async (tx) => {
      await tx.query('DELETE FROM operator_sessions WHERE ends_at < now()');
      await tx.query(
        `INSERT INTO operator_sessions (session_digest, operator, password_version, ends_at)
         VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
        [digestOf(secret), name, passwordVersion, this.#lifetimeS],
      );
      await recordAudit(tx, 'operator.signed-in', name, how);
    });
    return secret;
  }

  /** @returns null when the session has ended, or never was. */
  async find(secret: string): Promise<SignedIn | null> {
    const { rows } = await this.#database.query<SignedIn & Record<string, unknown>>(
      `SELECT o.name, o.role FROM operator_sessions s JOIN operators o ON o.name = s.operator
       WHERE s.session_digest = $1 AND s.ends_at > now() AND o.enabled AND o.password_version = s.password_version`,
      [digestOf(secret)],
    );
    return rows[0] ?? null;
  }

  async end(secret: string): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const { rows } = await tx.query<{ operator: string }>(
        'DELETE FROM operator_sessions WHERE session_digest = $1 RETURNING operator',
        [digestOf(secret)],
      );
      if (rows[0]) await recordAudit(tx, 'operator.signed-out', rows[0].operator, {});
    });
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
