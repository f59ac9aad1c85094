/**
 * Makes one rail do its refunds. Each is in the database before it leaves, and is tried under the same key until the
 * rail says that it is done, or refused for good [money-has-a-home]. Several processes may work on one ledger.
 */
import { spreadBackOffMs, type BackOff } from '../../protocol/back-off.ts';
import { noteDone, noteRefused, noteUncertain, takeRefund, type TakenRefund } from '../ledger/outbox.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { RefundOutcome, Refunds } from '../rails/rail.ts';
import { WorkLoop } from './work-loop.ts';

interface Ports {
  readonly database: Database;
  readonly rail: { readonly name: string; readonly refunds: Refunds };
  readonly log: Log;
}

export interface RefundTimes {
  /** The longest that a try may take. */
  readonly tryMs: number;
  /** How long nobody else takes a refund that a process has taken: longer than a try. */
  readonly leaseMs: number;
  /** The time between two tries. */
  readonly backOff: BackOff;
  /** After this time a refund is found even when the notice of it was lost. */
  readonly pollMs: number;
}

export const REFUND_TIMES: RefundTimes = {
  tryMs: 30_000,
  leaseMs: 90_000,
  backOff: { firstMs: 1_000, longestMs: 900_000 },
  pollMs: 5_000,
};

export class RefundWorker {
  readonly #ports: Ports;
  readonly #times: RefundTimes;
  readonly #loop: WorkLoop;
  readonly #stopping = new AbortController();

  constructor(ports: Ports, times: RefundTimes) {
    this.#ports = ports;
    this.#times = times;
    this.#loop = new WorkLoop(() => this.#refundOne(), times.pollMs, ports.log);
  }

  start(): void {
    this.#loop.start();
  }

  /** A refund may be due. */
  wake(): void {
    this.#loop.wake();
  }

  /** A try that is under way is given up, and its refund is recorded as uncertain. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop.stop();
  }

  async #refundOne(): Promise<boolean> {
    const { database, rail, log } = this.#ports;
    if (this.#stopping.signal.aborted) return false;
    const refund = await takeRefund(database, rail.name, this.#times.leaseMs);
    if (refund === null) return false;
    const outcome = await this.#try(refund);
    const { key, amount, tries } = refund;
    const told = { event: 'refund', rail: rail.name, key, amount, tries, outcome: outcome.kind };
    switch (outcome.kind) {
      case 'done':
        await noteDone(database, rail.name, key);
        log.info(told, 'refund is done');
        break;
      case 'refused':
        await noteRefused(database, rail.name, refund, outcome.reason);
        log.error({ ...told, reason: outcome.reason }, 'refund is refused: a person has to end it');
        break;
      case 'uncertain': {
        const againMs = spreadBackOffMs(this.#times.backOff, tries, Math.random());
        await noteUncertain(database, rail.name, refund, outcome.reason, againMs);
        log.warn({ ...told, reason: outcome.reason, againMs }, 'refund is not known to be done');
      }
    }
    return true;
  }

  async #try({ key, paymentId, amount, mayHaveLeft }: TakenRefund): Promise<RefundOutcome> {
    const { refunds } = this.#ports.rail;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#times.tryMs)]);
    const refund = { key, paymentId, amount };
    try {
      return mayHaveLeft ? await refunds.resume(refund, signal) : await refunds.send(refund, signal);
    } catch (error) {
      return { kind: 'uncertain', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
