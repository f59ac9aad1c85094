/** Accounts on file: by the random key of a phone, the bank's name, the last digits and a sealed token [no-personal-data]. */
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';
import type { Stamp } from './capture-states.ts';

export interface OnFileAccount {
  /** For the player's page. */
  readonly accountId: string;
  /** The rail's id. */
  readonly authorizationId: string;
  readonly payer: string | null;
  /** null: never told, or forgotten. */
  readonly sealedSplitToken: Buffer | null;
  /** null: the rail was not asked about it yet. */
  readonly account: AccountDigest | null;
  readonly bankName: string | null;
  readonly lastFour: string | null;
  /** The rail has said that it is the player's: money may be taken from it. */
  readonly isVerified: boolean;
  /** Told by its numbers, without a bank. */
  readonly isByNumbers: boolean;
  readonly isForgotten: boolean;
  readonly stamp: Stamp;
}

const SELECT = `
  SELECT account_id AS "accountId", authorization_id AS "authorizationId", payer, sealed_split_token AS "sealedSplitToken",
         account, bank_name AS "bankName", last_four AS "lastFour", verified AS "isVerified", by_numbers AS "isByNumbers", forgotten_at IS NOT NULL AS "isForgotten",
         told_ms AS "toldMs", told_event AS "toldEvent"
  FROM on_file_accounts`;

type Row = Omit<OnFileAccount, 'stamp'> & { readonly toldMs: number; readonly toldEvent: string };

/** Locked until the transaction ends, also where it is not there: of two that are told of it at once, one puts it on file. */
export async function lockAccount(tx: Queryable, authorizationId: string): Promise<OnFileAccount | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7304))', [authorizationId]);
  return one(tx, `${SELECT} WHERE authorization_id = $1 FOR UPDATE`, [authorizationId]);
}

/** The phone that began the login has come back from the bank. */
const CAME_BACK = `EXISTS (
  SELECT 1 FROM bank_returns r WHERE r.authorization_id = on_file_accounts.authorization_id AND r.payer = on_file_accounts.payer)`;

/** @returns null: this payer has no such account, has it no more, or has not come back from the bank with it. */
export async function findAccountOf(
  queryable: Queryable,
  payer: string,
  accountId: string,
): Promise<OnFileAccount | null> {
  return one(
    queryable,
    `${SELECT} WHERE payer = $1 AND account_id = $2 AND forgotten_at IS NULL AND ${CAME_BACK}`,
    [payer, accountId],
  );
}

/** Whether it is, or another one that has taken its place. */
export async function isOnFile(
  queryable: Queryable,
  payer: string,
  authorizationId: string,
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `SELECT 1 FROM on_file_accounts a WHERE a.authorization_id = $2 AND a.payer = $1
       AND (a.forgotten_at IS NULL OR EXISTS (SELECT 1 FROM on_file_accounts b
         WHERE b.payer = a.payer AND b.account = a.account AND b.forgotten_at IS NULL))`,
    [payer, authorizationId],
  );
  return rowCount === 1;
}

/** Newest first, those among them that cannot be paid from: not verified, or not named yet. */
export async function everyAccountOf(queryable: Queryable, payer: string): Promise<readonly OnFileAccount[]> {
  const { rows } = await queryable.query<Row & Record<string, unknown>>(
    `${SELECT} WHERE payer = $1 AND forgotten_at IS NULL AND ${CAME_BACK} ORDER BY known_at DESC LIMIT 20`,
    [payer],
  );
  return rows.map(read);
}

/** Newest first, those that can be paid from. One that the rail was not asked about has no name yet, and is not offered. */
export async function accountsOf(queryable: Queryable, payer: string): Promise<readonly OnFileAccount[]> {
  const { rows } = await queryable.query<Row & Record<string, unknown>>(
    `${SELECT} WHERE payer = $1 AND forgotten_at IS NULL AND account IS NOT NULL AND verified AND ${CAME_BACK}
     ORDER BY known_at DESC LIMIT 20`,
    [payer],
  );
  return rows.map(read);
}

