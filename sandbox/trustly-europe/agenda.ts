/**
 * Does what is due on this part's clock: the next step of an order, the next notification to the merchant. What is due is
 * in the store, so that a new process goes on with it [durable-first].
 */
import type { Logger } from 'pino';
import type { EuropeFaultSwitch } from './faults.ts';
import type { Notification } from './notifications/notification-queue.ts';
import type { NotificationSender } from './notifications/notification-sender.ts';
import type { Orders } from './orders.ts';

const LONGEST_SLEEP_MS = 60_000;

export interface AgendaPorts {
  readonly orders: Orders;
  readonly sender: NotificationSender;
  readonly faults: EuropeFaultSwitch;
  readonly log: Logger;
}

export class Agenda {
  readonly #ports: AgendaPorts;
  /** By order: its notifications go one after the other. */
  readonly #sending = new Map<string, Promise<void>>();
  readonly #listeners = new Map<string, (() => void)[]>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(ports: AgendaPorts) {
    this.#ports = ports;
  }

  /** Looks what is due now, and sets the alarm for what is due next. */
  wake(): void {
    if (this.#stopped) return;
    const { orders } = this.#ports;
    const nextStep = orders.takeDueSteps();
    const now = orders.clock.now();
    for (const notification of orders.notifications.due(now)) {
      if (!this.#sending.has(notification.orderId)) this.#send(notification);
    }
    const next = [nextStep, orders.notifications.nextDueAt()].filter((at) => at !== null && at > now);
    if (this.#timer !== null) clearTimeout(this.#timer);
    const wait = Math.min(LONGEST_SLEEP_MS, ...next.map((at) => (at ?? now) - now));
    this.#timer = setTimeout(() => this.wake(), wait);
    this.#timer.unref();
  }

  /** Resolves when the notification was tried once, or after `timeoutMs`. */
  async tried(notificationId: string, timeoutMs: number): Promise<void> {
    const notification = this.#ports.orders.notifications.get(notificationId);
    if (notification === null || notification.state !== 'waiting' || notification.attempts > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      const listeners = this.#listeners.get(notificationId) ?? [];
      listeners.push(() => {
        clearTimeout(timer);
        resolve();
      });
      this.#listeners.set(notificationId, listeners);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await Promise.all(this.#sending.values());
  }

  #send(notification: Notification): void {
    const { notificationId, orderId } = notification;
    const sending = this.#bring(notification)
      .catch((error: unknown) =>
        this.#ports.log.error({ err: error, notificationId }, 'notification not sent'),
      )
      .finally(() => {
        this.#sending.delete(orderId);
        for (const heard of this.#listeners.get(notificationId) ?? []) heard();
        this.#listeners.delete(notificationId);
        this.wake();
      });
    this.#sending.set(orderId, sending);
  }

  async #bring(notification: Notification): Promise<void> {
    const { orders, sender, faults, log } = this.#ports;
    const { signedWith, notifications } = faults.faults;
    const outcome = await sender.send(notification, signedWith, notifications === 'wrongSignature');
    orders.heard(notification, outcome);
    const { notificationId, method, orderId } = notification;
    log.info({ notificationId, method, orderId, outcome }, 'notification sent');
  }
}
