/**
 * The funding desk: takes a funding, decides it once, orders the credit, waits for the cabinet's word inside the
 * funding window, answers. Everything is decided in one transaction per funding id, so a duplicate, on any bridge
 * process and at any moment, finds either nothing or the whole decision (M1).
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fromDecimal, MoneyError, toDecimal, type Money } from '../../protocol/money.ts';
import { recordAudit } from '../ledger/audit.ts';
import {
  findFunding,
  insertDeclined,
  insertOrdered,
  lockFundingId,
  machineBacklog,
  type FundingRecord,
  type Fundings,
  type NewFunding,
} from '../ledger/fundings.ts';
import { reserve } from '../ledger/limits.ts';
import { lockMachine } from '../ledger/machines.ts';
import { cancelWaitingTransfer, type Transfers } from '../ledger/transfers.ts';
import type { PlayerLimits } from '../limits/player-limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { CommitUnknownError, type Database, type Queryable } from '../postgres/database.ts';
import type { Notices } from '../postgres/notices.ts';
import { answerFor } from './answer.ts';
import { checkFunding, reasonForGlass, type FundingRules } from './checks.ts';
import type { FundingErrorCode } from './error-code.ts';
import type { CancelRequest, FundingAnswer, FundingRequest, LimitDetail } from './funding.ts';
import { limitDetail } from './limit-detail.ts';
import type { Settlements } from './settlements.ts';

export class FundingRefusedError extends Error {
  readonly code: 'MALFORMED' | 'CONFLICT';

  constructor(code: 'MALFORMED' | 'CONFLICT', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FundingRefusedError';
    this.code = code;
  }
}

export interface DeskRules extends FundingRules {
  readonly fundingWindowMs: number;
}

interface Ports {
  readonly database: Database;
  readonly fundings: Fundings;
  readonly transfers: Transfers;
  readonly notices: Notices;
  readonly settlements: Settlements;
  readonly limits: PlayerLimits;
  readonly metrics: Pick<Metrics, 'funded'>;
  readonly log: Log;
}

/** More orders than this waiting for one machine, and the next is turned down as BUSY. */
const LONGEST_BACKLOG = 8;

export class FundingDesk {
  readonly #ports: Ports;
  readonly #rules: DeskRules;

  constructor(ports: Ports, rules: DeskRules) {
    this.#ports = ports;
    this.#rules = rules;
  }

  /**
   * Answers within the funding window. @throws {FundingRefusedError} nothing was changed; any other error: nothing
   * was recorded, the caller may try again with the same id.
   */
  async submit(request: FundingRequest): Promise<FundingAnswer> {
    const start = performance.now();
    const answer = await this.#fund(newFunding(request));
    this.#ports.metrics.funded(answer, (performance.now() - start) / 1_000);
    return answer;
  }

