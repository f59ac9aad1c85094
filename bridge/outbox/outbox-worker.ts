/**
 * Makes one rail do what it owes: refunds and payouts. Each is in the database before it leaves, and is tried under the same
 * key until the rail says that it is done, or refused for good [money-has-a-home]. Several processes may work on one
 * ledger.
 */
import { Value } from 'typebox/value';
import { spreadBackOffMs, type BackOff } from '../../protocol/back-off.ts';
import { noteDone, noteRefused, noteUncertain, takeDue, type TakenRow } from '../ledger/outbox.ts';
import { noticeRestore } from '../ledger/restored.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { WorkLoop } from '../platform/work-loop.ts';
import { RailOutcome, type Payouts, type Refunds } from '../rails/rail.ts';

interface Ports {
  readonly database: Database;
  readonly rail: {
    readonly name: string;
    readonly refunds: Refunds | null;
    readonly payouts: Payouts | null;
  };
  readonly log: Log;
}

export interface OutboxTimes {
  /** The longest that a try may take. */
  readonly tryMs: number;
  /** How long nobody else takes what a process has taken: longer than a try. */
  readonly leaseMs: number;
  /** The time between two tries. */
  readonly backOff: BackOff;
  /** After this time a row is found even when the notice of it was lost. */
  readonly pollMs: number;
}

export const OUTBOX_TIMES: OutboxTimes = {
  tryMs: 30_000,
  leaseMs: 90_000,
  backOff: { firstMs: 1_000, longestMs: 900_000 },
  pollMs: 5_000,
};

export class OutboxWorker {
  readonly #ports: Ports;
  readonly #times: OutboxTimes;
  readonly #loop: WorkLoop;
  readonly #stopping = new AbortController();

  constructor(ports: Ports, times: OutboxTimes) {
    this.#ports = ports;
    this.#times = times;
    this.#loop = new WorkLoop(() => this.#doOne(), times.pollMs, ports.log);
  }

  start(): void {
    this.#loop.start();
  }

  /** Something may be due. */
  wake(): void {
    this.#loop.wake();
  }

  /** A try that is under way is given up, and recorded as uncertain. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop.stop();
  }

  async #doOne(): Promise<boolean> {
    const { database, rail, log } = this.#ports;
    if (this.#stopping.signal.aborted) return false;
    // A copy that was put back while this process is at work: what it has as untried may have left.
    if (await noticeRestore(database))
      log.error('the ledger was restored from a copy while the bridge is at work');
    const kinds = [
      ...(rail.refunds ? ['refund' as const] : []),
      ...(rail.payouts ? ['payout' as const] : []),
    ];
    const taken = await takeDue(database, rail.name, kinds, this.#times.leaseMs);
    if (taken === null) return false;
    const outcome = await this.#try(taken);
    const { kind, key, amount, tries } = taken;
    const told = { event: kind, rail: rail.name, key, amount, tries, outcome: outcome.kind };
    switch (outcome.kind) {
      case 'done':
        await noteDone(database, rail.name, taken);
        log.info(told, `${kind} is done`);
        break;
      case 'refused':
        await noteRefused(database, rail.name, taken, outcome.reason);
        log.error({ ...told, reason: outcome.reason }, `${kind} is refused: a person has to end it`);
        break;
      case 'uncertain': {
        const againMs = spreadBackOffMs(this.#times.backOff, tries, Math.random());
        await noteUncertain(database, rail.name, taken, outcome.reason, againMs);
        log.warn({ ...told, reason: outcome.reason, againMs }, `${kind} is not known to be done`);
      }
    }
    return true;
  }

  /** A rail that goes on after the signal is not waited for: the other rows of the rail have their turn. */
  async #try(taken: TakenRow): Promise<RailOutcome> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#times.tryMs)]);
    try {
      const outcome: unknown = await Promise.race([this.#ask(taken, signal), aborted(signal)]);
      return Value.Check(RailOutcome, outcome) ? outcome : NO_OUTCOME;
    } catch (error) {
      return { kind: 'uncertain', reason: whatWasThrown(error) };
    }
  }

  async #ask(taken: TakenRow, signal: AbortSignal): Promise<RailOutcome> {
    const { refunds, payouts } = this.#ports.rail;
    const { key, amount, mayHaveLeft } = taken;
    if (taken.kind === 'refund') {
      const refund = { key, amount, paymentId: taken.paymentId };
      if (refunds === null) return NOT_OFFERED;
      return mayHaveLeft ? refunds.resume(refund, signal) : refunds.send(refund, signal);
    }
    const { account, sealedToken } = taken;
    if (payouts === null) return NOT_OFFERED;
    if (mayHaveLeft) return payouts.resume({ key, amount, account, sealedToken }, signal);
    if (sealedToken === null) return { kind: 'refused', reason: 'the player has taken the consent back' };
    return payouts.send({ key, amount, account, sealedToken }, signal);
  }
}

const NOT_OFFERED: RailOutcome = { kind: 'uncertain', reason: 'the rail does not offer this' };
const NO_OUTCOME: RailOutcome = { kind: 'uncertain', reason: 'the rail gave an answer that is none' };

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Without its message: an HTTP client puts the whole address there, and a token or an account can be in it [secrets-kept]. */
function whatWasThrown(error: unknown): string {
  if (!(error instanceof Error)) return 'the rail threw what is no error';
  const { name } = error;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `the rail threw ${name}${code}`;
}
