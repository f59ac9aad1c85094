/** The append-only trail of what happened to money, machines and limits: who, what, when, from and to what. */
import type { Queryable } from '../postgres/database.ts';

export type AuditEvent =
  | 'machine.enrolled'
  | 'machine.secret-replaced'
  | 'machine.revoked'
  | 'machine.enabled'
  | 'machine.disabled'
  /** The cabinet had seen higher transfer ids than the ledger had given out: the ledger was restored or replaced. */
  | 'machine.number-raised'
  | 'limit.changed'
  | 'token-key.rotated'
  | 'captures.imported'
  | 'operator.added'
  | 'operator.password-replaced'
  | 'operator.role-changed'
  | 'operator.enabled'
  | 'operator.disabled'
  | 'operator.signed-in'
  | 'operator.signed-out'
  | 'funding.declined'
  | 'funding.accepted'
  | 'transfer.sent'
  | 'transfer.unconfirmed'
  | 'transfer.credited'
  | 'transfer.failed'
  /** An attendant looked at the meters and decided. */
  | 'transfer.settled-by-hand'
  /** A note of another currency, or one that the ledger knows with another content: a person must look. */
  | 'note.contradiction'
  /** A cabinet's word and the ledger do not agree: a person must look. */
  | 'transfer.contradiction';

/** Written in the transaction of the change itself, so that neither exists without the other. */
export async function recordAudit(
  tx: Queryable,
  event: AuditEvent,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await tx.query('INSERT INTO audit (event, subject, detail) VALUES ($1, $2, $3)', [event, subject, detail]);
}

/** The last contradictions between cabinets and ledger, newest first. */
export async function contradictions(
  queryable: Queryable,
): Promise<{ at: Date; transferId: string; detail: unknown }[]> {
  const { rows } = await queryable.query<{ at: Date; transferId: string; detail: unknown }>(
    `SELECT at, subject AS "transferId", detail FROM audit WHERE event IN ('transfer.contradiction', 'note.contradiction')
     ORDER BY at DESC LIMIT 100`,
  );
  return rows;
}
