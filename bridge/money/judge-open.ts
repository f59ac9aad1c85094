/** Judges an order that a kiosk has open, by what the ledger has: pure [exactly-once] [confirmed-only]. */
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { KnownTransfer } from '../ledger/known-transfers.ts';

export type TransferOpen = Extract<KioskMessage, { type: 'transfer.open' }>;

export const OPEN = { outcome: 'open' } as const;

/**
 * `ours`: the ledger has it. `foreign`: the ledger has it for another machine, so what this machine says about it does not
 * count.
 */
export function judgeOpen(
  known: KnownTransfer | null,
  asset: AssetId,
  said: TransferOpen,
): 'ours' | 'foreign' | 'lost' {
  if (known === null || !isThatOrder(known, said)) return 'lost';
  return known.asset === asset ? 'ours' : 'foreign';
}

/** What the ledger knows about an order that it has lost. */
export interface LostOpenFacts {
  /** A person has booked it. */
  readonly isBooked: boolean;
  /** The funding is declined, or has another transfer. */
  readonly isFundingKnown: boolean;
  /** The id is this machine's, and no transfer has it. */
  readonly isFree: boolean;
  /** There is room for another lost order of this machine. */
  readonly hasRoom: boolean;
}

export type LostOpenJudgement =
  | { readonly judgement: 'known' }
  /** A funding has one transfer for ever. The kiosk begins no other one for it (docs/egm-link.md). */
  | { readonly judgement: 'contradiction' }
  | { readonly judgement: 'full' }
  | {
      readonly judgement: 'book';
      readonly lost: { readonly fundingId: string; readonly requested: Money; readonly board: BoardMemory };
    }
  /** It cannot be booked: a person must say whose it is. */
  | { readonly judgement: 'ask' };

export function judgeLostOpen(facts: LostOpenFacts, said: TransferOpen): LostOpenJudgement {
  const { fundingId, board } = said;
  const requested = orderedBy(said);
  if (facts.isBooked) return { judgement: 'known' };
  if (facts.isFundingKnown) return { judgement: 'contradiction' };
  if (!facts.isFree || fundingId === null || requested === null || board === null)
    return { judgement: 'ask' };
  if (!facts.hasRoom) return { judgement: 'full' };
  return { judgement: 'book', lost: { fundingId, requested, board } };
}

/** The amount, if the kiosk knows it. */
export function orderedBy({ requested }: TransferOpen): Money | null {
  return requested !== null && requested.minor > 0 ? requested : null;
}

/** The subject of the question about an order that is open at the machine. A question about its end has another subject. */
export function openSubject(transferId: TransferId): string {
  return `${transferId} open`;
}

/** Compares the funding. When the kiosk does not know the funding, it compares the board, if the kiosk knows that. */
function isThatOrder(known: KnownTransfer, { fundingId, board }: TransferOpen): boolean {
  if (fundingId !== null) return fundingId === known.fundingId;
  return board === null || isSameBoard(board, known.board);
}
