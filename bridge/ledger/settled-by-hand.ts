/** What a person has paid in place of a rail, and how it is noticed that the rail has paid it after all. */
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { OUTBOX_KINDS, statesBefore, type OutboxKind } from './outbox-states.ts';
import { raiseAlarm } from './rail-alarms.ts';

const WAITS_FOR_PERSON = (['refund', 'payout'] as const)
  .map((kind) => `(kind = '${kind}' AND state IN ${statesBefore(kind, 'SETTLED_BY_HAND')})`)
  .join(' OR ');

/**
 * A person has paid what the rail did not. @returns false: it does not wait for a person, since the rail has done it in
 * the meantime, or a person has.
 */
export async function markSettledByHand(
  tx: Queryable,
  key: string,
  by: { readonly actor: string; readonly reason: string },
): Promise<boolean> {
  const { rows } = await tx.query<{ kind: OutboxKind }>(
    `UPDATE outbox SET state = 'SETTLED_BY_HAND' WHERE business_key = $1 AND (${WAITS_FOR_PERSON}) RETURNING kind`,
    [key],
  );
  const row = rows[0];
  if (!row) return false;
  await recordAudit(tx, `${row.kind}.settled-by-hand`, key, by);
  return true;
}

/**
 * The answer to a try says that it is done, and changes nothing. Where a person has paid in place of the rail, or the rail has
 * taken the money of a refund back by itself, it was given twice, and a person is told. Of what came back, everything was
 * told when it came back.
 */
export async function tellIfDoneAfterAll(
  tx: Queryable,
  rail: string,
  { kind, key }: { readonly kind: OutboxKind; readonly key: string },
): Promise<void> {
  const { rows } = await tx.query<{ state: string; hasComeBack: boolean }>(
    `SELECT state, returned_at IS NOT NULL AS "hasComeBack" FROM outbox WHERE business_key = $1`,
    [key],
  );
  const row = rows[0];
  if (row?.state !== 'SETTLED_BY_HAND' && row?.state !== 'WITHDRAWN') return;
  if (row.hasComeBack) return;
  const detail = { key, to: OUTBOX_KINDS[kind].done, known: row };
  await raiseAlarm(tx, { rail, kind: 'CONFLICT', subject: key, detail });
}
