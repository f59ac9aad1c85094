/** Which player's card opens the accounts of which phone, as the player has confirmed on that phone [no-personal-data]. */
import type { Queryable } from '../platform/postgres/database.ts';
import type { PlayerDigest } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';
import { isFirstPayment } from './passkeys.ts';

export interface Card {
  readonly player: PlayerDigest;
  /** The phone whose accounts it opens. */
  readonly payer: string;
}

export type KeptCard = Card & {
  /** That the bridge has put the two together, by a key that is not in the ledger. */
  readonly proof: string;
};

const SELECT = 'SELECT player, payer, proof FROM cards';

export async function cardOfPlayer(queryable: Queryable, player: PlayerDigest): Promise<KeptCard | null> {
  const { rows } = await queryable.query<KeptCard & Record<string, unknown>>(`${SELECT} WHERE player = $1`, [
    player,
  ]);
  return rows[0] ?? null;
}

export async function cardOfPhone(queryable: Queryable, payer: string): Promise<KeptCard | null> {
  const { rows } = await queryable.query<KeptCard & Record<string, unknown>>(`${SELECT} WHERE payer = $1`, [
    payer,
  ]);
  return rows[0] ?? null;
}

/** Whether it still opens the accounts of that phone. */
export async function isKept(queryable: Queryable, { player, payer }: Card): Promise<boolean> {
  return (await cardOfPlayer(queryable, player))?.payer === payer;
}

export interface AfterAdded {
  readonly fundingId: string;
  /** The phone's passkey is asked for it. */
  readonly hasPasskey: boolean;
}

/** Whether a payment may be followed by it: from an account of this phone, and the player has proven to be its owner. */
export async function mayConfirmCard(
  queryable: Queryable,
  payer: string,
  { fundingId, hasPasskey }: AfterAdded,
): Promise<boolean> {
  if (!hasPasskey) return isFirstPayment(queryable, { payer, fundingId });
  const { rows } = await queryable.query(
    `SELECT 1 FROM capture_attempts c JOIN page_payments p USING (funding_id)
     WHERE p.funding_id = $1 AND p.payer = $2 AND c.captured_at IS NOT NULL AND NOT c.by_card`,
    [fundingId, payer],
  );
  return rows.length > 0;
}

/** What the card opened before, and what opened the accounts of this phone, does so no more. @returns whether it is kept. */
export async function keepCard(
  tx: Queryable,
  { player, payer, proof }: KeptCard,
  after: AfterAdded,
): Promise<boolean> {
  // Whoever forgets one of them meanwhile waits, and then finds the card.
  await tx.query(
    'SELECT 1 FROM on_file_accounts WHERE payer = $1 AND forgotten_at IS NULL ORDER BY account_id FOR UPDATE',
    [payer],
  );
  if (!(await mayConfirmCard(tx, payer, after))) return false;
  const { rows } = await tx.query<{ payer: string }>(
    'DELETE FROM cards WHERE player = $1 OR payer = $2 RETURNING payer',
    [player, payer],
  );
  for (const before of rows) await recordAudit(tx, 'card.ended', before.payer, {});
  const { rowCount } = await tx.query(
    'INSERT INTO cards (player, payer, proof) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [player, payer, proof],
  );
  if (rowCount === 1) await recordAudit(tx, 'card.confirmed', payer, {});
  return rowCount === 1;
}

/** The player takes it back. */
export async function endCard(tx: Queryable, payer: string): Promise<void> {
  const { rowCount } = await tx.query('DELETE FROM cards WHERE payer = $1', [payer]);
  if (rowCount === 1) await recordAudit(tx, 'card.ended', payer, {});
}
