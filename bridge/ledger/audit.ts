/** The append-only trail of what happened to money, machines and limits: who, what, when, from and to what. */
import type { TransferOutcome } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';

export type AuditEvent =
  | 'machine.enrolled'
  | 'machine.secret-replaced'
  | 'machine.revoked'
  | 'machine.enabled'
  | 'machine.disabled'
  /** The cabinet had seen higher transfer ids than the ledger had given out: the ledger was restored or replaced. */
  | 'machine.number-raised'
  | 'machine.redesignated'
  | 'machine.board-changed'
  /** Something about the machine's memories that only a person can answer; and the answer. */
  | 'machine.question'
  | 'machine.answer'
  | 'ledger.restored'
  | 'limit.changed'
  /** A whole list, and one line of one; the subject of a line is its digest. */
  | 'exclusions.imported'
  | 'exclusion.added'
  | 'exclusion.ended'
  | 'token-key.rotated'
  | 'split-token-key.rotated'
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
  | 'transfer.debited'
  | 'transfer.failed'
  /** The ledger had lost a transfer: it was booked from the kiosk's journal, or by an operator. */
  | 'transfer.recovered'
  /** An attendant looked at the meters and decided. */
  | 'transfer.settled-by-hand'
  /** A note of another currency, or one that the ledger knows with another content: a person must look. */
  | 'note.contradiction'
  /** A cabinet's word and the ledger do not agree: a person must look. */
  | 'transfer.contradiction'
  /**
   * The kiosk has the funding under another id, and never began this order; and what was credited under the other id.
   */
  | 'transfer.never-begun'
  | 'transfer.credited-elsewhere'
  /** A board said what became of an order that went to another board. */
  | 'transfer.other-board'
  /** Money of a rail that pays first: the rail captured it; the rail took it back. */
  | 'payment.captured'
  | 'payment.reversed'
  /** A capture that we ask a rail for: ordered, and what became of it. */
  | 'capture.ordered'
  | 'card.confirmed'
  | 'card.ended'
  | 'capture.told'
  | 'hold.ordered'
  | 'hold.told'
  /** An order at Trustly Europe, for a payment that a player has begun. */
  | 'europe-order.made'
  /** An account that a player has put on file at a rail, and that it is forgotten. */
  | 'on-file.known'
  | 'on-file.verified'
  | 'on-file.forgotten'
  /** The passkey of a phone, by its digest. It is deleted with the phone's last account. */
  | 'passkey.made'
  | 'passkey.deleted'
  /** What was answered to the question whether a payment may go on, when the rail knew its player. */
  | 'identification.decided'
  /** `refund.owed` and `refund.lowered` are written by the database with the row of the outbox, and `refund.withdrawn` too. */
  | 'refund.done'
  | 'refund.refused'
  | 'refund.withdrawn'
  | 'refund.settled-by-hand'
  /** `payout.owed` is written by the database with its row of the outbox. */
  | 'payout.paying'
  | 'payout.refused'
  | 'payout.paid'
  /** The rail told that it was paid, after it told that the money came back. */
  | 'payout.was-paid'
  | 'payout.returned'
  | 'payout.settled-by-hand'
  /** An account that a rail can pay out to; and that the player has taken the consent back. */
  | 'account.known'
  | 'account.revoked'
  /** An alarm about money at a rail, for a person; and its end. */
  | 'rail.alarm'
  | 'rail.alarm-ended';

/** Written in the transaction of the change itself, so that neither exists without the other. */
export async function recordAudit(
  tx: Queryable,
  event: AuditEvent,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await tx.query('INSERT INTO audit (event, subject, detail) VALUES ($1, $2, $3)', [event, subject, detail]);
}

/** Written once for each thing that the cabinet said: a kiosk repeats what is not acknowledged. */
export async function recordAuditOnce(
  tx: Queryable,
  event: Extract<
    AuditEvent,
    'transfer.contradiction' | 'transfer.other-board' | 'transfer.never-begun' | 'transfer.credited-elsewhere'
  >,
  subject: string,
  detail: {
    readonly cabinet: TransferOutcome | { readonly outcome: 'open' };
    readonly [what: string]: unknown;
  },
): Promise<void> {
  const { rows } = await tx.query(
    `SELECT 1 FROM audit WHERE event = $1 AND subject = $2 AND detail->'cabinet' = $3 LIMIT 1`,
    [event, subject, detail.cabinet],
  );
  if (rows.length === 0) await recordAudit(tx, event, subject, detail);
}

/** The last contradictions between cabinets and ledger, newest first. */
export async function contradictions(
  queryable: Queryable,
): Promise<{ at: Date; transferId: string; detail: unknown }[]> {
  const { rows } = await queryable.query<{ at: Date; transferId: string; detail: unknown }>(
    `SELECT at, subject AS "transferId", detail FROM audit
     WHERE event IN ('transfer.contradiction', 'transfer.other-board', 'note.contradiction')
     ORDER BY at DESC LIMIT 100`,
  );
  return rows;
}
