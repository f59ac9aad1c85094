/** What becomes of a transfer at the end of its funding window: pure [confirmed-only]. */
import type { FundingErrorCode } from '../ledger/funding-error-code.ts';
import { TRANSFER_STATES } from '../ledger/transfer-states.ts';
import type { WindowFacts } from '../ledger/window-facts.ts';

export type WindowEnd =
  | { readonly becomes: 'FAILED'; readonly code: FundingErrorCode; readonly message: string }
  | { readonly becomes: 'UNCONFIRMED' };

const BUSY = {
  becomes: 'FAILED',
  code: 'BUSY',
  message: 'The machine was still busy with an earlier transfer.',
} as const;
const OFFLINE = {
  becomes: 'FAILED',
  code: 'ASSET_OFFLINE',
  message: 'The machine could not be reached in time.',
} as const;

/** @returns null: the window is not over, or its end changes nothing about the transfer. */
export function judgeWindowEnd({ status, mayHaveLeft, isOver, isBusy }: WindowFacts): WindowEnd | null {
  const { atWindowEnd } = TRANSFER_STATES[status];
  if (!isOver || atWindowEnd === null) return null;
  if (atWindowEnd === 'UNCONFIRMED') return { becomes: atWindowEnd };
  if (mayHaveLeft) return null; // it is not certain that no money moves
  return isBusy ? BUSY : OFFLINE;
}
