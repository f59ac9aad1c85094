/** Orders on their way: made, moved from state to state, each time with what the merchant is told of it [durable-first]. */
import { bankingDaysAfter, type MovableClock } from '../movable-clock.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { Book } from './book.ts';
import type { EuropeFaultSwitch } from './faults.ts';
import type {
  Notification,
  NotificationMethod,
  NotificationQueue,
  Outcome,
} from './notifications/notification-queue.ts';
import { Teller } from './notifications/teller.ts';
import type { NewOrder, Order, OrderState } from './order.ts';
import type { OrderStore, Step } from './order-store.ts';
import type { Person } from './people.ts';

/** How long a player may take in the checkout, on this part's clock. */
export const CHECKOUT_MS = 30 * 60_000;
/** A deposit that does not arrive, and a payout that the bank returns, are known after this many banking days. */
export const UNSETTLED_AFTER_DAYS = 3;
/** Test case D3. */
export const LATE_CREDIT_MS = 60 * 60_000;

/** What is told of an order's state. */
type OrderNews = Exclude<NotificationMethod, 'account' | 'kyc'>;

export interface OrdersPorts {
  readonly store: OrderStore;
  readonly book: Book;
  readonly notifications: NotificationQueue;
  readonly clock: MovableClock;
  readonly faults: EuropeFaultSwitch;
}

export class Orders {
  readonly store: OrderStore;
  readonly book: Book;
  readonly notifications: NotificationQueue;
  readonly clock: MovableClock;
  readonly #faults: EuropeFaultSwitch;
  readonly #teller: Teller;

  constructor({ store, book, notifications, clock, faults }: OrdersPorts) {
    this.store = store;
    this.book = book;
    this.notifications = notifications;
    this.clock = clock;
    this.#faults = faults;
    this.#teller = new Teller(notifications, store, faults);
  }

  /** @throws {ApiError} 637 */
  make(given: NewOrder): Order {
    const now = this.clock.now();
    const order: Order = {
      orderId: this.store.nextId(),
      state: 'NEW',
      amountMinor: null,
      leastMinor: null,
      mostMinor: null,
      country: null,
      successUrl: null,
      failUrl: null,
      requestKyc: false,
      externalReference: null,
      accountId: null,
      sessionId: null,
      testCase: null,
      kycAnswer: null,
      debitAnswer: null,
      refundedMinor: 0,
      createdAt: now,
      updatedAt: now,
      ...given,
    };
    if (!this.store.insert(order)) throw new ApiError(637, `MessageID ${order.messageId} was used before`);
    if (order.sessionId !== null) this.store.plan(order.orderId, now + CHECKOUT_MS, 'expire');
    return order;
  }

  change(order: Order, change: Partial<Order>): Order {
    const after = { ...order, ...change, updatedAt: this.clock.now() };
    this.store.update(after);
    return after;
  }

  /** Forgets what it still had before it, and plans this step. */
  plan(order: Order, step: Step, afterMs: number): void {
    this.store.dropSteps(order.orderId);
    this.store.plan(order.orderId, this.clock.now() + afterMs, step);
  }

  /** The player is through the checkout: an account was chosen and, but for SelectAccount, an amount approved. */
  approve(given: Order, account: Account): Order {
    return this.store.atomically(() => {
      this.store.keepAccount(account);
      this.store.dropSteps(given.orderId);
      const order = this.change(given, { accountId: account.accountId });
      const { creditMs, accountNotifications } = this.#faults.faults;
      // What a SelectAccount is for cannot be switched off.
      if (accountNotifications || order.kind === 'SelectAccount')
        this.#teller.tellAccount(order, account, this.clock.now());
      if (order.kind === 'SelectAccount') return this.change(order, { state: 'FINISHED' });
      if (order.kind === 'Withdraw') return this.#into(order, 'ASKING', 'debit', this.clock.now());
      const after = this.#into(order, 'PENDING', 'pending', this.clock.now());
      const gone = order.testCase === 'D4' || order.testCase === 'D5';
      this.plan(after, gone ? 'cancel' : 'credit', order.testCase === 'D3' ? LATE_CREDIT_MS : creditMs);
      return after;
    });
  }

  /** Sends the payout to the bank. */
  execute(given: Order): Order {
    return this.store.atomically(() => {
      const { payouts, payoutMs } = this.#faults.faults;
      const order = this.change(given, { state: 'EXECUTING' });
      this.#post(order, -(order.amountMinor ?? 0), this.clock.now());
      if (payouts !== 'held') this.plan(order, payouts === 'failed' ? 'fail' : 'confirm', payoutMs);
      return order;
    });
  }

  /** The player left the checkout, the bank refused, or the merchant did not want it. */
  cancel(order: Order): Order {
    return this.store.atomically(() => {
      this.store.dropSteps(order.orderId);
      return this.#into(order, 'CANCELLED', 'cancel', this.clock.now());
    });
  }

  /** The merchant answered FINISH: the player is who they are, and no money moves. Nothing more is told. */
  finish(order: Order): Order {
    return this.store.atomically(() => {
      this.store.dropSteps(order.orderId);
      return this.change(order, { state: 'FINISHED' });
    });
  }

