/**
 * What would be decided about a payment if it came now: for a rail that takes the money first, so that none is taken which would
 * only go back. It promises nothing: the decision is made, under its locks, when the money was taken.
 */
import type { FundingErrorCode } from '../ledger/funding-error-code.ts';
import { readFacts } from '../ledger/funding-facts.ts';
import { othersOf } from '../ledger/page-payments.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { PlayerDigest } from '../platform/secrets/digests.ts';
import type { PlayerLimits } from '../protection/player-limits.ts';
import type { FundingRules } from './checks.ts';
import { judgeFunding } from './judge-funding.ts';
import { MachineClosedError } from './machine-closed.ts';
import type { AskedFunding } from './new-funding.ts';

export type OutlookOf = Pick<AskedFunding, 'fundingId' | 'asset' | 'amount' | 'account'>;

interface Ports {
  readonly database: Queryable;
  readonly limits: PlayerLimits;
  /** Who is carded in at a machine now; null: nobody, or not certainly. */
  readonly cardedAt: (asset: string) => Promise<PlayerDigest | null>;
}

export class FundingOutlook {
  readonly #ports: Ports;
  readonly #rules: FundingRules;

  constructor(ports: Ports, rules: FundingRules) {
    this.#ports = ports;
    this.#rules = rules;
  }

  /** @returns why it would be turned down; null: nothing is in its way. */
  async of(payment: OutlookOf): Promise<FundingErrorCode | null> {
    const { database, limits, cardedAt } = this.#ports;
    const today = limits.today();
    const [kept, carded] = await Promise.all([
      othersOf(database, payment.fundingId),
      // One who came with a card after the tap.
      cardedAt(payment.asset),
    ]);
    const others = carded === null ? kept : [...kept, carded];
    const facts = await readFacts(database, { ...payment, others, person: null }, today);
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
