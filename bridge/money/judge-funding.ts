/** What is decided about a new funding, whether it comes alone or with others: pure, from all that decides. */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { Backlog, FundingFacts } from '../ledger/funding-facts.ts';
import type { FundingErrorCode } from '../ledger/funding-error-code.ts';
import type { LimitDetail } from '../ledger/fundings.ts';
import type { LimitedDay, PlayerLimits } from '../protection/player-limits.ts';
import { checkFunding, type FundingRules } from './checks.ts';
import { limitDetail } from './limit-detail.ts';
import { boardToOrderFrom } from './machine-closed.ts';
import type { AskedFunding } from './new-funding.ts';

export interface Decline {
  readonly code: FundingErrorCode;
  readonly message: string;
  readonly limit?: LimitDetail | null;
}

/** The TPAS is told, and may tell the player: so it says neither who is on a list, nor on which [excluded-stays-out]. */
const EXCLUDED: Decline = {
  code: 'PLAYER_EXCLUDED',
  message: 'This property takes no payment of this payer.',
};

export type FundingJudgement =
  | { readonly kind: 'decline'; readonly decline: Decline }
  /** `isFirst`: no other order of the machine is open. */
  | { readonly kind: 'order'; readonly board: BoardMemory; readonly isFirst: boolean };

/** More orders than this waiting for one machine, and the next is turned down as BUSY. */
export const LONGEST_BACKLOG = 8;

/**
 * @param facts null: the machine is not enrolled. The caller holds the locks under which they were read [atomic-limits].
 * @throws {MachineClosedError}
 */
export function judgeFunding(
  funding: Pick<AskedFunding, 'asset' | 'amount' | 'merchantId'>,
  facts: FundingFacts | null,
  {
    rules,
    limits,
    today,
  }: {
    readonly rules: FundingRules;
    readonly limits: Pick<PlayerLimits, 'allowance'>;
    readonly today: LimitedDay;
  },
): FundingJudgement {
  const machine = facts?.machine ?? null;
  const board = boardToOrderFrom(machine);
  const decline = checkFunding(funding, machine, rules);
  if (decline) return { kind: 'decline', decline };
  if (facts === null || board === null)
    throw new Error(`machine ${funding.asset} has no board to order from`);
  if (facts.isExcluded) return { kind: 'decline', decline: EXCLUDED };
  const busy = busyWith(facts.backlog);
  if (busy !== null) return { kind: 'decline', decline: { code: 'BUSY', message: busy } };
  const allowance = limits.allowance(facts, today);
  if (funding.amount.minor > allowance.remaining.minor) {
    const message = 'The daily limit of this account is reached.';
    return { kind: 'decline', decline: { code: 'LIMIT_REACHED', message, limit: limitDetail(allowance) } };
  }
  return { kind: 'order', board, isFirst: facts.backlog.open === 0 };
}

/** What prevents one more order for a machine; `null`: nothing does. */
function busyWith({ unconfirmed, waiting }: Backlog): string | null {
  if (unconfirmed > 0) return 'An earlier transfer to the machine is not confirmed yet.';
  if (waiting >= LONGEST_BACKLOG) return 'The machine has too many transfers waiting.';
  return null;
}
