/** Puts what the merchant is to be told into the queue, as the faults and the order's test case want it told. */
import type { Account } from '../accounts.ts';
import type { Json } from '../envelope.ts';
import type { EuropeFaultSwitch } from '../faults.ts';
import type { Order } from '../order.ts';
import type { OrderStore } from '../order-store.ts';
import type { Person } from '../people.ts';
import { accountData, kycData, orderData } from './notification-data.ts';
import type { NotificationMethod, NotificationQueue } from './notification-queue.ts';

/** Test case `G2`: what comes first otherwise comes this much later. */
const OPPOSITE_MS = 2_000;
/** How often the fault `repeated` and the test case `G1` send a notification in all. */
const REPEATED = 3;
/** Not the last word about an order. */
const FIRST_WORDS: readonly NotificationMethod[] = ['account', 'pending', 'payoutconfirmation'];

export class Teller {
  readonly #queue: NotificationQueue;
  readonly #store: OrderStore;
  readonly #faults: EuropeFaultSwitch;

  constructor(queue: NotificationQueue, store: OrderStore, faults: EuropeFaultSwitch) {
    this.#queue = queue;
    this.#store = store;
    this.#faults = faults;
  }

  tell(order: Order, method: Exclude<NotificationMethod, 'account' | 'kyc'>, at: number): void {
    this.#add(order, method, at, (id) => orderData(method, order, this.#faults.faults, id, at));
  }

  tellAccount(order: Order, account: Account, at: number): void {
    this.#add(order, 'account', at, (id) => accountData(order, account, id));
  }

  /** @returns the notification's id: what it is answered decides how the order goes on. */
  askKyc(
    order: Order,
    person: Person,
    country: string,
    abort: 'underage' | 'unverified' | null,
    at: number,
  ): string {
    return this.#add(order, 'kyc', at, (id) => kycData(order, person, country, abort, id));
  }

  #add(order: Order, method: NotificationMethod, at: number, dataOf: (id: string) => Json): string {
    const { notifications } = this.#faults.faults;
    const notificationId = this.#store.nextId();
    this.#queue.add({
      notificationId,
      method,
      orderId: order.orderId,
      url: order.notificationUrl,
      data: dataOf(notificationId),
      at,
      dueAt: at + this.#delayMs(order, method),
      lost: notifications === 'lost',
      forged: false,
      repeats: notifications === 'repeated' || order.testCase === 'G1' ? REPEATED - 1 : 0,
    });
    if (notifications === 'forged' && order.currency !== null) this.#forge(order, at);
    return notificationId;
  }

  #delayMs({ testCase }: Order, method: NotificationMethod): number {
    const { notifications, lateMs } = this.#faults.faults;
    const isFirst = FIRST_WORDS.includes(method);
    const late = notifications === 'late' || (notifications === 'outOfOrder' && isFirst) ? lateMs : 0;
    if (testCase !== 'G2' || !isFirst) return late;
    return late + (method === 'account' ? 2 * OPPOSITE_MS : OPPOSITE_MS);
  }

  /** Whoever forges a notification would like money to be credited. */
  #forge(order: Order, at: number): void {
    const notificationId = this.#store.nextId();
    this.#queue.add({
      notificationId,
      method: 'credit',
      orderId: order.orderId,
      url: order.notificationUrl,
      data: orderData('credit', order, this.#faults.faults, notificationId, at),
      at,
      dueAt: at,
      lost: false,
      forged: true,
      repeats: 0,
    });
  }
}
