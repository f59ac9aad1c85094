/** The control port of this part. Registered behind the door of the sandbox's control port. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { toDecimal } from '../../protocol/money.ts';
import type { Agenda } from '../agenda.ts';
import { ApiError } from './api-error.ts';
import { revokeConsent } from './changes.ts';
import {
  OnFileFaults,
  OnFileForward,
  OnFileLogin,
  OnFileMove,
  type OnFileClock,
  type OnFileEvent,
  type OnFileTransaction,
} from './control.ts';
import type { QueuedEvent } from './event-queue.ts';
import type { OnFileFaultSwitch } from './faults.ts';
import type { Fields } from './request-fields.ts';
import { failing, providerResult, type Transactions } from './transactions.ts';
import type { Transaction } from './transaction.ts';

const MOST = 200;
const params = Type.Object({ id: Type.String() });

export interface OnFileControlPorts {
  readonly transactions: Transactions;
  readonly faults: OnFileFaultSwitch;
  readonly agenda: Agenda;
  /** The whole way through the Lightbox; where it leads the player. @throws {ApiError} */
  readonly logIn: (establish: Fields, login: Omit<OnFileLogin, 'establish'>) => Promise<string>;
}

export function registerOnFileControl(parent: FastifyInstance, ports: OnFileControlPorts): void {
  const { transactions, faults, agenda } = ports;
  const { store, clock, events } = transactions;
  const control = parent.withTypeProvider<TypeBoxTypeProvider>();
  const told = (): OnFileClock => ({ now: clock.now(), aheadMs: clock.aheadMs });

  control.get('/control/on-file/faults', async () => faults.faults);
  control.put('/control/on-file/faults', { schema: { body: OnFileFaults } }, async (request) => {
    faults.set(request.body);
    agenda.wake();
    return faults.faults;
  });
  control.get('/control/on-file/clock', async () => told());
  control.post('/control/on-file/clock', { schema: { body: OnFileForward } }, async (request) => {
    clock.forward(request.body.forwardMs);
    agenda.wake();
    return told();
  });
  control.get('/control/on-file/transactions', async () =>
    store.search({}, MOST).map((one) => shownTransaction(one, transactions)),
  );
  control.post(
    '/control/on-file/transactions/:id/move',
    { schema: { params, body: OnFileMove } },
    async (request, reply) => {
      const moved = move(request.params.id, request.body, transactions);
      if (moved === null) return notFound(reply, 'NO_TRANSACTION');
      agenda.wake();
      return reply.send(shownTransaction(moved, transactions));
    },
  );
  control.get('/control/on-file/events', async () => events.newest(MOST).map(shownEvent));
  control.post('/control/on-file/events/:id/send', { schema: { params } }, async (request, reply) => {
    events.again(request.params.id, clock.now());
    const event = events.get(request.params.id);
    if (event === null) return notFound(reply, 'NO_EVENT');
    agenda.wake();
    return reply.send(shownEvent(event));
  });
  control.post(
    '/control/on-file/authorizations',
    { schema: { body: OnFileLogin } },
    async (request, reply) => {
      const { establish, ...login } = request.body;
      try {
        return await reply.send({ redirect: await ports.logIn(establish, login) });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return reply.code(error.status).send(error.body(clock.now()));
      }
    },
  );
}

function move(
  transactionId: string,
  { to, providerStatus, reasonCode, thirdPartyDeclineCode }: OnFileMove,
  transactions: Transactions,
): Transaction | null {
  if (to === 'consent revoked') return revokeConsent(transactionId, transactions);
  const change =
    providerStatus === null
      ? {}
      : failing(providerResult(providerStatus, { reasonCode, thirdPartyDeclineCode }));
  return transactions.move(transactionId, to, change);
}

async function notFound(reply: FastifyReply, code: string): Promise<void> {
  await reply.code(404).send({ error: { code, message: 'there is none by this id' } });
}

function shownTransaction(transaction: Transaction, transactions: Transactions): OnFileTransaction {
  const { account } = transactions.authorizationOf(transaction);
  const decimal = (minor: number): string => toDecimal({ minor, currency: 'USD' });
  return {
    transactionId: transaction.transactionId,
    originalTransactionId: transaction.originalId,
    type: transaction.type,
    status: transaction.status,
    providerStatus: transaction.provider?.status ?? null,
    merchantReference: transaction.merchantReference,
    amount: decimal(transaction.amountMinor),
    refunded: decimal(transaction.refundedMinor),
    account: account && `${account.bankName} ••${account.lastDigits}`,
    depositCode: account?.deposit?.code ?? null,
    createdAt: transaction.createdAt,
    updatedAt: transaction.updatedAt,
  };
}

/** Without the body, which may hold a split token [secrets-kept]. */
function shownEvent(event: QueuedEvent): OnFileEvent {
  const { eventId, eventType, transactionId, state, attempts, answer, forged, createdAt } = event;
  return { eventId, eventType, transactionId, state, attempts, answer, forged, createdAt };
}
