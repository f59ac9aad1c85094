/** The accounts of the people who may use the floor page. Every change of one is in the audit trail. */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit, type AuditEvent } from './audit.ts';

export const OperatorName = Type.String({ pattern: '^[a-z0-9][a-z0-9._@-]{0,59}$' });
export const OperatorRole = Type.Enum(['look', 'settle', 'administer']);
export type OperatorRole = Static<typeof OperatorRole>;

export interface OperatorAccount {
  readonly name: string;
  readonly role: OperatorRole;
  readonly enabled: boolean;
  readonly addedAt: Date;
}

export interface OperatorCredentials {
  readonly name: string;
  readonly role: OperatorRole;
  readonly passwordHash: string;
  readonly passwordVersion: number;
}

export class Operators {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns null where there is no such account, or it is disabled. */
  async find(name: string): Promise<OperatorCredentials | null> {
    if (!Value.Check(OperatorName, name)) return null;
    const { rows } = await this.#database.query<OperatorCredentials & Record<string, unknown>>(
      `SELECT name, role, password_hash AS "passwordHash", password_version AS "passwordVersion"
       FROM operators WHERE name = $1 AND enabled`,
      [name],
    );
    return rows[0] ?? null;
  }

  async all(): Promise<OperatorAccount[]> {
    const { rows } = await this.#database.query<OperatorAccount & Record<string, unknown>>(
      'SELECT name, role, enabled, added_at AS "addedAt" FROM operators ORDER BY name',
    );
    return rows;
  }

  /** @returns false when there is an account of that name. */
  async add(name: string, role: OperatorRole, passwordHash: string, actor: string): Promise<boolean> {
    return this.#change('operator.added', name, { actor, role }, async (tx) =>
      tx.query(
        'INSERT INTO operators (name, role, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [name, role, passwordHash],
      ),
    );
  }

  /** All sessions of the account end. @returns false when there is no such account; so do the next two. */
  async replacePassword(name: string, passwordHash: string, actor: string): Promise<boolean> {
    return this.#change('operator.password-replaced', name, { actor }, async (tx) =>
      tx.query(
        `UPDATE operators SET password_hash = $2, password_version = password_version + 1 WHERE name = $1`,
        [name, passwordHash],
      ),
    );
  }

  async setRole(name: string, role: OperatorRole, actor: string): Promise<boolean> {
    return this.#change('operator.role-changed', name, { actor, role }, async (tx) =>
      tx.query('UPDATE operators SET role = $2 WHERE name = $1', [name, role]),
    );
  }

  /** A disabled account's sessions have ended, also when it is enabled again. */
  async setEnabled(name: string, enabled: boolean, actor: string): Promise<boolean> {
    return this.#change(enabled ? 'operator.enabled' : 'operator.disabled', name, { actor }, async (tx) =>
      tx.query('UPDATE operators SET enabled = $2, password_version = password_version + 1 WHERE name = $1', [
        name,
        enabled,
      ]),
    );
  }

  async #change(
    event: AuditEvent,
    name: string,
    detail: Record<string, unknown>,
    write: (tx: Queryable) => Promise<{ rowCount: number | null }>,
  ): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const { rowCount } = await write(tx);
      if (rowCount === 0) return false;
      await recordAudit(tx, event, name, detail);
      return true;
    });
  }
}