  async #fund(funding: NewFunding & { ubai: string }): Promise<FundingAnswer> {
    const decided = await this.#decideSurely(funding);
    // It may be in the ledger: not known is the only true answer, and the caller's GET will tell (M2).
    if (decided === null) return unknownAnswer(funding);
    if (decided.fresh) this.#announce(decided.record);
    return this.#answerInWindow(decided.record);
  }

  /** @returns null for an id never heard of. */
  async read(fundingId: string): Promise<FundingAnswer | null> {
    const record = await this.#ports.fundings.find(fundingId);
    return record && answerFor(record);
  }

  /**
   * Makes sure that a funding that has not left for the cabinet never will. One that has left is answered as it
   * stands. @throws {FundingRefusedError}
   */
  async cancel(fundingId: string, request: CancelRequest): Promise<FundingAnswer> {
    const amount = parseAmount(request.amount, request.currency);
    const { asset, merchantId } = request;
    const tombstone: NewFunding = { fundingId, asset, merchantId, amount, ubai: null, requestDigest: null };
    const { record, cancelled } = await this.#ports.database.transaction(async (tx) => {
      const known = await lockFundingId(tx, fundingId);
      if (known) {
        requireSameFunding(known, tombstone);
        const cancelled = await cancelWaitingTransfer(tx, fundingId, CANCEL_SENTENCE[request.reason]);
        return { record: cancelled ? await requireFunding(tx, fundingId) : known, cancelled };
      }
      await this.#decline(tx, tombstone, 'CANCELLED', CANCEL_SENTENCE[request.reason], null);
      return { record: await requireFunding(tx, fundingId), cancelled: true };
    });
    if (cancelled) {
      if ('transferId' in record.state) {
        this.#ports.notices.publish({ kind: 'settled', transferId: record.state.transferId });
      }
      const reason = CANCEL_ON_GLASS[request.reason];
      this.#ports.notices.publish({
        kind: 'declined',
        asset,
        message: { type: 'funding.declined', reason, amount },
      });
    }
    return answerFor(record);
  }

  /**
   * Decides in one transaction. When its commit is not confirmed, the same decision is asked for again: it waits for
   * the first to end, by the lock on the funding id, and finds it or begins anew. @returns null when that, too, can
   * not be had inside the funding window.
   */
  async #decideSurely(
    funding: NewFunding & { ubai: string },
  ): Promise<{ record: FundingRecord; fresh: boolean } | null> {
    const until = performance.now() + this.#rules.fundingWindowMs;
    let inDoubt = false;
    for (;;) {
      try {
        const { record, fresh } = await this.#ports.database.transaction((tx) => this.#decide(tx, funding));
        return { record, fresh: fresh || inDoubt };
      } catch (error) {
        inDoubt ||= error instanceof CommitUnknownError;
        if (!inDoubt || error instanceof FundingRefusedError) throw error;
        this.#ports.log.error(
          { err: error, fundingId: funding.fundingId },
          'decision on a funding not confirmed',
        );
        if (performance.now() > until) return null;
        await delay(LOOK_AGAIN_MS);
      }
    }
  }

  async #decide(
    tx: Queryable,
    funding: NewFunding & { ubai: string },
  ): Promise<{ record: FundingRecord; fresh: boolean }> {
    const known = await lockFundingId(tx, funding.fundingId);
    if (known) {
      requireSameFunding(known, funding);
      return { record: known, fresh: false };
    }
    const machine = await lockMachine(tx, funding.asset);
    const decline = checkFunding(funding, machine, this.#rules);
    if (decline) await this.#decline(tx, funding, decline.code, decline.message, null);
    else await this.#orderWithinLimit(tx, funding);
    return { record: await requireFunding(tx, funding.fundingId), fresh: true };
  }

  async #orderWithinLimit(tx: Queryable, funding: NewFunding & { ubai: string }): Promise<void> {
    const { amount, ubai } = funding;
    const busy = await machineBacklog(tx, funding.asset, LONGEST_BACKLOG);
    if (busy !== null) {
      await this.#decline(tx, funding, 'BUSY', busy, null);
      return;
    }
    const allowance = await this.#ports.limits.lockAllowance(tx, ubai);
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
    const transferId = await insertOrdered(tx, funding, this.#rules.fundingWindowMs);
    await reserve(tx, transferId, ubai, allowance.gamingDay, amount);
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

  #announce(record: FundingRecord): void {
    const { asset, amount, state } = record;
    if (state.status !== 'DECLINED') {
      this.#ports.notices.publish({ kind: 'ordered', asset });
      return;
    }
    const reason = reasonForGlass(state.code);
    if (reason === null) return;
    const remaining = state.limit && { remaining: fromDecimal(state.limit.remaining, amount.currency) };
    const message = { type: 'funding.declined' as const, reason, amount, ...remaining };
    this.#ports.notices.publish({ kind: 'declined', asset, message });
  }

  /** A database that is away while we wait may come back inside the window. */
  async #answerInWindow(first: FundingRecord): Promise<FundingAnswer> {
    if (!isOpen(first)) return answerFor(first);
    const { settlements, log } = this.#ports;
    const watch = settlements.watch(first.state.transferId);
    const until = performance.now() + first.state.remainingMs;
    let last: FundingRecord = first;
    try {
      for (;;) {
        const left = until - performance.now();
        try {
          last = await this.#lookAgain(last, left);
        } catch (error) {
          log.error({ err: error, fundingId: first.fundingId }, 'ledger away while a funding waits');
          await delay(LOOK_AGAIN_MS);
        }
        if (!isOpen(last) || left < -GRACE_MS || settlements.released) return answerFor(last);
        await watch.changed(Math.max(left, LOOK_AGAIN_MS));
      }
    } finally {
      watch.end();
    }
  }

  /** The funding as it stands; with the window over, what is still open is closed first. */
  async #lookAgain(last: FundingRecord, leftMs: number): Promise<FundingRecord> {
    const { fundings, transfers, notices } = this.#ports;
    if (leftMs <= 0 && isOpen(last) && (await transfers.expire(last.state.transferId))) {
      notices.publish({ kind: 'settled', transferId: last.state.transferId });
    }
    return (await fundings.find(last.fundingId)) ?? last;
  }
}

