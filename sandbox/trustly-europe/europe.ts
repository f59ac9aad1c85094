/** What this part of the sandbox is made of. */
import type Database from 'libsql';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { MovableClock } from '../movable-clock.ts';
import { durableKey } from '../storage.ts';
import { europeAgenda } from './agenda.ts';
import { CURRENCIES } from './amounts.ts';
import { registerApi, type Merchant } from './api.ts';
import { Book } from './book.ts';
import { checkoutPath } from './checkout/paths.ts';
import { Reception } from './checkout/reception.ts';
import { registerCheckout } from './checkout/routes.ts';
import { registerEuropeControl } from './control-routes.ts';
import { EuropeFaultSwitch } from './faults.ts';
import { openKeys } from './keys.ts';
import { NotificationQueue } from './notifications/notification-queue.ts';
import { NotificationSender } from './notifications/notification-sender.ts';
import { Orders } from './orders.ts';
import { OrderStore } from './order-store.ts';
import { People } from './people.ts';

export interface EuropeMerchant extends Merchant {
  /** PEM; null: none was registered. */
  readonly merchantKey: string | null;
  /** Trustly's own, PEM; null: made at the first start. */
  readonly privateKey: string | null;
}

export interface EuropePorts {
  readonly database: Database.Database;
  readonly dataDirectory: string;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Base of the checkout as the phone reaches it. */
  readonly publicUrl: () => string;
}

export interface Europe {
  registerApi(server: FastifyInstance): Promise<void>;
  /** What phones reach. */
  registerCheckout(server: FastifyInstance): Promise<void>;
  registerControl(server: FastifyInstance): void;
  start(): void;
  stop(): Promise<void>;
}

/** What the merchant has at Trustly at the first start, in the smallest unit of each currency. */
export const FIRST_BALANCE_MINOR = 100_000_000;

export function createEurope(merchant: EuropeMerchant, ports: EuropePorts): Europe {
  const { database, dataDirectory, log, now, publicUrl } = ports;
  const keys = openKeys(dataDirectory, merchant);
  const faults = new EuropeFaultSwitch();
  const clock = new MovableClock(database, 'europe', now);
  const store = new OrderStore(database);
  const book = new Book(database);
  const orders = new Orders({ store, book, notifications: new NotificationQueue(database), clock, faults });
  const sender = new NotificationSender(keys);
  const agenda = europeAgenda({ orders, sender, faults, log });
  const people = new People(durableKey(database, 'europe people'));
  const reception = new Reception({ orders, agenda, people });
  if (book.balances().size === 0) {
    for (const currency of CURRENCIES) book.prefund(currency, FIRST_BALANCE_MINOR, clock.now());
  }
  return {
    registerApi: (server) =>
      registerApi(server, {
        merchant,
        keys,
        sender,
        faults,
        agenda,
        orders,
        accountKey: people.key,
        checkoutUrl: ({ orderId, sessionId }) => `${publicUrl()}${checkoutPath(orderId, sessionId ?? '')}`,
        walkThrough: async ({ orderId }) => {
          await reception.walkThrough(orderId, {});
        },
      }),
    registerCheckout: (server) => registerCheckout(server, reception),
    registerControl: (server) =>
      registerEuropeControl(server, {
        orders,
        faults,
        agenda,
        walkThrough: (orderId, visit) => reception.walkThrough(orderId, visit),
      }),
    start: () => agenda.wake(),
    stop: () => agenda.stop(),
  };
}
