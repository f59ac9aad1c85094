/**
 * Who is signed in at the floor page. A session ends when it is signed out, when its time is over, and when the
 * account's password was replaced or the account was disabled since: on every bridge process, with the next request.
 *
 * Nobody becomes an operator through the database alone: the digest of a session needs the secret key and contains the
 * account. So a row that somebody wrote, or changed to another account, is not a session.
 */
import { randomBytes } from 'node:crypto';
import { Value } from 'typebox/value';
import type { Database } from '../platform/postgres/database.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';
import { OperatorName, type OperatorCredentials, type OperatorRole } from './operators.ts';

export interface SignedIn {
  readonly name: string;
  readonly role: OperatorRole;
}

export class OperatorSessions {
  readonly #database: Database;
  readonly #digests: Digests;
  readonly #lifetimeS: number;

  constructor(database: Database, digests: Digests, lifetimeS: number) {
    this.#database = database;
    this.#digests = digests;
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
    const secret = `${randomBytes(32).toString('base64url')}.${name}`;
    await this.#database.transaction(async (tx) => {
      await tx.query('DELETE FROM operator_sessions WHERE ends_at < now()');
      await tx.query(
        `INSERT INTO operator_sessions (session_digest, operator, password_version, ends_at)
         VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
        [this.#digests.session(secret), name, passwordVersion, this.#lifetimeS],
      );
      await recordAudit(tx, 'operator.signed-in', name, how);
    });
    return secret;
  }

  /** @returns null when the session has ended, or never was. */
  async find(secret: string): Promise<SignedIn | null> {
    const name = secret.slice(secret.indexOf('.') + 1);
    if (!Value.Check(OperatorName, name)) return null;
    const { rows } = await this.#database.query<SignedIn & Record<string, unknown>>(
      `SELECT o.name, o.role FROM operator_sessions s JOIN operators o ON o.name = s.operator
       WHERE s.session_digest = $1 AND s.operator = $2 AND s.ends_at > now()
         AND o.enabled AND o.password_version = s.password_version`,
      [this.#digests.session(secret), name],
    );
    return rows[0] ?? null;
  }

  async end(secret: string): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const { rows } = await tx.query<{ operator: string }>(
        'DELETE FROM operator_sessions WHERE session_digest = $1 RETURNING operator',
        [this.#digests.session(secret)],
      );
      if (rows[0]) await recordAudit(tx, 'operator.signed-out', rows[0].operator, {});
    });
  }
}
