/** Players' own limits in the ledger: read, changed, and their history. */
import type { Money } from '../../protocol/money.ts';
import { GamingDays, type GamingDayRule } from './gaming-day.ts';
import { lockUsage, usedOn } from '../ledger/limits.ts';
import {
  isKnownAccount,
  limitHistory,
  readOwnLimit,
  writeOwnLimit,
  type LimitChange,
  type LimitRequester,
  type OwnLimit,
} from '../ledger/player-limits.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest, Digests } from '../platform/secrets/digests.ts';
import { decideLimitChange, effectiveLimit, NO_OWN_LIMIT, ownLimitAt } from './change-policy.ts';

/** How a jurisdiction limits what one debit instrument may add per gaming day. */
export interface LimitProfile {
  readonly ceiling: Money;
  readonly coolingOffMs: number;
  readonly gamingDay: GamingDayRule;
}

/** What an account may add on the present gaming day. */
export interface Allowance {
  readonly limit: Money;
  readonly used: Money;
  readonly remaining: Money;
  readonly resetsAt: Date;
}

export interface LimitedDay {
  readonly now: Date;
  readonly gamingDay: string;
  readonly currency: string;
}

export interface LimitState {
  readonly ceiling: Money;
  readonly own: OwnLimit;
  readonly allowance: Allowance;
}

export type ChangeResult =
  | { readonly kind: 'changed'; readonly state: LimitState }
  | { readonly kind: 'above-ceiling'; readonly ceiling: Money }
  | { readonly kind: 'cooling-off'; readonly until: Date }
  | { readonly kind: 'none' };

export class PlayerLimits {
  readonly #database: Database;
  readonly #digests: Digests;
  readonly #profile: LimitProfile;
  readonly #now: () => Date;
  readonly #days: GamingDays;

  constructor(database: Database, digests: Digests, profile: LimitProfile, now: () => Date) {
    this.#database = database;
    this.#digests = digests;
    this.#profile = profile;
    this.#now = now;
    this.#days = new GamingDays(profile.gamingDay);
  }

  async read(accountKey: string): Promise<LimitState> {
    return this.#read(this.#digests.account(accountKey));
  }

  async #read(account: AccountDigest): Promise<LimitState> {
    const now = this.#now();
    const used = await usedOn(this.#database, account, this.#days.of(now).day, this.#currency);
    return this.#state(await this.#own(this.#database, account), used, now);
  }

  /** Whether anything was ever written about this account: a payment that was decided, or a limit of its own. */
  async knows(accountKey: string): Promise<boolean> {
    return isKnownAccount(this.#database, this.#digests.account(accountKey));
  }

  /**
   * Sets the player's own limit; `null` removes it. With `mustExist` there must be one already.
   * Under the same lock as fundings, so that a lowering holds for every funding decided after it [atomic-limits].
   */
  async change(
    accountKey: string,
    wantedMinor: number | null,
    by: { client: string; requestedBy: LimitRequester; mustExist: boolean },
  ): Promise<ChangeResult> {
    const account = this.#digests.account(accountKey);
    return this.#database.transaction(async (tx) => {
      const now = this.#now();
      const used = await lockUsage(tx, account, this.#days.of(now).day, this.#currency);
      const before = await this.#own(tx, account);
      const current = ownLimitAt(before, now);
      if (by.mustExist && current.minor === null && current.pending === null) return { kind: 'none' };
      const { ceiling, coolingOffMs } = this.#profile;
      const decision = decideLimitChange(before, wantedMinor, now, {
        ceilingMinor: ceiling.minor,
        coolingOffMs,
      });
      if (decision.kind === 'above-ceiling') return { kind: 'above-ceiling', ceiling };
      if (decision.kind === 'cooling-off') return decision;
      if (decision.kind === 'unchanged') {
        return { kind: 'changed', state: this.#state(decision.own, used, now) };
      }
      await writeOwnLimit(tx, account, this.#currency, decision.own, {
        changedAt: now,
        effectiveAt: decision.effectiveAt,
        client: by.client,
        requestedBy: by.requestedBy,
        fromMinor: current.minor,
        toMinor: wantedMinor,
      });
      return { kind: 'changed', state: this.#state(decision.own, used, now) };
    });
  }

  /** Newest first. */
  async history(accountKey: string, most: number): Promise<LimitChange[]> {
    return limitHistory(this.#database, this.#digests.account(accountKey), this.#currency, most);
  }

  /** The day of this moment, of whose limit a funding is a part. */
  today(): LimitedDay {
    const now = this.#now();
    return { now, gamingDay: this.#days.of(now).day, currency: this.#currency };
  }

  /** What may still be added. The caller holds the lock of the account's day [atomic-limits]. */
  allowance(
    { used, own }: { readonly used: number; readonly own: OwnLimit | null },
    { now }: LimitedDay,
  ): Allowance {
    return this.#state(own ?? NO_OWN_LIMIT, used, now).allowance;
  }

  get #currency(): string {
    return this.#profile.ceiling.currency;
  }

  #state(own: OwnLimit, usedMinor: number, now: Date): LimitState {
    const { ceiling } = this.#profile;
    const { currency } = ceiling;
    const current = ownLimitAt(own, now);
    const limit = effectiveLimit(current, ceiling.minor);
    return {
      ceiling,
      own: current,
      allowance: {
        limit: { minor: limit, currency },
        used: { minor: usedMinor, currency },
        remaining: { minor: Math.max(0, limit - usedMinor), currency },
        resetsAt: this.#days.of(now).until,
      },
    };
  }

  async #own(queryable: Queryable, account: AccountDigest): Promise<OwnLimit> {
    return (await readOwnLimit(queryable, account, this.#currency)) ?? NO_OWN_LIMIT;
  }
}
