/** Payouts as a cash-out will write them: an account that the rail told of, and an order for money to leave the machine. */
import { keepAccount } from '../../../bridge/ledger/rail-accounts.ts';
import { markDebited } from '../../../bridge/ledger/transfer-end.ts';
import type { Queryable } from '../../../bridge/platform/postgres/database.ts';
import { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import type { AccountDigest } from '../../../bridge/platform/secrets/digests.ts';
import { parseSecretKey } from '../../../bridge/platform/secrets/secret-key.ts';
import type { Money } from '../../../protocol/money.ts';
import { SECRET_KEY } from '../bridge/bridge-site.ts';
import { MINIMAL } from './minimal-rail.ts';

const BOARD = { serial: 'VC-1', memoryId: '00000001' };

export interface PayoutTo {
  readonly rail: string;
  readonly account: AccountDigest;
}

export const accountTokens = (): AccountTokens => {
  const secretKey = parseSecretKey(SECRET_KEY);
  if (!secretKey) throw new Error('the secret key of the tests is not one');
  return new AccountTokens(secretKey);
};

/** An account of the minimal rail, which `token` opens. */
export async function knowAccount(tx: Queryable, account: AccountDigest, token: string): Promise<PayoutTo> {
  const sealedToken = accountTokens().seal(MINIMAL, account, token);
  await keepAccount(tx, { rail: MINIMAL, account, sealedToken, atMs: Date.now() });
  return { rail: MINIMAL, account };
}

/** The machine has to be enrolled. @returns the transfer of the payout. */
export async function orderPayout(
  tx: Queryable,
  payoutId: string,
  asset: string,
  { minor, currency }: Money,
  { rail, account }: PayoutTo,
): Promise<string> {
  await tx.query(
    'INSERT INTO payouts (payout_id, asset, amount_minor, currency, rail, account) VALUES ($1, $2, $3, $4, $5, $6)',
    [payoutId, asset, minor, currency, rail, account],
  );
  const { rows } = await tx.query<{ transferId: string }>(
    `WITH numbered AS (
       UPDATE machines SET last_transfer_number = last_transfer_number + 1 WHERE asset = $2
       RETURNING designation || '-' || lpad(last_transfer_number::text, 10, '0') AS transfer_id)
     INSERT INTO transfers (transfer_id, direction, payout_id, asset, amount_minor, currency, board_serial, board_memory, answer_by)
     SELECT transfer_id, 'from-machine', $1, $2, $3, $4, $5, $6, now() + interval '1 minute' FROM numbered
     RETURNING transfer_id AS "transferId"`,
    [payoutId, asset, minor, currency, BOARD.serial, BOARD.memoryId],
  );
  const [row] = rows;
  if (!row) throw new Error(`no machine ${asset} is enrolled`);
  return row.transferId;
}

/** The order leaves: without that no machine can have done it. @returns the transfer. */
export async function sent(tx: Queryable, transferId: string): Promise<string> {
  await tx.query(`UPDATE transfers SET status = 'SENT', sent_at = now() WHERE transfer_id = $1`, [
    transferId,
  ]);
  return transferId;
}

/** The machine confirms that all of it has left. @returns the business key under which the rail is asked to pay it. */
export async function debitPayout(
  tx: Queryable,
  payoutId: string,
  asset: string,
  amount: Money,
  to: PayoutTo,
): Promise<string> {
  await markDebited(tx, await sent(tx, await orderPayout(tx, payoutId, asset, amount, to)), amount);
  return `payout-${payoutId}`;
}
