/**
 * Does what is due on this part's clock: the next step of a transaction, the next event to the merchant. What is due is
 * in the store, so that a new process goes on with it [durable-first].
 */
import type { Logger } from 'pino';
import type { QueuedEvent } from './event-queue.ts';
import type { EventSender } from './event-sender.ts';
import type { OnFileFaultSwitch } from './faults.ts';
import type { Transactions } from './transactions.ts';

const LONGEST_SLEEP_MS = 60_000;

export interface AgendaPorts {
  readonly transactions: Transactions;
  readonly sender: EventSender;
  readonly faults: OnFileFaultSwitch;
  readonly log: Logger;
}

export class Agenda {
  readonly #ports: AgendaPorts;
  /** By transaction: its events go one after the other. */
  readonly #sending = new Map<string, Promise<void>>();
  readonly #listeners = new Map<string, () => void>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(ports: AgendaPorts) {
    this.#ports = ports;
  }

  /** Looks what is due now, and sets the alarm for what is due next. */
  wake(): void {
    if (this.#stopped) return;
    const { transactions } = this.#ports;
    const nextStep = transactions.takeDueSteps();
    const now = transactions.clock.now();
    for (const event of transactions.events.due(now)) {
      if (!this.#sending.has(event.transactionId)) this.#send(event);
    }
    const next = [nextStep, transactions.events.nextDueAt()].filter((at) => at !== null && at > now);
    if (this.#timer !== null) clearTimeout(this.#timer);
    const wait = Math.min(LONGEST_SLEEP_MS, ...next.map((at) => (at ?? now) - now));
    this.#timer = setTimeout(() => this.wake(), wait);
    this.#timer.unref();
  }

  /** Resolves when the event was tried once, or after `timeoutMs`. */
  async tried(eventId: string, timeoutMs: number): Promise<void> {
    const event = this.#ports.transactions.events.get(eventId);
    if (event === null || event.url === null || event.attempts > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#listeners.set(eventId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#listeners.delete(eventId);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await Promise.all(this.#sending.values());
  }

  #send(event: QueuedEvent): void {
    const { log } = this.#ports;
    const { eventId, transactionId } = event;
    const sending = this.#bring(event)
      .catch((error: unknown) => log.error({ err: error, eventId }, 'event not sent'))
      .finally(() => {
        this.#sending.delete(transactionId);
        this.#listeners.get(eventId)?.();
        this.wake();
      });
    this.#sending.set(transactionId, sending);
  }

  async #bring(event: QueuedEvent): Promise<void> {
    const { transactions, sender, faults, log } = this.#ports;
    const answer = await sender.send(event, faults.faults.events === 'wrongSignature');
    transactions.events.tried(event, answer, transactions.clock.now());
    const { eventId, eventType, transactionId } = event;
    log.info({ eventId, eventType, transactionId, answer }, 'event sent');
  }
}
