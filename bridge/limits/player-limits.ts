/** Players' own limits in the ledger: read, changed, and their history. */
import type { Money } from '../../protocol/money.ts';
import { recordAudit } from '../ledger/audit.ts';
import { gamingDayEnd, gamingDayOf, type GamingDayRule } from '../ledger/gaming-day.ts';
import { lockUsage, usedOn } from '../ledger/limits.ts';
import type { Database, Queryable } from '../postgres/database.ts';
import type { Digests, UbaiDigest } from '../secrets/digests.ts';
import {
  decideLimitChange,
  effectiveLimit,
  NO_OWN_LIMIT,
  ownLimitAt,
  type OwnLimit,
} from './change-policy.ts';

/** How a jurisdiction limits what one debit instrument may add per gaming day. */
export interface LimitProfile {
  readonly ceiling: Money;
  readonly coolingOffMs: number;
  readonly gamingDay: GamingDayRule;
}

/** What a UBAI may add on the present gaming day. */
export interface Allowance {
  readonly limit: Money;
  readonly used: Money;
  readonly remaining: Money;
  readonly resetsAt: Date;
}

export interface LimitState {
  readonly ceiling: Money;
  readonly own: OwnLimit;
  readonly allowance: Allowance;
}

export type Requester = 'PLAYER' | 'CASINO' | 'REGULATOR';

export interface LimitChange {
  readonly changedAt: Date;
  readonly effectiveAt: Date;
  readonly client: string;
  readonly requestedBy: Requester;
  readonly fromMinor: number | null;
  readonly toMinor: number | null;
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

  constructor(database: Database, digests: Digests, profile: LimitProfile, now: () => Date) {
    this.#database = database;
    this.#digests = digests;
    this.#profile = profile;
    this.#now = now;
  }

  async read(account: string): Promise<LimitState> {
    const ubai = this.#digests.ubai(account);
    const now = this.#now();
    const used = await usedOn(
      this.#database,
      ubai,
      gamingDayOf(now, this.#profile.gamingDay),
      this.#currency,
    );
    return this.#state(await readOwn(this.#database, ubai, this.#currency), used, now);
  }

  /** Whether anything was ever written about this account: a payment that was decided, or a limit of its own. */
  async knows(account: string): Promise<boolean> {
    const { rows } = await this.#database.query<{ known: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM daily_usage WHERE ubai = $1)
           OR EXISTS (SELECT 1 FROM limit_history WHERE ubai = $1) AS known`,
      [this.#digests.ubai(account)],
    );
    return rows[0]?.known === true;
  }

  /**
   * Sets the player's own limit; `null` removes it. With `mustExist` there must be one already.
   * Under the same lock as fundings, so that a lowering holds for every funding decided after it (M7).
   */
  async change(
    account: string,
    wantedMinor: number | null,
    by: { client: string; requestedBy: Requester; mustExist: boolean },
  ): Promise<ChangeResult> {
    const ubai = this.#digests.ubai(account);
    return this.#database.transaction(async (tx) => {
      const now = this.#now();
      const used = await lockUsage(tx, ubai, gamingDayOf(now, this.#profile.gamingDay), this.#currency);
      const before = await readOwn(tx, ubai, this.#currency);
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
      await writeOwn(tx, ubai, this.#currency, decision.own);
      await this.#recordChange(tx, ubai, by, {
        changedAt: now,
        effectiveAt: decision.effectiveAt,
        ...by,
        fromMinor: current.minor,
        toMinor: wantedMinor,
      });
      return { kind: 'changed', state: this.#state(decision.own, used, now) };
    });
  }

  /** Newest first. */
  async history(account: string, most: number): Promise<LimitChange[]> {
    const { rows } = await this.#database.query<LimitChange & Record<string, unknown>>(
      `SELECT changed_at AS "changedAt", effective_at AS "effectiveAt", client, requested_by AS "requestedBy",
              from_minor AS "fromMinor", to_minor AS "toMinor"
       FROM limit_history WHERE ubai = $1 AND currency = $2 ORDER BY change_id DESC LIMIT $3`,
      [this.#digests.ubai(account), this.#currency, most],
    );
    return rows;
  }

  /** Locks the UBAI's day until the transaction ends, and tells what may still be added (M7). */
  async lockAllowance(tx: Queryable, ubai: UbaiDigest): Promise<Allowance & { gamingDay: string }> {
    const now = this.#now();
    const gamingDay = gamingDayOf(now, this.#profile.gamingDay);
    const used = await lockUsage(tx, ubai, gamingDay, this.#currency);
    const { allowance } = this.#state(await readOwn(tx, ubai, this.#currency), used, now);
    return { ...allowance, gamingDay };
  }

  get #currency(): string {
    return this.#profile.ceiling.currency;
  }

  #state(own: OwnLimit, usedMinor: number, now: Date): LimitState {
    const { ceiling, gamingDay } = this.#profile;
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
        resetsAt: gamingDayEnd(now, gamingDay),
      },
    };
  }

  async #recordChange(
    tx: Queryable,
    ubai: UbaiDigest,
    by: { client: string; requestedBy: Requester },
    change: LimitChange,
  ): Promise<void> {
    const { changedAt, effectiveAt, fromMinor, toMinor } = change;
    const { rows } = await tx.query<{ changeId: number }>(
      `INSERT INTO limit_history (ubai, currency, changed_at, effective_at, client, requested_by, from_minor, to_minor)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING change_id AS "changeId"`,
      [ubai, this.#currency, changedAt, effectiveAt, by.client, by.requestedBy, fromMinor, toMinor],
    );
    const { client, requestedBy } = by;
    await recordAudit(tx, 'limit.changed', ubai, {
      changeId: rows[0]?.changeId,
      client,
      requestedBy,
      fromMinor,
      toMinor,
      effectiveAt,
    });
  }
}

async function readOwn(queryable: Queryable, ubai: UbaiDigest, currency: string): Promise<OwnLimit> {
  const { rows } = await queryable.query<{
    minor: number | null;
    pendingAt: Date | null;
    pendingMinor: number | null;
    raisedAt: Date | null;
  }>(
    `SELECT limit_minor AS minor, pending_at AS "pendingAt", pending_minor AS "pendingMinor", raised_at AS "raisedAt"
     FROM player_limits WHERE ubai = $1 AND currency = $2`,
    [ubai, currency],
  );
  const row = rows[0];
  if (!row) return NO_OWN_LIMIT;
  const pending = row.pendingAt && { minor: row.pendingMinor, at: row.pendingAt };
  return { minor: row.minor, pending, raisedAt: row.raisedAt };
}

async function writeOwn(tx: Queryable, ubai: UbaiDigest, currency: string, own: OwnLimit): Promise<void> {
  await tx.query(
    `INSERT INTO player_limits (ubai, currency, limit_minor, pending_at, pending_minor, raised_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (ubai, currency) DO UPDATE SET limit_minor = excluded.limit_minor, pending_at = excluded.pending_at,
       pending_minor = excluded.pending_minor, raised_at = excluded.raised_at`,
    [ubai, currency, own.minor, own.pending?.at ?? null, own.pending?.minor ?? null, own.raisedAt],
  );
}
