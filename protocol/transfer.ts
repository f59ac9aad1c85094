/**
 * A transfer is a credit order to one cabinet. It has one id for its whole life, from the bridge's ledger to
 * the board's own history, so that after any failure one question, "what became of this id?", settles it
 * [confirmed-only].
 */
import { Type, type Static } from 'typebox';
import { Money } from './money.ts';

/**
 * Device designation (six digits) and the device's own running number (ten digits): `000042-0000000123`.
 * Assigned by the bridge, at most 20 characters so that a SAS board could carry it.
 */
export const TransferId = Type.String({ pattern: '^[0-9]{6}-[0-9]{10}$' });
export type TransferId = Static<typeof TransferId>;

/** The six digits that every transfer id of a machine begins with. */
export const Designation = Type.String({ pattern: '^[0-9]{6}$' });
export type Designation = Static<typeof Designation>;

export function designationOf(transferId: TransferId): Designation {
  return transferId.slice(0, 6);
}

/** The id of a funding, given by the payment's side: what an order is for. */
export const FUNDING_ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$';

/** Why a transfer was refused. Every reason means: certain that no credit followed and none can [confirmed-only]. */
export const RefusalReason = Type.Enum([
  'NOT_PLAYABLE',
  'OVER_MACHINE_LIMIT',
  'NOT_A_MULTIPLE',
  'CURRENCY_MISMATCH',
  'DUPLICATE_ID',
  'MALFORMED',
  'EXPIRED',
  'CANCELLED',
  'CABINET_UNAVAILABLE',
  'JOURNAL_DAMAGED',
  'BUSY',
]);
export type RefusalReason = Static<typeof RefusalReason>;

/** A final outcome. `amount` is what the cabinet confirmed, never what was asked for [confirmed-only]. */
export const TransferOutcome = Type.Union([
  Type.Object({ outcome: Type.Literal('credited'), amount: Money }, { additionalProperties: false }),
  Type.Object({ outcome: Type.Literal('refused'), reason: RefusalReason }, { additionalProperties: false }),
]);
export type TransferOutcome = Static<typeof TransferOutcome>;
