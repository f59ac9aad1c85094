/** What the checkout does: opens once for an order, logs the player in, and sends the player back to the merchant. */
import { readAmount } from '../amounts.ts';
import { ApiError } from '../api-error.ts';
import type { Agenda } from '../../agenda.ts';
import type { EuropeVisit } from '../control.ts';
import { CHECKOUT_COUNTRIES, COUNTRIES } from '../countries.ts';
import { ANSWER_WITHIN_MS } from '../notifications/notification-sender.ts';
import type { Order } from '../order.ts';
import type { Orders } from '../orders.ts';
import { isSpecial, type People, type Person } from '../people.ts';
import { testCasesFor } from '../test-cases.ts';
import type { Login, StepAt } from './steps.ts';
import { Visits, type Visit } from './visits.ts';

export interface ReceptionPorts {
  readonly orders: Orders;
  readonly agenda: Agenda;
  readonly people: People;
}

const DEFAULT_USER = 'player';

export class Reception {
  readonly visits = new Visits();
  readonly #ports: ReceptionPorts;

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
  }

  /** Null where the address is not that of an order, or was opened before. */
  open(orderId: string, sessionId: string): Visit | null {
    const { orders } = this.#ports;
    const order = orders.store.get(orderId);
    if (order === null || order.sessionId === null || order.sessionId !== sessionId || order.state !== 'NEW')
      return null;
    orders.change(order, { sessionId: null });
    const country = CHECKOUT_COUNTRIES.find(({ code }) => code === order.country) ?? COUNTRIES[0];
    return this.visits.open(orderId, country);
  }

  /** The order of a visit that is not over. */
  orderOf({ orderId, at }: Visit): Order | null {
    const order = this.#ports.orders.store.get(orderId);
    return at.step === 'over' || order?.state !== 'NEW' ? null : order;
  }

  async logIn(id: string, userName: string, option: string): Promise<void> {
    const visit = this.visits.get(id);
    const order = visit && this.orderOf(visit);
    if (visit?.at.step !== 'login' || !order) return;
    const { people, orders } = this.#ports;
    const { country, bank } = visit.at;
    if (userName === '' || isSpecial(userName, 'locked')) {
      this.visits.advance(id, { event: 'loginRefused', problem: userName === '' ? 'MISSING' : 'REFUSED' });
      return;
    }
    const person = people.personOf(country, userName, orders.clock.now());
    const testCase = testCasesFor(order.kind).find((name) => name === option) ?? null;
    const login: Login = { country, bank, person, testCase };
    const chosen = orders.change(order, { testCase });
    if (testCase === 'G3') {
      this.#leave(id, chosen);
      return;
    }
    if (order.requestKyc) await this.#askKyc(id, chosen, login);
    else this.#showAccounts(id, login);
  }

  async #askKyc(id: string, order: Order, login: Login): Promise<void> {
    const { orders, agenda } = this.#ports;
    const abort = abortOf(login.person);
    const notificationId = orders.askKyc(order, login.person, login.country.code, abort);
    this.visits.advance(id, { event: 'askedKyc', login, notificationId });
    const heard = agenda.tried(notificationId, ANSWER_WITHIN_MS);
    agenda.wake();
    await heard;
    this.followKyc(id);
  }

  /** Goes on as the merchant has answered; as long as it has not, the player waits. */
  followKyc(id: string): void {
    const visit = this.visits.get(id);
    const order = visit && this.orderOf(visit);
    if (visit?.at.step !== 'kyc' || !order) return;
    const { orders } = this.#ports;
    const { login } = visit.at;
    const status = orders.notifications.get(visit.at.notificationId)?.status ?? null;
    if (status === null) return;
    if (abortOf(login.person) !== null) {
      this.#leave(id, order);
    } else if (status === 'CONTINUE') {
      this.#showAccounts(id, login);
    } else if (status === 'FINISH') {
      orders.finish(order);
      this.#over(id, order.successUrl);
    } else {
      // "OK" says nothing about going on: without CONTINUE no money moves.
      this.#leave(id, order);
    }
  }

  #showAccounts(id: string, login: Login): void {
    const accounts = this.#ports.people.accountsOf(login.country, login.bank, login.person);
    this.visits.advance(
      id,
      accounts.length === 0
        ? { event: 'loginRefused', problem: 'NO_ACCOUNTS' }
        : { event: 'accounts', login, accounts },
    );
    // After a kyc there is no login page to say so on.
    const visit = this.visits.get(id);
    const order = visit && this.orderOf(visit);
    if (accounts.length === 0 && visit?.at.step === 'kyc' && order) this.#leave(id, order);
  }

  /** @param amount as the player typed it, where the order leaves it open. */
  approve(id: string, amount: string): void {
    const visit = this.visits.get(id);
    const order = visit && this.orderOf(visit);
    if (visit?.at.step !== 'confirm' || !order) return;
    const { orders, agenda } = this.#ports;
    const amountMinor = chosenAmount(order, amount);
    if (amountMinor === 'wrong') {
      this.visits.advance(id, { event: 'wrongAmount' });
      return;
    }
    orders.approve({ ...order, amountMinor }, visit.at.account);
    agenda.wake();
    this.#over(id, order.successUrl);
  }

  leave(id: string): void {
    const visit = this.visits.get(id);
    const order = visit && this.orderOf(visit);
    if (visit && order) this.#leave(id, order);
  }

  #leave(id: string, order: Order): void {
    this.#ports.orders.cancel(order);
    this.#ports.agenda.wake();
    this.#over(id, order.failUrl);
  }

  #over(id: string, redirect: string | null): void {
    this.visits.advance(id, { event: 'over', redirect: redirect ?? '/' });
  }

  /** The whole way at once, for tests without a browser. Null: the checkout cannot be opened, or leads nowhere. */
  async walkThrough(orderId: string, choice: EuropeVisit): Promise<string | null> {
    const { orders } = this.#ports;
    const visit = this.open(orderId, orders.store.get(orderId)?.sessionId ?? '');
    if (visit === null) return null;
    const { id } = visit;
    const country = CHECKOUT_COUNTRIES.find(({ banks }) => banks.includes(choice.bank ?? ''));
    if (country !== undefined) this.visits.advance(id, { event: 'country', country });
    const at = this.visits.get(id)?.at as StepAt<'bank'>;
    this.visits.advance(id, { event: 'bank', bank: choice.bank ?? at.country.banks[0] });
    await this.logIn(id, choice.userName ?? DEFAULT_USER, choice.testCase ?? '');
    this.visits.advance(id, { event: 'account', index: choice.account ?? 0 });
    if (choice.leave !== true) this.approve(id, choice.amount ?? '');
    else this.leave(id);
    const after = this.visits.get(id)?.at;
    if (after?.step === 'kyc') return null;
    if (after?.step !== 'over') this.leave(id);
    const end = this.visits.get(id)?.at;
    return end?.step === 'over' ? end.redirect : null;
  }
}

function abortOf({ userName }: Person): 'underage' | 'unverified' | null {
  if (isSpecial(userName, 'underage')) return 'underage';
  return isSpecial(userName, 'unverified') ? 'unverified' : null;
}

function chosenAmount(order: Order, text: string): number | null | 'wrong' {
  const { currency, amountMinor, leastMinor, mostMinor } = order;
  if (currency === null || amountMinor !== null) return amountMinor;
  try {
    const minor = readAmount('amount', text.trim(), currency);
    return minor < (leastMinor ?? 0) || minor > (mostMinor ?? Infinity) ? 'wrong' : minor;
  } catch (error) {
    if (error instanceof ApiError) return 'wrong';
    throw error;
  }
}