/** How far behind the database's clock ours may run before we stop waiting for it to agree that the window is over. */
const GRACE_MS = 500;

/** Between two looks at a database that is away. */
const LOOK_AGAIN_MS = 200;

const CANCEL_SENTENCE = {
  PLAYER_CANCELLED: 'The player cancelled.',
  BANK_REFUSED: 'The bank refused the payment.',
  EXPIRED: 'The payment was not approved in time.',
} as const;

const CANCEL_ON_GLASS = {
  PLAYER_CANCELLED: 'CANCELLED',
  BANK_REFUSED: 'REFUSED_BY_BANK',
  EXPIRED: 'EXPIRED',
} as const;

type OpenFunding = FundingRecord & { state: { status: 'ORDERED' | 'SENT' } };

function isOpen(record: FundingRecord): record is OpenFunding {
  return record.state.status === 'ORDERED' || record.state.status === 'SENT';
}

function newFunding(request: FundingRequest): NewFunding & { ubai: string } {
  const { fundingId, asset, merchantId, ubai, playerId, gameName } = request;
  const amount = parseAmount(request.amount, request.currency);
  const whole = [
    fundingId,
    asset,
    merchantId,
    amount.minor,
    amount.currency,
    ubai,
    playerId ?? null,
    gameName ?? null,
  ];
  const requestDigest = createHash('sha256').update(JSON.stringify(whole)).digest('base64url');
  return { fundingId, asset, merchantId, amount, ubai, requestDigest };
}

function parseAmount(decimal: string, currency: string): Money {
  try {
    return fromDecimal(decimal, currency);
  } catch (cause) {
    if (cause instanceof MoneyError) throw new FundingRefusedError('MALFORMED', cause.message, { cause });
    throw cause;
  }
}

/** Same id, other content is a conflict. A tombstone, and a cancellation, know only part of the content. */
function requireSameFunding(known: FundingRecord, asked: NewFunding): void {
  const same =
    known.requestDigest !== null && asked.requestDigest !== null
      ? known.requestDigest === asked.requestDigest
      : known.asset === asked.asset &&
        known.merchantId === asked.merchantId &&
        known.amount.minor === asked.amount.minor &&
        known.amount.currency === asked.amount.currency;
  if (!same) throw new FundingRefusedError('CONFLICT', 'This funding id was used for a different funding.');
}

async function requireFunding(tx: Queryable, fundingId: string): Promise<FundingRecord> {
  const record = await findFunding(tx, fundingId);
  if (!record) throw new Error(`funding ${fundingId} was not written`);
  return record;
}

function unknownAnswer(funding: NewFunding): FundingAnswer {
  const { fundingId, amount } = funding;
  return { fundingId, status: 'UNCONFIRMED', amount: toDecimal(amount), currency: amount.currency };
}
