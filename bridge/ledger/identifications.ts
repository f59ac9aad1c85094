/** What was decided when a rail knew the player and asked whether a payment may go on. */
import type { Queryable } from '../platform/postgres/database.ts';
import type { PersonDigest } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';
import type { PaymentKey } from './rail-payments.ts';

export interface Identification {
  /** Why the payment was turned down, as a sentence; null: it may go on. */
  readonly turnedDown: string | null;
  /** Whom the rail named; null: nobody. */
  readonly person: PersonDigest | null;
}

/**
 * By the rail's own id: one payment of ours may be begun at the rail more than once, by people who are not the same.
 * @returns null: nothing was decided about it.
 */
export async function findIdentification(
  tx: Queryable,
  { rail, paymentId }: Pick<PaymentKey, 'rail' | 'paymentId'>,
): Promise<Identification | null> {
  const { rows } = await tx.query<Identification & Record<string, unknown>>(
    `SELECT turned_down AS "turnedDown", person FROM rail_identifications
     WHERE rail = $1 AND payment_id = $2`,
    [rail, paymentId],
  );
  return rows[0] ?? null;
}

export async function keepIdentification(
  tx: Queryable,
  { rail, paymentId, fundingId }: PaymentKey,
  { turnedDown, person }: Identification,
): Promise<void> {
  await tx.query(
    'INSERT INTO rail_identifications (rail, payment_id, funding_id, turned_down, person) VALUES ($1, $2, $3, $4, $5)',
    [rail, paymentId, fundingId, turnedDown, person],
  );
  await recordAudit(tx, 'identification.decided', fundingId, { rail, paymentId, turnedDown });
}
