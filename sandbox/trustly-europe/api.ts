/** The JSON-RPC API of Trustly Europe: one address for every method, with the faults of the control port. */
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Agenda } from '../agenda.ts';
import { ApiError, isApiErrorNumber } from './api-error.ts';
import {
  answerText,
  errorText,
  NO_HEADING,
  readCall,
  type Call,
  type Heading,
  type Json,
  type Signer,
} from './envelope.ts';
import type { EuropeFaultSwitch } from './faults.ts';
import { textOf } from './fields.ts';
import type { Keys } from './keys.ts';
import { callMethod, type MethodPorts } from './methods/methods.ts';
import { ANSWER_WITHIN_MS, type NotificationSender } from './notifications/notification-sender.ts';
import type { Order } from './order.ts';
import { isSigned } from './signing/signatures.ts';

export const API_PATH = '/api/1';
const LONGEST_BODY = 65_536;

export interface Merchant {
  readonly username: string;
  readonly password: string;
}

export interface ApiPorts extends MethodPorts {
  readonly merchant: Merchant;
  readonly keys: Keys;
  readonly sender: NotificationSender;
  readonly faults: EuropeFaultSwitch;
  readonly agenda: Agenda;
  /** Through the checkout without a player. */
  readonly walkThrough: (order: Order) => Promise<void>;
}

export async function registerApi(parent: FastifyInstance, ports: ApiPorts): Promise<void> {
  const { faults } = ports;
  await parent.register(async (api) => {
    // The signature is over the bytes as they came.
    api.removeAllContentTypeParsers();
    api.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: LONGEST_BODY },
      async (_request: unknown, body: Buffer) => body,
    );
    // What Fastify refuses by itself: a body that is too long, a connection that breaks off.
    api.setErrorHandler((error, _request, reply) => {
      const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
      if (status >= 500) reply.log.error({ err: error }, 'request failed');
      return send(reply, errorText(NO_HEADING, status >= 500 ? 620 : 623, signerOf(ports)));
    });
    api.addHook('onRequest', async (request, reply) => misbehave(request, reply, ports));
    // The deed is done and durable; only its answer never arrives.
    api.addHook('onSend', async (request, _reply, payload) => {
      if (faults.faults.api === 'lost') request.raw.socket.destroy();
      return payload;
    });
    api.post(API_PATH, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      return send(reply, await answer(body, ports, reply));
    });
  });
}

async function send(reply: FastifyReply, text: string): Promise<FastifyReply> {
  return reply.code(200).type('application/json; charset=utf-8').send(text);
}

async function answer(body: Buffer, ports: ApiPorts, reply: FastifyReply): Promise<string> {
  let heading: Heading = NO_HEADING;
  try {
    const call = readCall(body);
    heading = { method: call.method, uuid: call.uuid };
    authenticate(call, ports);
    refuseByFault(ports.faults);
    const data = await perform(call, ports);
    const text = answerText(heading, data, signerOf(ports));
    return ports.faults.faults.api === 'unsigned' ? unsigned(text) : text;
  } catch (error) {
    const refusal = error instanceof ApiError ? error : new ApiError(620, 'internal error', { cause: error });
    if (error === refusal)
      reply.log.info({ event: 'refused', number: refusal.number, detail: refusal.detail });
    else reply.log.error({ err: error }, 'request failed');
    return errorText(heading, refusal.number, signerOf(ports));
  }
}

/** @throws {ApiError} 616, 639, 636, 688, in this order */
function authenticate(call: Call, { merchant, keys, orders }: ApiPorts): void {
  const isRight = (name: 'Username' | 'Password', right: string): boolean =>
    isSame(textOf(call.data, name) ?? '', right);
  if (!isRight('Username', merchant.username) || !isRight('Password', merchant.password)) {
    throw new ApiError(616, 'Username or Password is wrong');
  }
  if (keys.merchant === null) throw new ApiError(639, "the merchant's public key is not set");
  if (!isSigned(call, call.signature, keys.merchant)) throw new ApiError(636, 'the signature is wrong');
  if (!orders.store.useUuid(call.uuid)) throw new ApiError(688, `UUID ${call.uuid} was used before`);
}

async function perform(call: Call, ports: ApiPorts): Promise<Json> {
  const { orders, agenda, faults } = ports;
  const { data, order } = orders.store.atomically(() => callMethod(call, ports));
  if (faults.faults.notifications === 'beforeAnswer' && order !== null) {
    if (order.kind === 'Deposit') await ports.walkThrough(order);
    await toldOf(order, ports);
  }
  agenda.wake();
  return data;
}

/** Waits until each notification of the order was tried once, those included that are due in a moment. */
async function toldOf({ orderId }: Order, { orders, agenda }: ApiPorts): Promise<void> {
  const deadline = performance.now() + ANSWER_WITHIN_MS;
  agenda.wake();
  for (let seen = -1; seen < orders.notifications.of(orderId).length && performance.now() < deadline;) {
    const told = orders.notifications.of(orderId);
    seen = told.length;
    await Promise.all(told.map(({ notificationId }) => agenda.tried(notificationId, ANSWER_WITHIN_MS)));
    if (orders.store.get(orderId)?.state === 'PENDING' || orders.store.get(orderId)?.state === 'EXECUTING') {
      await delay(50);
      agenda.wake();
      seen = -1;
    }
  }
}

function signerOf({ keys, sender, faults: { faults } }: ApiPorts): Signer {
  const key = faults.api === 'wrongSignature' ? sender.stranger() : keys.own;
  return { key, algorithm: faults.signedWith };
}

function unsigned(text: string): string {
  const message = JSON.parse(text) as { result: { signature?: string } };
  delete message.result.signature;
  return JSON.stringify(message);
}

function refuseByFault({ faults: { api, refusedWith } }: EuropeFaultSwitch): void {
  if (api === 'refused') throw new ApiError(isApiErrorNumber(refusedWith) ? refusedWith : 620, 'by a fault');
}

/** Before the body is looked at: a connection that is cut has done nothing. */
async function misbehave(
  request: FastifyRequest,
  reply: FastifyReply,
  { faults: { faults } }: ApiPorts,
): Promise<void> {
  if (faults.api === 'down') {
    reply.hijack();
    request.raw.socket.destroy();
  } else if (faults.api === 'slow') {
    await delay(faults.slowMs, undefined, { ref: false });
  } else if (faults.api === 'garbage') {
    await reply.type('application/json').send('{"version": "1.1", "result": {"sig');
  } else if (faults.api === 'unavailable') {
    await reply.code(503).type('text/html').send('<h1>Service Unavailable</h1>');
  }
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
