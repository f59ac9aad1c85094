/**
 * Why a funding is cancelled: as the caller says it, as the ledger keeps it, and as the glass says it
 * [where-the-money-is].
 */
import type { DeclineReason } from '../../protocol/egm-link.ts';
import type { CancelRequest } from './funding.ts';

type CancelReason = CancelRequest['reason'];

const CANCELLATIONS: Readonly<Record<CancelReason, { sentence: string; onGlass: DeclineReason }>> = {
  PLAYER_CANCELLED: { sentence: 'The player cancelled.', onGlass: 'CANCELLED' },
  BANK_REFUSED: { sentence: 'The bank refused the payment.', onGlass: 'REFUSED_BY_BANK' },
  EXPIRED: { sentence: 'The payment was not approved in time.', onGlass: 'EXPIRED' },
};

/** The message of the decline or the failure in the ledger. */
export function cancelSentence(reason: CancelReason): string {
  return CANCELLATIONS[reason].sentence;
}

/** What the glass tells of a cancelled funding, from its message in the ledger; null: nobody asked for it. */
export function cancelledOnGlass(message: string): DeclineReason | null {
  return Object.values(CANCELLATIONS).find(({ sentence }) => sentence === message)?.onGlass ?? null;
}
