/** What the glass tells for some seconds after something happened to the player's money [where-the-money-is]. */
import type { Screen } from '../../preload/contract.ts';
import type { NoteEvent } from '../../protocol/cabinet.ts';
import type { BridgeMessage, DeclineReason } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { RefusalReason, TransferOutcome } from '../../protocol/transfer.ts';

/** The notice about the end of a transfer; null where a player at this machine cannot know of it. */
export function noticeOfTransfer(requested: Money | null, outcome: TransferOutcome): Screen | null {
  if (requested === null) return null;
  if (outcome.outcome === 'credited') return { kind: 'added', amount: outcome.amount, requested };
  return { kind: 'declined', reason: declineOf(outcome.reason), amount: requested };
}

export function noticeOfDecline(message: Extract<BridgeMessage, { type: 'funding.declined' }>): Screen {
  const { reason, amount, remaining } = message;
  return { kind: 'declined', reason, amount, ...(remaining === undefined ? {} : { remaining }) };
}

/** A note that was rejected or returned is the same to the player: it came back. */
export function noticeOfNote({ kind, minor, currency }: NoteEvent): Screen | null {
  switch (kind) {
    case 'STACKED':
      return { kind: 'note', outcome: 'accepted', amount: { minor, currency } };
    case 'RETURNED':
    case 'REJECTED':
      return { kind: 'note', outcome: 'returned', amount: { minor, currency } };
    case 'JAMMED':
    case 'CHEATED':
      return null; // told by the acceptor's own state, or not told
  }
}

function declineOf(reason: RefusalReason): DeclineReason {
  switch (reason) {
    case 'NOT_PLAYABLE':
    case 'CABINET_UNAVAILABLE':
    case 'JOURNAL_DAMAGED':
    case 'BUSY':
    case 'DUPLICATE_ID':
    case 'MALFORMED':
      return 'MACHINE_NOT_READY';
    case 'OVER_MACHINE_LIMIT':
    case 'NOT_A_MULTIPLE':
    case 'CURRENCY_MISMATCH':
      return 'AMOUNT_NOT_ALLOWED';
    case 'EXPIRED':
      return 'EXPIRED';
    case 'CANCELLED':
      return 'CANCELLED';
  }
}
