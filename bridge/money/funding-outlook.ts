/**
 * What would be decided about a payment if it came now: for a rail that takes the money first, so that none is taken which would
 * only go back. It promises nothing: the decision is made, under its locks, when the money was taken.
 */
import type { FundingErrorCode } from '../ledger/funding-error-code.ts';
import { readFacts } from '../ledger/funding-facts.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { PlayerLimits } from '../protection/player-limits.ts';
import type { FundingRules } from './checks.ts';
import { judgeFunding } from './judge-funding.ts';
import { MachineClosedError } from './machine-closed.ts';
import type { AskedFunding } from './new-funding.ts';

export type OutlookOf = Pick<AskedFunding, 'asset' | 'amount' | 'account'>;

export class FundingOutlook {
  readonly #ports: { readonly database: Queryable; readonly limits: PlayerLimits };
  readonly #rules: FundingRules;

  constructor(ports: { readonly database: Queryable; readonly limits: PlayerLimits }, rules: FundingRules) {
    this.#ports = ports;
    this.#rules = rules;
  }

  /** @returns why it would be turned down; null: nothing is in its way. */
  async of(payment: OutlookOf): Promise<FundingErrorCode | null> {
    const { database, limits } = this.#ports;
    const today = limits.today();
    const facts = await readFacts(database, { ...payment, player: null, person: null }, today);
    const funding = { ...payment, merchantId: this.#rules.merchantId };
    try {
      const judged = judgeFunding(funding, facts, { rules: this.#rules, limits, today });
      return judged.kind === 'decline' ? judged.decline.code : null;
    } catch (error) {
      if (error instanceof MachineClosedError) return 'BUSY';
      throw error;
    }
  }
}
