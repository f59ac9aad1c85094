/** Players' own limits and the history of their changes, by account and currency. Amounts are minor units. */
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';

/** A limit that a player has; null: none, the ceiling applies. */
export interface OwnLimit {
  readonly minor: number | null;
  /** A raise, or the removal, that waits for the end of its cooling-off period. */
  readonly pending: { readonly minor: number | null; readonly at: Date } | null;
  /** When the limit was last raised or removed: the next raise waits from here. */
  readonly raisedAt: Date | null;
}

export type LimitRequester = 'PLAYER' | 'CASINO' | 'REGULATOR';

export interface LimitChange {
  readonly changedAt: Date;
  readonly effectiveAt: Date;
  readonly client: string;
  readonly requestedBy: LimitRequester;
  readonly fromMinor: number | null;
  readonly toMinor: number | null;
}

export interface OwnLimitRow {
  minor: number | null;
  pendingAt: Date | null;
  pendingMinor: number | null;
  raisedAt: Date | null;
}

/** @returns null where the account never had a limit of its own. */
export async function readOwnLimit(
  queryable: Queryable,
  account: AccountDigest,
  currency: string,
): Promise<OwnLimit | null> {
  const { rows } = await queryable.query<OwnLimitRow & Record<string, unknown>>(
    `SELECT limit_minor AS minor, pending_at AS "pendingAt", pending_minor AS "pendingMinor", raised_at AS "raisedAt"
     FROM player_limits WHERE ubai = $1 AND currency = $2`,
    [account, currency],
  );
  return rows[0] ? ownLimit(rows[0]) : null;
}

export function ownLimit({ minor, pendingAt, pendingMinor, raisedAt }: OwnLimitRow): OwnLimit {
  const pending = pendingAt && { minor: pendingMinor, at: pendingAt };
  return { minor, pending, raisedAt };
}

/** Writes the limit with its entries in history and audit, in the caller's transaction. */
export async function writeOwnLimit(
  tx: Queryable,
  account: AccountDigest,
  currency: string,
  own: OwnLimit,
  { changedAt, effectiveAt, client, requestedBy, fromMinor, toMinor }: LimitChange,
): Promise<void> {
  await tx.query(
    `INSERT INTO player_limits (ubai, currency, limit_minor, pending_at, pending_minor, raised_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (ubai, currency) DO UPDATE SET limit_minor = excluded.limit_minor, pending_at = excluded.pending_at,
       pending_minor = excluded.pending_minor, raised_at = excluded.raised_at`,
    [account, currency, own.minor, own.pending?.at ?? null, own.pending?.minor ?? null, own.raisedAt],
  );
  const { rows } = await tx.query<{ changeId: number }>(
    `INSERT INTO limit_history (ubai, currency, changed_at, effective_at, client, requested_by, from_minor, to_minor)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING change_id AS "changeId"`,
    [account, currency, changedAt, effectiveAt, client, requestedBy, fromMinor, toMinor],
  );
  await recordAudit(tx, 'limit.changed', account, {
    changeId: rows[0]?.changeId,
    client,
    requestedBy,
    fromMinor,
    toMinor,
    effectiveAt,
  });
}

/** Newest first. */
export async function limitHistory(
  queryable: Queryable,
  account: AccountDigest,
  currency: string,
  most: number,
): Promise<LimitChange[]> {
  const { rows } = await queryable.query<LimitChange & Record<string, unknown>>(
    `SELECT changed_at AS "changedAt", effective_at AS "effectiveAt", client, requested_by AS "requestedBy",
            from_minor AS "fromMinor", to_minor AS "toMinor"
     FROM limit_history WHERE ubai = $1 AND currency = $2 ORDER BY change_id DESC LIMIT $3`,
    [account, currency, most],
  );
  return rows;
}

/** Whether anything was ever written about this account: a payment that was decided, or a limit of its own. */
export async function isKnownAccount(queryable: Queryable, account: AccountDigest): Promise<boolean> {
  const { rows } = await queryable.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM daily_usage WHERE ubai = $1)
         OR EXISTS (SELECT 1 FROM limit_history WHERE ubai = $1) AS known`,
    [account],
  );
  return rows[0]?.known === true;
}
