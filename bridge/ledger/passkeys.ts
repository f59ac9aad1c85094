/** The passkeys of phones: which phone's accounts a passkey opens, and how often it was used [no-personal-data]. */
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { forgetAccount } from './on-file-accounts.ts';

export interface KeptPasskey {
  /** A digest of the credential's id. */
  readonly credential: string;
  readonly payer: string;
  /** The credential's id and public key. */
  readonly sealed: Buffer;
  /** Of its signatures; it stays 0 where the phone does not count. */
  readonly counter: number;
  /** The end of the newest question that it has answered. */
  readonly usedMs: number;
}

const SELECT = 'SELECT credential, payer, sealed, counter, used_ms AS "usedMs" FROM passkeys';

export async function passkeyOf(queryable: Queryable, payer: string): Promise<KeptPasskey | null> {
  const { rows } = await queryable.query<KeptPasskey & Record<string, unknown>>(
    `${SELECT} WHERE payer = $1`,
    [payer],
  );
  return rows[0] ?? null;
}

/** Locked until the transaction ends. */
export async function lockPasskey(tx: Queryable, credential: string): Promise<KeptPasskey | null> {
  const { rows } = await tx.query<KeptPasskey & Record<string, unknown>>(
    `${SELECT} WHERE credential = $1 FOR UPDATE`,
    [credential],
  );
  return rows[0] ?? null;
}

/** The database refuses a question that was answered before, and a counter that is not a newer one. */
export async function usePasskey(
  tx: Queryable,
  credential: string,
  used: { readonly counter: number; readonly usedMs: number },
): Promise<void> {
  await tx.query('UPDATE passkeys SET counter = $2, used_ms = $3 WHERE credential = $1', [
    credential,
    used.counter,
    used.usedMs,
  ]);
}

/** Whoever has the phone in the hand later may not be who was at the bank. */
const OFFERED_WITHIN = `interval '15 minutes'`;

/** SQL: an account that this payment's own login at the bank has brought, and that was to pay it. */
const BROUGHT = `a.known_at >= p.begun_at AND EXISTS (SELECT 1 FROM capture_attempts c
      WHERE c.funding_id = p.funding_id AND c.account_id = a.account_id)`;

/**
 * The player was at the bank for this payment just now, and no account is on file but what that brought ($1 payer, $2 funding, $3
 * whether older ones count not).
 */
const IS_FIRST = `
  SELECT 1 FROM page_payments p
  WHERE p.funding_id = $2 AND p.payer = $1 AND p.begun_at > now() - ${OFFERED_WITHIN}
    AND EXISTS (SELECT 1 FROM bank_logins l WHERE l.funding_id = p.funding_id AND l.kind = 'pay')
    AND EXISTS (SELECT 1 FROM on_file_accounts a
      WHERE a.payer = p.payer AND a.forgotten_at IS NULL AND a.verified AND ${BROUGHT})
    AND NOT EXISTS (SELECT 1 FROM on_file_accounts a
      WHERE a.payer = p.payer AND a.forgotten_at IS NULL AND NOT (${BROUGHT}) AND NOT ($3 AND a.known_at < p.begun_at))`;
/** Why a payment may be followed by a passkey. */
const MAY_HAVE_ONE = `${IS_FIRST} AND NOT EXISTS (SELECT 1 FROM passkeys k WHERE k.payer = p.payer)`;

export interface AfterPayment {
  readonly payer: string;
  readonly fundingId: string;
  /** Where a cookie opens no account: older ones, which nothing opens, do not count, and are forgotten with the new passkey. */
  readonly withoutOlder: boolean;
}

export async function mayHavePasskey(
  queryable: Queryable,
  { payer, fundingId, withoutOlder }: AfterPayment,
): Promise<boolean> {
  const { rows } = await queryable.query(MAY_HAVE_ONE, [payer, fundingId, withoutOlder]);
  return rows.length > 0;
}

/** Whether whoever has the phone in the hand has proven to be the one whose accounts it opens: at the bank, for all of them. */
export async function isFirstPayment(
  queryable: Queryable,
  { payer, fundingId }: { readonly payer: string; readonly fundingId: string },
): Promise<boolean> {
  const { rows } = await queryable.query(IS_FIRST, [payer, fundingId, false]);
  return rows.length > 0;
}

/** @returns whether it is kept. */
export async function keepPasskey(
  tx: Queryable,
  rail: string,
  passkey: KeptPasskey,
  after: AfterPayment,
): Promise<boolean> {
  const { credential, payer, sealed, counter, usedMs } = passkey;
  // Whoever forgets one of them meanwhile waits, and then finds the passkey.
  const { rows: accounts } = await tx.query<{ accountId: string; isOlder: boolean }>(
    `SELECT account_id AS "accountId", known_at < (SELECT begun_at FROM page_payments WHERE funding_id = $2) AS "isOlder"
     FROM on_file_accounts WHERE payer = $1 AND forgotten_at IS NULL ORDER BY account_id FOR UPDATE`,
    [payer, after.fundingId],
  );
  if (!(await mayHavePasskey(tx, after))) return false;
  const { rowCount } = await tx.query(
    `INSERT INTO passkeys (credential, payer, sealed, counter, used_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [credential, payer, sealed, counter, usedMs],
  );
  if (rowCount !== 1) return false;
  await recordAudit(tx, 'passkey.made', credential, {});
  for (const { accountId, isOlder } of accounts) if (isOlder) await forgetAccount(tx, rail, accountId);
  return true;
}
