/**
 * What is decided about a funding at once: declined, ordered, cancelled. Everything in one transaction per funding id,
 * so a duplicate, on any bridge process and at any moment, finds either nothing or the whole decision [exactly-once].
 */
import { setTimeout as delay } from 'node:timers/promises';
import { recordAudit } from '../ledger/audit.ts';
import {
  findFunding,
  insertDeclined,
  insertOrdered,
  lockFundingId,
  machineBacklog,
  type FundingRecord,
  type LimitDetail,
  type NewFunding,
} from '../ledger/fundings.ts';
import { reserve } from '../ledger/limits.ts';
import { lockMachine } from '../ledger/machines.ts';
import { cancelWaitingTransfer } from '../ledger/transfers.ts';
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { PlayerLimits } from '../protection/player-limits.ts';
import type { Log } from '../platform/log.ts';
import { CommitUnknownError, type Database, type Queryable } from '../platform/postgres/database.ts';
import { checkFunding, type FundingRules } from './checks.ts';
import type { FundingErrorCode } from '../ledger/funding-error-code.ts';
import { limitDetail } from './limit-detail.ts';
import { boardToOrderFrom, MachineClosedError } from './machine-closed.ts';
import { FundingRefusedError, requireSameFunding, type AskedFunding } from './new-funding.ts';

export interface DecisionRules extends FundingRules {
  readonly fundingWindowMs: number;
}

/** `fresh`: decided just now, and nobody has been told yet. */
export interface Decision {
  readonly record: FundingRecord;
  readonly fresh: boolean;
}

interface Ports {
  readonly database: Database;
  readonly limits: PlayerLimits;
  readonly log: Log;
}

/** More orders than this waiting for one machine, and the next is turned down as BUSY. */
export const LONGEST_BACKLOG = 8;

/** A kiosk that has just linked tells in less time how far its memories go. */
const COMPARED_WITHIN_MS = 2_000;

/** The time between two tries, while the database is away or a machine is being compared. */
const TRY_AGAIN_MS = 200;

export class FundingDecisions {
  readonly #ports: Ports;
  readonly #rules: DecisionRules;

  constructor(ports: Ports, rules: DecisionRules) {
    this.#ports = ports;
    this.#rules = rules;
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
        const { record, fresh } = await this.#ports.database.transaction((tx) => this.decideIn(tx, funding));
        return { record, fresh: fresh || inDoubt };
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
      if (!known) await this.#decline(tx, tombstone, 'CANCELLED', sentence, null);
      const fresh = known === null || (await cancelWaitingTransfer(tx, fundingId, sentence));
      return { record: await requireFunding(tx, fundingId), fresh };
    });
  }

  /**
   * Turns down a funding whose money was captured but that must not be credited, whatever the machine could do. A
   * funding that was decided before stays as it was. @throws {FundingRefusedError} @throws {MachineClosedError}
   */
  async declineIn(
    tx: Queryable,
    funding: AskedFunding,
    decline: { readonly code: FundingErrorCode; readonly message: string },
  ): Promise<Decision> {
    const { fundingId, asset } = funding;
    const known = await lockFundingId(tx, fundingId);
    if (known) {
      requireSameFunding(known, funding);
      return { record: known, fresh: false };
    }
    boardToOrderFrom(await lockMachine(tx, asset)); // else it may be on the meter
    await this.#decline(tx, funding, decline.code, decline.message, null);
    return { record: await requireFunding(tx, fundingId), fresh: true };
  }

  /**
   * {@link decide} in the caller's transaction. The caller is the one who tries again.
   * @throws {FundingRefusedError} @throws {MachineClosedError} nothing is decided, and nothing was written.
   */
  async decideIn(tx: Queryable, funding: AskedFunding): Promise<Decision> {
    const known = await lockFundingId(tx, funding.fundingId);
    if (known) {
      requireSameFunding(known, funding);
      return { record: known, fresh: false };
    }
    const machine = await lockMachine(tx, funding.asset);
    const board = boardToOrderFrom(machine);
    const decline = checkFunding(funding, machine, this.#rules);
    if (decline) await this.#decline(tx, funding, decline.code, decline.message, null);
    else if (board === null) throw new Error(`machine ${funding.asset} has no board to order from`);
    else await this.#orderWithinLimit(tx, funding, board);
    return { record: await requireFunding(tx, funding.fundingId), fresh: true };
  }

  async #orderWithinLimit(tx: Queryable, funding: AskedFunding, board: BoardMemory): Promise<void> {
    const { amount, account } = funding;
    const busy = await machineBacklog(tx, funding.asset, LONGEST_BACKLOG);
    if (busy !== null) {
      await this.#decline(tx, funding, 'BUSY', busy, null);
      return;
    }
    const allowance = await this.#ports.limits.lockAllowance(tx, account);
    if (amount.minor > allowance.remaining.minor) {
      const detail = limitDetail(allowance);
      await this.#decline(
        tx,
        funding,
        'LIMIT_REACHED',
        'The daily limit of this account is reached.',
        detail,
      );
      return;
    }
    const transferId = await insertOrdered(tx, funding, board, this.#rules.fundingWindowMs);
    await reserve(tx, transferId, account, allowance.gamingDay, amount);
    await recordAudit(tx, 'funding.accepted', funding.fundingId, {
      asset: funding.asset,
      transferId,
      amount,
    });
  }

  async #decline(
    tx: Queryable,
    funding: NewFunding,
    code: FundingErrorCode,
    message: string,
    limit: LimitDetail | null,
  ): Promise<void> {
    await insertDeclined(tx, funding, { code, message, limit });
    await recordAudit(tx, 'funding.declined', funding.fundingId, {
      asset: funding.asset,
      code,
      amount: funding.amount,
    });
  }
}

async function requireFunding(tx: Queryable, fundingId: string): Promise<FundingRecord> {
  const record = await findFunding(tx, fundingId);
  if (!record) throw new Error(`funding ${fundingId} was not written`);
  return record;
}
