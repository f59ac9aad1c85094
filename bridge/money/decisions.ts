/**
 * What is decided about a funding at once: declined, ordered, cancelled. Everything in one transaction per funding id,
 * so a duplicate, on any bridge process and at any moment, finds either nothing or the whole decision [exactly-once].
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  findFunding,
  insertDeclined,
  insertOrdered,
  lockFundingId,
  type FundingRecord,
  type NewFunding,
} from '../ledger/fundings.ts';
import { lockFacts } from '../ledger/funding-facts.ts';
import { lockMachine, type MachineOnFloor } from '../ledger/machines.ts';
import type { Order } from '../ledger/order.ts';
import { cancelWaitingTransfer, type Transfers } from '../ledger/transfers.ts';
import type { PlayerLimits } from '../protection/player-limits.ts';
import type { Log } from '../platform/log.ts';
import {
  CommitUnknownError,
  type Database,
  type Queryable,
  type Transaction,
} from '../platform/postgres/database.ts';
import type { FundingRules } from './checks.ts';
import { decidedRecord, orderedRecord, type Decision } from './decided-record.ts';
import { DecisionsTogether } from './decisions-together.ts';
import { judgeFunding, type Decline } from './judge-funding.ts';
import type { LocalLink, LocalLinks } from './local-links.ts';
import { boardToOrderFrom, MachineClosedError } from './machine-closed.ts';
import { FundingRefusedError, requireSameFunding, type AskedFunding } from './new-funding.ts';

export interface DecisionRules extends FundingRules {
  readonly fundingWindowMs: number;
}

/** A decision of a transaction that may not have ended. What is promised resolves at the latest when it has. */
export interface Deciding {
  readonly record: Promise<FundingRecord>;
  readonly fresh: boolean;
  readonly heldBy: string | null;
  /** The order that may be sent when the transaction is durable; null: none. */
  readonly order: Promise<Order | null>;
}

interface Ports {
  readonly database: Database;
  readonly limits: PlayerLimits;
  readonly transfers: Pick<Transfers, 'sentOver' | 'claimOrder' | 'claimedHere'>;
  readonly links: LocalLinks;
  readonly log: Log;
}

/** A kiosk that has just linked tells in less time how far its memories go. */
const COMPARED_WITHIN_MS = 2_000;

/** The time between two tries, while the database is away or a machine is being compared. */
const TRY_AGAIN_MS = 200;

export class FundingDecisions {
  readonly #ports: Ports;
  readonly #rules: DecisionRules;
  readonly #together: DecisionsTogether;

