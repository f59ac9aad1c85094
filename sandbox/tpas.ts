/**
 * The payment agent service: takes an authorized payment to its end with the bridge, however often either side
 * falls over. One loop per payment; every change is durable before the next call leaves [durable-first].
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FundingApi } from './funding-api.ts';
import type { PaymentStore } from './payment-store.ts';
import { afterAnswer, nextCall, retryDelayMs, type Payment } from './payment.ts';

export interface TpasPorts {
  readonly store: PaymentStore;
  readonly fundingApi: FundingApi;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export class Tpas {
  readonly #ports: TpasPorts;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<void>>();

  constructor(ports: TpasPorts) {
    this.#ports = ports;
  }

  /** Takes up what an earlier process left open. */
  start(): void {
    for (const payment of this.#ports.store.unsettled()) this.#run(payment);
  }

  /** @returns false, and does nothing, when money moved or may still move by the same code. */
  submit(payment: Payment): boolean {
    if (!this.#ports.store.insert(payment)) return false;
    this.#run(payment);
    return true;
  }

  /** Resolves when nothing is under way any more; what is open stays open in the store. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running.values());
  }

  #run(payment: Payment): void {
    const { log } = this.#ports;
    const { fundingId } = payment;
    const running = this.#settle(payment)
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) log.error({ err: error, fundingId }, 'payment left open');
      })
      .finally(() => this.#running.delete(fundingId));
    this.#running.set(fundingId, running);
  }

  async #settle(begun: Payment): Promise<void> {
    const { store, fundingApi, log, now } = this.#ports;
    let payment = begun;
    const reached = new Set([begun.state]);
    const keep = (next: Payment): void => {
      payment = { ...next, updatedAt: now() };
      store.update(payment);
    };
    for (let attempt = 1; ; attempt += 1) {
      const call = nextCall(payment, now());
      if (call.kind === 'none') {
        if (payment.noticeDue !== null) keep({ ...payment, noticeDue: null });
        return;
      }
      keep({ ...payment, attempts: payment.attempts + 1 });
      const answer = await fundingApi.perform(call, payment, this.#stopping.signal);
      keep(afterAnswer(payment, call, answer));
      log.info(
        { fundingId: payment.fundingId, call: call.kind, answer, state: payment.state },
        'bridge answered',
      );
      // A state reached for the first time has waited for nothing yet; the same one again waits longer each time.
      if (!reached.has(payment.state)) attempt = 0;
      reached.add(payment.state);
      if (nextCall(payment, now()).kind !== 'none') {
        await delay(retryDelayMs(attempt), undefined, { signal: this.#stopping.signal });
      }
    }
  }
}
