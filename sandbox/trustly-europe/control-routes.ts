/** The control port of this part. Registered behind the door of the sandbox's control port. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { descriptorOf } from './accounts.ts';
import type { Agenda } from '../agenda.ts';
import { amountText, readAmount } from './amounts.ts';
import { ApiError } from './api-error.ts';
import {
  EuropeBalance,
  EuropeFaults,
  EuropeForward,
  EuropeMove,
  EuropeVisit,
  type EuropeClock,
  type EuropeNotification,
  type EuropeOrder,
} from './control.ts';
import type { EuropeFaultSwitch } from './faults.ts';
import type { Notification } from './notifications/notification-queue.ts';
import type { Order, OrderState } from './order.ts';
import type { Orders } from './orders.ts';

const MOST = 200;
const params = Type.Object({ id: Type.String() });

export interface EuropeControlPorts {
  readonly orders: Orders;
  readonly faults: EuropeFaultSwitch;
  readonly agenda: Agenda;
  /** The whole way through the checkout; where it leads the player. */
  readonly walkThrough: (orderId: string, visit: EuropeVisit) => Promise<string | null>;
}

/** From where a step can be forced. */
const FROM: Readonly<Record<EuropeMove['step'], readonly OrderState[]>> = {
  credit: ['PENDING', 'CANCELLED'],
  settle: ['CREDITED', 'DEBITED'],
  debit: ['CREDITED', 'SETTLED'],
  cancel: ['NEW', 'PENDING'],
  arriveAfterCancel: ['CANCELLED'],
  confirm: ['EXECUTING'],
  fail: ['EXECUTING'],
  return: ['EXECUTING', 'CONFIRMED'],
};

export function registerEuropeControl(parent: FastifyInstance, ports: EuropeControlPorts): void {
  const { orders, faults, agenda } = ports;
  const { store, clock, notifications, book } = orders;
  const control = parent.withTypeProvider<TypeBoxTypeProvider>();
  const told = (): EuropeClock => ({ now: clock.now(), aheadMs: clock.aheadMs });
  const balances = (): EuropeBalance[] =>
    [...book.balances()].map(([currency, minor]) => ({ currency, balance: amountText(minor, currency) }));

  control.get('/control/europe/faults', async () => faults.faults);
  control.put('/control/europe/faults', { schema: { body: EuropeFaults } }, async (request) => {
    faults.set(request.body);
    agenda.wake();
    return faults.faults;
  });
  control.get('/control/europe/clock', async () => told());
  control.post('/control/europe/clock', { schema: { body: EuropeForward } }, async (request) => {
    clock.forward(request.body.forwardMs);
    agenda.wake();
    return told();
  });
  control.get('/control/europe/orders', async () => store.newest(MOST).map((one) => shownOrder(one, orders)));
  control.post(
    '/control/europe/orders/:id/move',
    { schema: { params, body: EuropeMove } },
    async (request, reply) => {
      const order = store.get(request.params.id);
      if (order === null) return notFound(reply, 'NO_ORDER');
      const { step, afterMs } = request.body;
      // Without an amount and an account there is no money that could come.
      const isPossible = FROM[step].includes(order.state) && (step === 'cancel' || order.accountId !== null);
      if (!isPossible) {
        const message = `an order that is ${order.state} has no step ${step}`;
        return reply.code(409).send({ error: { code: 'NOT_POSSIBLE', message } });
      }
      orders.plan(order, step, afterMs);
      agenda.wake();
      return reply.send(shownOrder(store.get(order.orderId) ?? order, orders));
    },
  );
  control.post(
    '/control/europe/orders/:id/checkout',
    { schema: { params, body: EuropeVisit } },
    async (request, reply) => {
      const redirect = await ports.walkThrough(request.params.id, request.body);
      return redirect === null ? notFound(reply, 'NO_CHECKOUT') : reply.send({ redirect });
    },
  );
  control.get('/control/europe/notifications', async () => notifications.newest(MOST).map(shownNotification));
  control.post('/control/europe/notifications/:id/send', { schema: { params } }, async (request, reply) => {
    notifications.again(request.params.id, clock.now());
    const notification = notifications.get(request.params.id);
    if (notification === null) return notFound(reply, 'NO_NOTIFICATION');
    agenda.wake();
    return reply.send(shownNotification(notification));
  });
  control.get('/control/europe/balances', async () => balances());
  control.post('/control/europe/balances', { schema: { body: EuropeBalance } }, async (request, reply) => {
    const { currency, balance } = request.body;
    const isLess = balance.startsWith('-');
    try {
      const minor = readAmount('balance', isLess ? balance.slice(1) : balance, currency);
      book.prefund(currency, isLess ? -minor : minor, clock.now());
      return await reply.send(balances());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return reply.code(400).send({ error: { code: 'NOT_OF_SCHEMA', message: error.detail } });
    }
  });
}

async function notFound(reply: FastifyReply, code: string): Promise<void> {
  await reply.code(404).send({ error: { code, message: 'there is none by this id' } });
}

function shownOrder(order: Order, { store }: Orders): EuropeOrder {
  const { orderId, kind, state, messageId, currency, amountMinor, refundedMinor, accountId } = order;
  const { testCase, kycAnswer, debitAnswer, createdAt, updatedAt } = order;
  const account = accountId === null ? null : store.account(accountId);
  return {
    orderId,
    kind,
    state,
    messageId,
    currency,
    amount: currency === null || amountMinor === null ? null : amountText(amountMinor, currency),
    refunded: currency === null ? null : amountText(refundedMinor, currency),
    account: account && `${account.bank} ${descriptorOf(account)}`,
    accountId,
    testCase,
    kycAnswer,
    debitAnswer,
    createdAt,
    updatedAt,
  };
}

/** Without the data, which say who somebody is. */
function shownNotification(notification: Notification): EuropeNotification {
  const { notificationId, method, orderId, state, attempts, status, answer, forged, createdAt } =
    notification;
  return { notificationId, method, orderId, state, attempts, status, answer, forged, createdAt };
}