  constructor(ports: Ports, rules: DecisionRules) {
    this.#ports = ports;
    this.#rules = rules;
    this.#together = new DecisionsTogether(ports, rules, ({ funding, link }) =>
      this.#decideAndSend(funding, link, false),
    );
  }

  /**
   * Decides in one transaction. When its commit is not confirmed, the same decision is asked for again: it waits for
   * the first to end, by the lock on the funding id, and finds it or begins anew. @returns null when that fails too
   * inside the funding window. @throws {FundingRefusedError} @throws {MachineClosedError} nothing is decided.
   */
  async decide(funding: AskedFunding): Promise<Decision | null> {
    const until = performance.now() + this.#rules.fundingWindowMs;
    const comparedBy = performance.now() + COMPARED_WITHIN_MS;
    let inDoubt = false;
    for (;;) {
      try {
        const decision = await this.#decideNow(funding, inDoubt);
        return { ...decision, fresh: decision.fresh || inDoubt };
      } catch (error) {
        if (error instanceof MachineClosedError && error.passing && performance.now() < comparedBy) {
          await delay(TRY_AGAIN_MS);
          continue;
        }
        inDoubt ||= error instanceof CommitUnknownError;
        if (!inDoubt || error instanceof FundingRefusedError) throw error;
        this.#ports.log.error(
          { err: error, fundingId: funding.fundingId },
          'decision on a funding not confirmed',
        );
        if (performance.now() > until) return null;
        await delay(TRY_AGAIN_MS);
      }
    }
  }

  /**
   * Where this process holds the machine's link, the order is claimed in the transaction that decides, and sent when that
   * is durable. That is a turn of the link, like every step that sends or settles an order.
   */
  async #decideNow(funding: AskedFunding, inDoubt: boolean): Promise<Decision> {
    const link = this.#ports.links.of(funding.asset);
    const windowMs = this.#rules.fundingWindowMs;
    const decided = await link?.inTurn(() =>
      inDoubt
        ? this.#decideAndSend(funding, link, inDoubt)
        : this.#together.decide({ funding, link, windowMs }),
    );
    return decided ?? this.#decideAndSend(funding, null, inDoubt);
  }

  async #decideAndSend(funding: AskedFunding, link: LocalLink | null, inDoubt: boolean): Promise<Decision> {
    const { database, transfers } = this.#ports;
    const deciding = await database.transaction(
      (tx) => this.decideIn(tx, funding, link?.linkId ?? null),
      'with reads',
    );
    const [record, order] = await Promise.all([deciding.record, deciding.order]);
    // The commit that was not confirmed may have claimed it, and it has not been sent.
    const left =
      inDoubt && record.state.status === 'SENT' ? await transfers.claimedHere(record.fundingId) : null;
    const toSend = order ?? left;
    if (toSend !== null) link?.send(toSend);
    return { record, fresh: deciding.fresh, heldBy: deciding.heldBy };
  }

  /**
   * Makes sure that a funding that has not left for the cabinet never will. A funding never heard of is kept as a
   * tombstone. One that has left stays as it is, and is not `fresh`. @throws {FundingRefusedError} @throws
   * {MachineClosedError}
   */
  async cancel(tombstone: NewFunding, sentence: string): Promise<Decision> {
    return this.#ports.database.transaction(async (tx) => {
      const { fundingId } = tombstone;
      const known = await lockFundingId(tx, fundingId);
      if (known) requireSameFunding(known, tombstone);
      else boardToOrderFrom(await lockMachine(tx, tombstone.asset)); // else it may be on the meter
      if (!known) await this.#declined(tx, tombstone, null, { code: 'CANCELLED', message: sentence }).record;
      const fresh = known === null || (await cancelWaitingTransfer(tx, fundingId, sentence));
      return { record: await requireFunding(tx, fundingId), fresh, heldBy: null };
    });
  }

  /**
   * Turns down a funding whose money was captured but that must not be credited, whatever the machine could do. A
   * funding that was decided before stays as it was. @throws {FundingRefusedError} @throws {MachineClosedError}
   */
  async declineIn(tx: Transaction, funding: AskedFunding, decline: Decline): Promise<Deciding> {
    const { fundingId, asset } = funding;
    const known = await lockFundingId(tx, fundingId);
    if (known) {
      requireSameFunding(known, funding);
      return { record: Promise.resolve(known), fresh: false, heldBy: null, order: NO_ORDER };
    }
    const machine = await lockMachine(tx, asset);
    boardToOrderFrom(machine); // else it may be on the meter
    return this.#declined(tx, funding, heldBy(machine), decline);
  }

  /**
   * {@link decide} in the caller's transaction. The caller is the one who tries again. One round trip reads and locks
   * all that the decision needs; what it writes is sent together with the COMMIT.
   * @param linkId the link of this process to which the order may be sent; null: it waits for whoever holds the link.
   * @throws {FundingRefusedError} @throws {MachineClosedError} nothing is decided, and nothing was written.
   */
  async decideIn(tx: Transaction, funding: AskedFunding, linkId: string | null): Promise<Deciding> {
    const { fundingId, asset } = funding;
    const { limits, transfers } = this.#ports;
    const today = limits.today();
    const { known, facts } = await lockFacts(tx, funding, today);
    if (known) {
      const record = await requireFunding(tx, fundingId);
      requireSameFunding(record, funding);
      return { record: Promise.resolve(record), fresh: false, heldBy: null, order: NO_ORDER };
    }
    const holder = heldBy(facts?.machine ?? null);
    const judged = judgeFunding(funding, facts, { rules: this.#rules, limits, today });
    if (judged.kind === 'decline') return this.#declined(tx, funding, holder, judged.decline);
    const { board, isFirst } = judged;
    const sendTo = linkId !== null && isFirst ? transfers.sentOver(linkId) : null;
    const windowMs = this.#rules.fundingWindowMs;
    const written = insertOrdered(tx, funding, board, { windowMs, gamingDay: today.gamingDay, sendTo });
    const isLongWay = linkId !== null && sendTo === null;
    const order = isLongWay
      ? transfers.claimOrder(tx, asset, linkId) // another one may have waited longer
      : written.then((ordered) => ordered.order);
    const record = Promise.all([written, order]).then(([ordered, sent]) =>
      orderedRecord(funding, ordered, { isSent: sent?.transferId === ordered.transferId, windowMs }),
    );
    return decided(record, holder, order);
  }

  #declined(
    tx: Transaction,
    funding: NewFunding,
    holder: string | null,
    { code, message, limit = null }: Decline,
  ): Deciding {
    const written = insertDeclined(tx, funding, { code, message, limit });
    return decided(
      written.then((at) => decidedRecord(funding, at, { status: 'DECLINED', code, message, limit })),
      holder,
    );
  }
}

const NO_ORDER: Promise<null> = Promise.resolve(null);

function decided(
  record: Promise<FundingRecord>,
  holder: string | null,
  order: Promise<Order | null> = NO_ORDER,
): Deciding {
  // When the transaction fails, it says so itself, and nobody waits for these.
  for (const promised of [record, order]) promised.catch(() => undefined);
  return { record, fresh: true, heldBy: holder, order };
}

function heldBy(machine: MachineOnFloor | null): string | null {
  return machine?.link?.heldBy ?? null;
}

async function requireFunding(tx: Queryable, fundingId: string): Promise<FundingRecord> {
  const record = await findFunding(tx, fundingId);
  if (!record) throw new Error(`funding ${fundingId} was not written`);
  return record;
}
