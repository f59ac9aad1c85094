/**
 * The closed set of reasons why a funding was DECLINED or FAILED, and which of them each refusal of a machine becomes.
 */
import { Type, type Static } from 'typebox';
import type { RefusalReason } from '../../protocol/transfer.ts';

export const FundingErrorCode = Type.Enum([
  'UNKNOWN_ASSET',
  'ASSET_OFFLINE',
  'MACHINE_NOT_PLAYABLE',
  'AMOUNT_OUT_OF_RANGE',
  'NOT_A_MULTIPLE',
  'CURRENCY_MISMATCH',
  'MERCHANT_MISMATCH',
  'PLAYER_EXCLUDED',
  'LIMIT_REACHED',
  'EXPIRED',
  'BUSY',
  'CANCELLED',
  'MACHINE_REFUSED',
]);
export type FundingErrorCode = Static<typeof FundingErrorCode>;

/** Code and sentence for a transfer that the machine refused: certain that no credit followed [confirmed-only]. */
export function failureOfRefusal(reason: RefusalReason): [FundingErrorCode, string] {
  switch (reason) {
    case 'NOT_PLAYABLE':
      return ['MACHINE_NOT_PLAYABLE', 'The machine cannot be played right now.'];
    case 'OVER_MACHINE_LIMIT':
      return ['AMOUNT_OUT_OF_RANGE', 'The amount is more than the machine accepts at once.'];
    case 'NOT_A_MULTIPLE':
      return ['NOT_A_MULTIPLE', "The amount is not a multiple of the machine's denomination."];
    case 'CURRENCY_MISMATCH':
      return ['CURRENCY_MISMATCH', 'The machine plays in another currency.'];
    case 'EXPIRED':
      return ['EXPIRED', 'The machine did not begin in time.'];
    case 'CANCELLED':
      return ['CANCELLED', 'The transfer was cancelled at the machine before it began.'];
    case 'BUSY':
      return ['BUSY', 'The machine was busy with another transfer.'];
    case 'CABINET_UNAVAILABLE':
      return ['MACHINE_NOT_PLAYABLE', "The machine's cabinet interface is not ready."];
    case 'JOURNAL_DAMAGED':
      return ['MACHINE_REFUSED', "The kiosk's journal needs a technician."];
    case 'DUPLICATE_ID':
    case 'MALFORMED':
      return ['MACHINE_REFUSED', `The machine refused the transfer (${reason}).`];
  }
}
