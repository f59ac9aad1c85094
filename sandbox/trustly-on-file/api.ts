/** The REST API of Trustly on file, under `/api/v1`, with the faults of the control port. */
import { setTimeout as delay } from 'node:timers/promises';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BANKS } from '../demo-bank.ts';
import { basicCredentials } from '../basic-credentials.ts';
import { registerAccountData } from './account-data.ts';
import { authorizeByNumbers } from './account-numbers.ts';
import type { Agenda } from '../agenda.ts';
import { transactionAnswer } from './answers.ts';
import { ApiError, invalid, isApiErrorCode } from './api-error.ts';
import { capture, preauthorize, type MoneyPorts } from './capture.ts';
import { cancel, existing, refresh } from './changes.ts';
import { establish } from './establish.ts';
import type { Merchant } from './event-queue.ts';
import type { TransactionType } from './enumerations.ts';
import type { OnFileFaultSwitch } from './faults.ts';
import { deposit, giveBack } from './payout.ts';
import { fieldsOf, type Fields } from './request-fields.ts';
import type { Transaction } from './transaction.ts';

export const API_PATH = '/api/v1';
const LONGEST_BODY = 65_536;
const PAGE = 50;

export interface ApiPorts extends Omit<MoneyPorts, 'faults'> {
  readonly merchant: Merchant;
  readonly faults: OnFileFaultSwitch;
  readonly agenda: Agenda;
  /** Opens the Lightbox for this authorization, and says where. */
  readonly openLightbox: (transaction: Transaction) => string;
}

/** What an answer needs beside the transaction itself. */
export type Answerer = (transaction: Transaction) => object;

export async function registerApi(parent: FastifyInstance, ports: ApiPorts): Promise<void> {
  const { merchant, transactions, faults, agenda } = ports;
  const money: MoneyPorts = { ...ports, faults: () => faults.faults };
  const answer: Answerer = (transaction) => ({
    transaction: transactionAnswer(transaction, transactions.authorizationOf(transaction), merchant),
  });
  const isMerchant = basicCredentials(`${merchant.accessId}:${merchant.accessKey}`);

  await parent.register(
    async (api) => {
      await api.register(formbody, { bodyLimit: LONGEST_BODY });
      api.setErrorHandler((error, _request, reply) =>
        refuse(reply, asApiError(error), transactions.clock.now()),
      );
      api.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: 'Not Found' }));
      api.addHook('onRequest', async (request, reply) => {
        await misbehave(request, reply, faults);
        if (reply.sent) return;
        if (!isMerchant(request.headers.authorization)) throw new ApiError(375);
      });
      // The deed is done and durable; only its answer never arrives.
      api.addHook('onSend', async (request, _reply, payload) => {
        if (faults.faults.api === 'lost' && request.method !== 'GET') request.raw.socket.destroy();
        return payload;
      });
      const order = (path: string, work: (id: string, fields: Fields) => Transaction): void => {
        api.post<{ Params: { id: string } }>(path, async (request) => {
          const transaction = work(request.params.id, fieldsOf(request.body));
          agenda.wake();
          return answer(transaction);
        });
      };
      order('/transactions/:id/capture', (id, fields) => capture(id, fields, money));
      order('/transactions/:id/capture/preAuth', (id, fields) => preauthorize(id, fields, money));
      order('/transactions/:id/deposit', (id, fields) => deposit(id, fields, money));
      order('/transactions/:id/refund', (id, fields) => giveBack('Refund', id, fields, money));
      order('/transactions/:id/reclaim', (id, fields) => giveBack('Reclaim', id, fields, money));
      order('/transactions/:id/cancel', (id, fields) => cancel(id, fields, transactions));
      order('/transactions/:id/refresh', (id, fields) => refresh(id, fields, money));

      api.post('/establish', async (request) => {
        const fields = fieldsOf(request.body);
        // All or nothing: numbers of an account that are wrong leave no trace.
        const { transaction, known } = transactions.store.atomically(() => {
          const made = establish(fields, merchant, transactions);
          return { transaction: made, known: authorizeByNumbers(made, fields, ports) };
        });
        agenda.wake();
        return {
          ...answer(known ?? transaction),
          ...(known === null && { url: ports.openLightbox(transaction) }),
        };
      });
      api.get<{ Params: { id: string } }>('/transactions/:id', async (request) =>
        answer(existing(request.params.id, transactions)),
      );
      api.get('/transactions', async (request) => {
        const query = fieldsOf(request.query);
        const found = transactions.store.search(searchOf(query), PAGE, wholeNumber(query, 'offset'));
        return { transactions: found.map((one) => (answer(one) as { transaction: object }).transaction) };
      });
      api.get('/paymentProviders', async () => ({
        paymentProviders: BANKS.map(({ name, providerId }) => ({
          paymentProviderId: providerId,
          name,
          type: 1,
        })),
      }));
      registerAccountData(api, transactions);
    },
    { prefix: API_PATH },
  );
}

function searchOf(query: Fields) {
  const { merchantReference, originalTransactionId: originalId, transactionType } = query;
  const types: Readonly<Record<string, TransactionType>> = {
    1: 'Authorize',
    3: 'Capture',
    4: 'Refund',
    6: 'Deposit',
    7: 'Reclaim',
    10: 'Preauthorization',
  };
  const type = types[transactionType ?? ''];
  if (transactionType !== undefined && type === undefined) {
    throw invalid('transactionType', `transactionType "${transactionType}" is unknown`);
  }
  return {
    ...(merchantReference !== undefined && { merchantReference }),
    ...(originalId !== undefined && { originalId }),
    ...(type !== undefined && { type }),
  };
}

function wholeNumber(query: Fields, name: string): number {
  const text = query[name] ?? '0';
  if (!/^[0-9]{1,9}$/.test(text)) throw invalid(name, `${name} is not a whole number`);
  return Number(text);
}

/** Before the credentials and the body are looked at: a connection that is cut has done nothing. */
async function misbehave(
  request: FastifyRequest,
  reply: FastifyReply,
  { faults: { api, slowMs, refusedWith } }: OnFileFaultSwitch,
): Promise<void> {
  switch (api) {
    case 'ok':
    case 'lost':
      return;
    case 'down':
      reply.hijack();
      request.raw.socket.destroy();
      return;
    case 'slow':
      await delay(slowMs, undefined, { ref: false });
      return;
    case 'garbage':
      await reply.type('application/json').send('{"transaction": {"status"');
      return;
    case 'unavailable':
      await reply.code(503).send({ message: 'Service Unavailable' });
      return;
    case 'refused':
      throw new ApiError(isApiErrorCode(refusedWith) ? refusedWith : 100);
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  // What Fastify refuses by itself: no JSON, a media type it does not know, a body that is too long.
  if (typeof status === 'number' && status < 500) return invalid('body', 'the body cannot be read');
  return new ApiError(100, undefined, null, { cause: error });
}

async function refuse(reply: FastifyReply, error: ApiError, nowMs: number): Promise<void> {
  if (error.cause !== undefined) reply.log.error({ err: error.cause }, 'request failed');
  if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="trustly"');
  await reply.code(error.status).send(error.body(nowMs));
}