/** Whether an account that came with this payment waits for its code. */
export async function isWaitingSince(queryable: Queryable, fundingId: string): Promise<boolean> {
  const { rows } = await queryable.query<{ is: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM on_file_accounts JOIN page_payments p USING (payer)
       WHERE p.funding_id = $1 AND known_at >= p.begun_at AND forgotten_at IS NULL AND account IS NOT NULL AND NOT verified
         AND NOT by_numbers AND ${CAME_BACK}) AS is`,
    [fundingId],
  );
  return rows[0]?.is === true;
}

interface NewAccount {
  readonly accountId: string;
  readonly authorizationId: string;
  /** null: the consent was taken back before the account was heard of. */
  readonly payer: string | null;
  readonly sealedSplitToken: Buffer | null;
  readonly isVerified: boolean;
  readonly isByNumbers: boolean;
  readonly stamp: Stamp;
}

export async function addAccount(tx: Queryable, added: NewAccount): Promise<void> {
  const { accountId, authorizationId, payer, sealedSplitToken, isVerified, isByNumbers, stamp } = added;
  await tx.query(
    `INSERT INTO on_file_accounts
       (account_id, authorization_id, payer, sealed_split_token, verified, by_numbers, told_ms, told_event, forgotten_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $3::text IS NULL THEN now() END)`,
    [accountId, authorizationId, payer, sealedSplitToken, isVerified, isByNumbers, stamp.atMs, stamp.eventId],
  );
  await recordAudit(tx, payer === null ? 'on-file.forgotten' : 'on-file.known', accountId, {
    authorizationId,
  });
}

/** The rail has said that it is the player's, which holds from then on. @returns whether that is new. */
export async function verifyAccount(tx: Queryable, accountId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    'UPDATE on_file_accounts SET verified = true WHERE account_id = $1 AND forgotten_at IS NULL AND NOT verified',
    [accountId],
  );
  if (rowCount === 1) await recordAudit(tx, 'on-file.verified', accountId, {});
  return rowCount === 1;
}

export async function replaceToken(
  tx: Queryable,
  accountId: string,
  sealedSplitToken: Buffer | null,
  stamp: Stamp,
): Promise<void> {
  await tx.query(
    `UPDATE on_file_accounts SET sealed_split_token = $2, told_ms = $3, told_event = $4 WHERE account_id = $1`,
    [accountId, sealedSplitToken, stamp.atMs, stamp.eventId],
  );
}

/**
 * Of the same account of the same payer one stays, whichever of them is named first: one that is verified, then one from which
 * money is to be taken now, then the newest. @returns whether it is this one.
 */
export async function nameAccount(
  tx: Queryable,
  rail: string,
  accountId: string,
  named: {
    readonly account: AccountDigest;
    /** null: the rail tells no other. */
    readonly otherKey: AccountDigest | null;
    readonly bankName: string | null;
    readonly lastFour: string | null;
  },
): Promise<boolean> {
  const { account, otherKey, bankName, lastFour } = named;
  const { rows: payers } = await tx.query<{ payer: string }>(
    `UPDATE on_file_accounts SET account = $2, other_key = $3, bank_name = $4, last_four = $5 WHERE account_id = $1
     RETURNING payer`,
    [accountId, account, otherKey, bankName, lastFour],
  );
  // Of two that are named at once, the later one sees the first.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7311))', [
    `${payers[0]?.payer} ${account}`,
  ]);
  const { rows } = await tx.query<{ accountId: string; isOrdered: boolean }>(
    `SELECT same.account_id AS "accountId", ordered."is" AS "isOrdered"
     FROM on_file_accounts same JOIN on_file_accounts named USING (payer, account)
     CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM capture_attempts c
       WHERE c.account_id = same.account_id AND c.state = 'ORDERED') AS "is") ordered
     WHERE named.account_id = $1 AND same.forgotten_at IS NULL
     ORDER BY same.verified DESC, ordered."is" DESC, same.known_at DESC, same.account_id`,
    [accountId],
  );
  const [best, ...others] = rows;
  for (const one of others) if (!one.isOrdered) await forgetAccount(tx, rail, one.accountId);
  return best?.accountId === accountId || others.some((one) => one.accountId === accountId && one.isOrdered);
}

/**
 * Final: the token is deleted, with what the account was called, and with the last account of a phone its passkey and its card. A payout
 * can go to it only while another phone has the same account on file. @returns whether it was there.
 */
export async function forgetAccount(tx: Queryable, rail: string, accountId: string): Promise<boolean> {
  const { rows } = await tx.query<{ account: AccountDigest | null; payer: string }>(
    `UPDATE on_file_accounts SET forgotten_at = now(), sealed_split_token = NULL, bank_name = NULL, last_four = NULL
     WHERE account_id = $1 AND forgotten_at IS NULL RETURNING account, payer`,
    [accountId],
  );
  const [forgotten] = rows;
  if (!forgotten) return false;
  await recordAudit(tx, 'on-file.forgotten', accountId, {});
  await endPasskey(tx, forgotten.payer);
  await endCard(tx, forgotten.payer);
  if (forgotten.account === null) return true;
  const { rowCount } = await tx.query(
    `UPDATE rail_accounts SET sealed_token = NULL WHERE rail = $1 AND account = $2 AND sealed_token IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM on_file_accounts a WHERE a.account = $2 AND a.forgotten_at IS NULL)`,
    [rail, forgotten.account],
  );
  if (rowCount === 1) await recordAudit(tx, 'account.revoked', forgotten.account, { rail });
  return true;
}

/** With the last account of a phone, its passkey is deleted. Of two that are forgotten at once, the later one is the last. */
async function endPasskey(tx: Queryable, payer: string): Promise<void> {
  await tx.query('SELECT 1 FROM passkeys WHERE payer = $1 FOR UPDATE', [payer]);
  const { rows } = await tx.query<{ credential: string }>(
    `DELETE FROM passkeys WHERE payer = $1
       AND NOT EXISTS (SELECT 1 FROM on_file_accounts a WHERE a.payer = $1 AND a.forgotten_at IS NULL)
     RETURNING credential`,
    [payer],
  );
  for (const { credential } of rows) await recordAudit(tx, 'passkey.deleted', credential, {});
}

/** And no card opens it any more. */
async function endCard(tx: Queryable, payer: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7303))', [payer]);
  const { rowCount } = await tx.query(
    `DELETE FROM cards WHERE payer = $1
       AND NOT EXISTS (SELECT 1 FROM on_file_accounts a WHERE a.payer = $1 AND a.forgotten_at IS NULL)`,
    [payer],
  );
  if (rowCount === 1) await recordAudit(tx, 'card.ended', payer, {});
}

/** An account that the rail is to be asked about. Nobody else takes it before `leaseMs` are over. */
export async function takeUnnamed(
  queryable: Queryable,
  leaseMs: number,
): Promise<{ accountId: string; authorizationId: string; toldMs: number } | null> {
  const { rows } = await queryable.query<{ accountId: string; authorizationId: string; toldMs: number }>(
    `UPDATE on_file_accounts SET ask_at = now() + make_interval(secs => $1::float8 / 1000)
     WHERE account_id = (
       SELECT account_id FROM on_file_accounts WHERE account IS NULL AND forgotten_at IS NULL AND ask_at <= now()
       ORDER BY ask_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING account_id AS "accountId", authorization_id AS "authorizationId", told_ms AS "toldMs"`,
    [leaseMs],
  );
  return rows[0] ?? null;
}

export async function askLater(queryable: Queryable, accountId: string, againMs: number): Promise<void> {
  await queryable.query(
    `UPDATE on_file_accounts SET ask_at = now() + make_interval(secs => $2::float8 / 1000)
     WHERE account_id = $1 AND forgotten_at IS NULL`,
    [accountId, againMs],
  );
}

async function one(queryable: Queryable, sql: string, values: unknown[]): Promise<OnFileAccount | null> {
  const { rows } = await queryable.query<Row & Record<string, unknown>>(sql, values);
  const [row] = rows;
  return row ? read(row) : null;
}

function read({ toldMs, toldEvent, ...account }: Row): OnFileAccount {
  return { ...account, stamp: { atMs: toldMs, eventId: toldEvent } };
}
