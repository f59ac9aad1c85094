/**
 * Fundings of many machines that this process holds, decided and ordered in one transaction: those that came while the last
 * were under way. Each of them is decided as by itself, under the same locks. Whatever is not simply ordered and sent at once is
 * left out, and goes by itself afterwards; so does each of them when nothing was recorded of them together. One that comes
 * alone goes by itself at once (docs/decisions/0030).
 */
import { lockFactsOfMany, type FundingFacts } from '../ledger/funding-facts.ts';
import type { OrderedFunding } from '../ledger/fundings.ts';
import { insertManyOrdered, type PlainOrder } from '../ledger/many-orders.ts';
import type { Transfers } from '../ledger/transfers.ts';
import { Batches, type BatchLimits } from '../platform/batches.ts';
import type { Log } from '../platform/log.ts';
import { CommitUnknownError, NoConnectionError, type Database } from '../platform/postgres/database.ts';
import type { LimitedDay, PlayerLimits } from '../protection/player-limits.ts';
import type { FundingRules } from './checks.ts';
import { orderedRecord, type Decision } from './decided-record.ts';
import { judgeFunding } from './judge-funding.ts';
import type { LocalLink } from './local-links.ts';
import { MachineClosedError } from './machine-closed.ts';
import type { AskedFunding } from './new-funding.ts';

/** A funding in a turn of its machine's link, which this process holds. */
export interface AskedHere {
  readonly funding: AskedFunding;
  readonly link: LocalLink;
  readonly windowMs: number;
}

interface Ports {
  readonly database: Database;
  readonly limits: PlayerLimits;
  readonly transfers: Pick<Transfers, 'sentOver'>;
  readonly log: Log;
}

/** Measured in docs/decisions/0030. */
const LIMITS: BatchLimits = { most: 32, atOnce: 2, patienceMs: 100 };

type Decided = PromiseSettledResult<Decision>;

/** One that is ordered, and sent when that is durable. */
type Ordering = PlainOrder & { readonly asked: AskedHere; readonly heldBy: string | null };

export class DecisionsTogether {
  readonly #ports: Ports;
  readonly #rules: FundingRules;
  readonly #alone: (asked: AskedHere) => Promise<Decision>;
  readonly #batches: Batches<AskedHere, Decided | null>;

  /** @param alone decides a funding by itself, and sends its order. */
  constructor(ports: Ports, rules: FundingRules, alone: (asked: AskedHere) => Promise<Decision>) {
    this.#ports = ports;
    this.#rules = rules;
    this.#alone = alone;
    this.#batches = new Batches((asked) => this.#decide(asked), LIMITS);
  }

  /** Errors as by itself. */
  async decide(asked: AskedHere): Promise<Decision> {
    const decided = await this.#batches.do(asked);
    if (decided === null) return this.#alone(asked);
    if (decided.status === 'rejected') throw decided.reason;
    return decided.value;
  }

  /** @returns null for each that goes by itself. */
  async #decide(asked: readonly AskedHere[]): Promise<(Decided | null)[]> {
    const [first, ...others] = asked;
    if (first && others.length === 0) return Promise.allSettled([this.#alone(first)]);
    const decided = await this.#order(unrelated(asked));
    return asked.map((one) => decided.get(one) ?? null);
  }

  async #order(asked: readonly AskedHere[]): Promise<Map<AskedHere, Decided>> {
    const { database, limits, log } = this.#ports;
    let orders: readonly Ordering[] = [];
    let written: Promise<OrderedFunding[]> = Promise.resolve([]);
    try {
      await database.transaction(async (tx) => {
        const today = limits.today();
        const facts = await lockFactsOfMany(
          tx,
          asked.map(({ funding }) => funding),
          today,
        );
        orders = asked.flatMap((one) => this.#ordering(one, facts.get(one.funding.fundingId), today) ?? []);
        if (orders.length > 0) written = insertManyOrdered(tx, orders, today.gamingDay);
        written.catch(() => undefined); // the transaction says so itself
      }, 'with reads');
    } catch (error) {
      // It may have been kept: each asks for its decision again.
      if (error instanceof CommitUnknownError)
        return new Map(orders.map((order) => [order.asked, { status: 'rejected', reason: error }]));
      // Nor does any of them find one by itself.
      if (error instanceof NoConnectionError) throw error;
      log.warn(
        { err: error, fundings: asked.length },
        'nothing recorded of fundings together: each by itself',
      );
      return new Map();
    }
    return this.#send(orders, await written);
  }

  /** @returns null: it goes by itself. */
  #ordering(asked: AskedHere, facts: FundingFacts | undefined, today: LimitedDay): Ordering | null {
    if (!facts) return null;
    const { funding, link, windowMs } = asked;
    const { limits, transfers } = this.#ports;
    try {
      const judged = judgeFunding(funding, facts, { rules: this.#rules, limits, today });
      if (judged.kind === 'decline' || !judged.isFirst) return null;
      const sendTo = transfers.sentOver(link.linkId);
      const heldBy = facts.machine.link?.heldBy ?? null;
      return { asked, heldBy, funding, board: judged.board, windowMs, sendTo };
    } catch (error) {
      if (error instanceof MachineClosedError) return null;
      throw error;
    }
  }

  #send(orders: readonly Ordering[], written: readonly OrderedFunding[]): Map<AskedHere, Decided> {
    const decided = new Map<AskedHere, Decided>();
    orders.forEach(({ asked, heldBy, windowMs }, n) => {
      const ordered = written[n];
      if (!ordered) throw new Error(`${orders.length} orders have ${written.length} results`);
      const { order } = ordered;
      if (order !== null) asked.link.send(order);
      const record = orderedRecord(asked.funding, ordered, { isSent: order !== null, windowMs });
      decided.set(asked, { status: 'fulfilled', value: { record, fresh: true, heldBy } });
    });
    return decided;
  }
}

/** The first of each funding id, machine and account: what one decides is a fact for the next. */
function unrelated(asked: readonly AskedHere[]): AskedHere[] {
  const ids = new Set<string>();
  const assets = new Set<string>();
  const accounts = new Set<string>();
  return asked.filter(({ funding: { fundingId, asset, account } }) => {
    if (ids.has(fundingId) || assets.has(asset) || accounts.has(account)) return false;
    ids.add(fundingId);
    assets.add(asset);
    accounts.add(account);
    return true;
  });
}
