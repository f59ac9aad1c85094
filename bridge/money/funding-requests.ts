/**
 * Answers the requests of a rail about fundings: has a funding decided and ordered, waits for the cabinet's outcome inside
 * the funding window, and answers with what is then known [confirmed-only]. Metrics and log have every answer, and what
 * became of the payments that nobody asks about.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { toDecimal, type Money } from '../../protocol/money.ts';
import type { FundingRecord, Fundings, NewFunding } from '../ledger/fundings.ts';
import { isInWindow, type WindowStatus } from '../ledger/transfer-states.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import { announce } from './announce.ts';
import { answerFor } from './answer.ts';
import { cancelSentence } from './cancellation.ts';
import { declineNotice } from './decline-news.ts';
import type { FundingDecisions } from './decisions.ts';
import type { CancelRequest, FundingAnswer, FundingRequest } from './funding.ts';
import { newFunding, tombstoneOf, type AskedFunding } from './new-funding.ts';
import type { Settlements } from './settlements.ts';
import { endWindow } from './window-end.ts';

interface Ports {
  readonly database: Database;
  readonly decisions: FundingDecisions;
  readonly fundings: Fundings;
  readonly notices: Notices;
  readonly settlements: Settlements;
  readonly metrics: Pick<Metrics, 'funded'>;
  readonly digests: Digests;
  readonly log: Log;
}

/** How far behind the database's clock ours may run before we stop waiting for it to agree that the window is over. */
const GRACE_MS = 500;

/** How often a request that waits looks by itself: the notice may be lost. */
const LOOK_MS = 1_000;

/** The time between two looks at a database that is away. */
const LOOK_AGAIN_MS = 200;

export class FundingRequests {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Answers within the funding window. @throws {FundingRefusedError} nothing was changed. @throws
   * {NothingRecordedError} likewise, the caller may try again with the same id. Any other error proves nothing.
   */
  async submit(request: FundingRequest): Promise<FundingAnswer> {
    return this.#report(request.asset, () => this.#fund(newFunding(request, this.#ports.digests)));
  }

  /**
   * For a funding that was just decided and that nobody asked for: its rail captured the money first. Reports what is
   * known of it at the end of its window, as for a request.
   */
  async follow(decided: FundingRecord): Promise<void> {
    await this.#report(decided.asset, () => this.#answerInWindow(decided));
  }

  async #report(asset: string, answering: () => Promise<FundingAnswer>): Promise<FundingAnswer> {
    const start = performance.now();
    const answer = await answering();
    const durationMs = Math.round(performance.now() - start);
    this.#ports.metrics.funded(answer.status, answer.error?.code ?? null, durationMs / 1_000);
    const { fundingId, status, amount, currency, creditedAmount, error } = answer;
    this.#ports.log.info(
      {
        event: 'funding',
        fundingId,
        asset,
        amount,
        currency,
        status,
        creditedAmount,
        code: error?.code,
        durationMs,
      },
      'funding answered',
    );
    return answer;
  }

  async #fund(funding: AskedFunding): Promise<FundingAnswer> {
    const decided = await this.#ports.decisions.decide(funding);
    // It may be in the ledger: "not known" is the only true answer, and the caller's GET will tell more
    // [confirmed-only].
    if (decided === null) return unknownAnswer(funding);
    const { record, fresh } = decided;
    if (!fresh) return this.#answerInWindow(record);
    // Watched before anybody is told, so that nothing that follows is missed.
    const answer = this.#answerInWindow(record, 'just decided');
    announce(this.#ports.notices, decided);
    return answer;
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
    const { record, fresh } = await this.#ports.decisions.cancel(
      tombstoneOf(fundingId, request),
      cancelSentence(request.reason),
    );
    const told = {
      event: 'funding.cancelled',
      fundingId,
      reason: request.reason,
      status: record.state.status,
    };
    this.#ports.log.info(told, 'cancellation answered');
    if (fresh) {
      if ('transferId' in record.state) {
        this.#ports.notices.publish({ kind: 'settled', transferId: record.state.transferId });
      }
      const notice = declineNotice(record);
      if (notice) this.#ports.notices.publish(notice);
    }
    return answerFor(record);
  }

  /** A database that is away while we wait may come back inside the window. */
  async #answerInWindow(first: FundingRecord, known?: 'just decided'): Promise<FundingAnswer> {
    if (!isAwaited(first)) return answerFor(first);
    const { settlements, log } = this.#ports;
    const watch = settlements.watch(first.state.transferId);
    const until = performance.now() + first.state.remainingMs;
    let last: FundingRecord = first;
    try {
      if (known === 'just decided' && !settlements.released)
        await watch.changed(Math.min(first.state.remainingMs, LOOK_MS));
      for (;;) {
        const credited = watch.credited();
        if (credited !== null) return answerFor(creditedOf(first, credited));
        const left = until - performance.now();
        try {
          last = await this.#lookAgain(last, left);
        } catch (error) {
          log.error({ err: error, fundingId: first.fundingId }, 'ledger away while a funding waits');
          await delay(LOOK_AGAIN_MS);
        }
        if (!isAwaited(last) || left < -GRACE_MS || settlements.released) return answerFor(last);
        await watch.changed(Math.max(Math.min(left, LOOK_MS), LOOK_AGAIN_MS));
      }
    } finally {
      watch.end();
    }
  }

  /** The funding as it stands. When the window is over, a transfer that is still open is ended first. */
  async #lookAgain(last: FundingRecord, leftMs: number): Promise<FundingRecord> {
    if (leftMs <= 0 && isAwaited(last)) await endWindow(this.#ports, last.state.transferId);
    return (await this.#ports.fundings.find(last.fundingId)) ?? last;
  }
}

type AwaitedFunding = FundingRecord & { state: { status: WindowStatus } };

function creditedOf(record: AwaitedFunding, credited: Money): FundingRecord {
  const { transferId } = record.state;
  return { ...record, state: { status: 'CREDITED', transferId, credited } };
}

/** Whether its window may still change it: then the request waits. */
function isAwaited(record: FundingRecord): record is AwaitedFunding {
  return isInWindow(record.state.status);
}

function unknownAnswer(funding: NewFunding): FundingAnswer {
  const { fundingId, amount } = funding;
  return { fundingId, status: 'UNCONFIRMED', amount: toDecimal(amount), currency: amount.currency };
}