  /** The merchant does not let a withdrawal go: what it had taken from its player is the player's again. */
  deny(order: Order): Order {
    return this.store.atomically(() => {
      if (order.debitAnswer === 'OK') this.#teller.tell(order, 'credit', this.clock.now());
      return this.cancel(order);
    });
  }

  /** @returns the notification's id. */
  askKyc(order: Order, person: Person, country: string, abort: 'underage' | 'unverified' | null): string {
    return this.#teller.askKyc(order, person, country, abort, this.clock.now());
  }

  /** Writes down what the merchant said, and does what follows from it. */
  heard(notification: Notification, outcome: Outcome): void {
    this.store.atomically(() => {
      const status = this.notifications.tried(notification, outcome, this.clock.now());
      const order = this.store.get(notification.orderId);
      if (status === null || order === null) return;
      if (notification.method === 'kyc') this.change(order, { kycAnswer: status });
      if (notification.method !== 'debit') return;
      const after = this.change(order, { debitAnswer: status });
      if (after.state === 'ASKING' && status === 'FAILED') this.cancel(after);
    });
  }

  /** Takes the steps whose time has come. @returns when the next one is due. */
  takeDueSteps(): number | null {
    for (;;) {
      const step = this.store.nextStep();
      if (step === null || step.dueAt > this.clock.now()) return step?.dueAt ?? null;
      this.store.atomically(() => {
        this.store.dropStep(step.stepId);
        const order = this.store.get(step.orderId);
        if (order !== null) this.#take(order, step.step, step.dueAt);
      });
    }
  }

  #take(order: Order, step: Step, at: number): void {
    const { orderId, state } = order;
    switch (step) {
      case 'expire':
        if (state === 'NEW') this.#into({ ...order, sessionId: null }, 'CANCELLED', 'cancel', at);
        return;
      case 'credit': {
        this.#into(order, 'CREDITED', 'credit', at);
        if (order.testCase === 'D1') this.store.plan(orderId, at + this.#faults.faults.creditMs, 'debit');
        else if (this.#faults.faults.deposits === 'settle') this.store.plan(orderId, at, 'settle');
        else this.store.plan(orderId, bankingDaysAfter(at, UNSETTLED_AFTER_DAYS), 'debit');
        return;
      }
      case 'settle':
        this.#post(order, order.amountMinor ?? 0, at);
        if (state === 'DEBITED' && order.debitAnswer === 'OK')
          this.refund(order, order.amountMinor ?? 0, null, at);
        else this.change(order, { state: 'SETTLED' });
        return;
      case 'debit':
        if (state === 'SETTLED') this.#post(order, -(order.amountMinor ?? 0), at);
        this.#into(order, 'DEBITED', 'debit', at);
        return;
      case 'cancel':
        this.#into(order, 'CANCELLED', 'cancel', at);
        if (order.testCase === 'D5')
          this.store.plan(orderId, at + this.#faults.faults.creditMs, 'arriveAfterCancel');
        return;
      case 'arriveAfterCancel':
        this.#post(order, order.amountMinor ?? 0, at);
        this.refund(order, order.amountMinor ?? 0, null, at);
        return;
      case 'confirm':
        this.#into(order, 'CONFIRMED', 'payoutconfirmation', at);
        if (order.testCase === 'W1' || this.#faults.faults.payouts === 'returned')
          this.store.plan(orderId, bankingDaysAfter(at, UNSETTLED_AFTER_DAYS), 'return');
        return;
      case 'fail':
        if (this.#faults.faults.payoutFailedNotifications) this.#teller.tell(order, 'payoutfailed', at);
        this.#giveBack(order, at);
        this.#teller.tell(order, 'cancel', at);
        return;
      case 'return':
        this.#giveBack(order, at);
        return;
    }
  }

  /** Of a deposit, to the player. @param externalReference of the call. */
  refund(order: Order, minor: number, externalReference: string | null, at: number): void {
    this.book.post(order, 'Refund', -minor, at, {
      clearinghouse: this.#clearinghouse(order),
      externalReference,
    });
    this.change(order, { refundedMinor: order.refundedMinor + minor });
  }

  /** A payout that failed: the merchant has the money again, and is told by a credit. */
  #giveBack(order: Order, at: number): void {
    this.#post(order, order.amountMinor ?? 0, at);
    this.#into(order, 'RETURNED', 'credit', at);
  }

  #post(order: Order, minor: number, at: number): void {
    const { kind } = order;
    const type = kind === 'Deposit' || kind === 'Withdraw' ? kind : 'AccountPayout';
    this.book.post(order, type, minor, at, { clearinghouse: this.#clearinghouse(order) });
  }

  #clearinghouse({ accountId }: Order): string {
    return (accountId === null ? null : this.store.account(accountId)?.clearinghouse) ?? 'SWEDEN';
  }

  #into(order: Order, state: OrderState, method: OrderNews, at: number): Order {
    const after = this.change(order, { state });
    this.#teller.tell(after, method, at);
    return after;
  }
}
