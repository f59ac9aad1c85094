/** The door for Trustly's notifications: raw bytes, verified, then kept and acted on, then acknowledged and signed. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ApiError } from '../../platform/http/error-answer.ts';
import { sameText } from '../../platform/http/same-text.ts';
import type { Log } from '../../platform/log.ts';
import type { Transaction } from '../../platform/postgres/database.ts';
import type { NotificationInbox, Verdict } from '../rail.ts';
import {
  acknowledgement,
  EnvelopeError,
  readNotification,
  type Keys,
  type NotificationEnvelope,
} from './envelope.ts';
import { NOTIFICATION_ROUTE } from './notification-path.ts';
import { EUROPE } from './europe.ts';
import {
  newsOf,
  type EuropeOrders,
  type News,
  type NewsAnswer,
  type NewsPorts,
} from './notification-news.ts';
import {
  namesPerson,
  notificationOf,
  type EuropeNotification,
  type UnknownNotification,
} from './notification.ts';
import { canonicalText, RawJsonError } from './raw-json.ts';

export interface NotificationPorts extends NewsPorts {
  readonly keys: Keys;
  /** The last part of the address: nobody but Trustly and we know it. */
  readonly door: string;
  readonly inbox: NotificationInbox;
  readonly orders: EuropeOrders;
  readonly log: Log;
}

type Told = EuropeNotification | UnknownNotification;

const MAX_BYTES = 16_384;
const Door = Type.Object({ door: Type.String() });
const JSON_TYPE = /^application\/json(?:;|$)/;

export function notificationRoutes(ports: NotificationPorts): FastifyPluginAsyncTypebox {
  const { keys, door, inbox, log } = ports;
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      JSON_TYPE,
      { parseAs: 'buffer' },
      async (_request: unknown, body: Buffer) => body,
    );
    app.post(NOTIFICATION_ROUTE, { schema: { params: Door } }, async ({ body, params }, reply) => {
      if (!sameText(params.door, door))
        throw new ApiError(404, 'NOT_FOUND', 'There is nothing at this path.');
      const envelope = opened(keys, body, log);
      const told = notificationOf(envelope);
      if (told === null) {
        log.error(
          { method: envelope.method },
          'a notification of Trustly is not of its documents: not taken',
        );
        throw new ApiError(400, 'MALFORMED', 'The notification cannot be read.');
      }
      const status = await stored(ports, envelope, told);
      if (status === null)
        throw new ApiError(409, 'CONFLICT', 'This id came before with another notification.');
      return reply.type('application/json; charset=utf-8').send(acknowledgement(keys, envelope, status));
    });
  };

  /** The answer is kept as its status: a repeat may come with another UUID, and the acknowledgement has that of what it answers. */
  async function stored(
    port: NotificationPorts,
    envelope: NotificationEnvelope,
    told: Told,
  ): Promise<string | null> {
    let answer: NewsAnswer | null = null;
    const kept = await inbox.receive(EUROPE, {
      id: told.id,
      body: keptBody(port, envelope, told),
      event: async (tx) => {
        const news = await heard(port, tx, told);
        answer = news.answer;
        return news.event;
      },
      answer: (verdict) => Buffer.from(statusOf(answer ?? 'FAILED', verdict)),
    });
    return kept && kept.toString();
  }
}

/** @throws {ApiError} without a signed acknowledgement: then Trustly repeats it, and a person is told by the log. */
function opened(keys: Keys, body: unknown, log: Log): NotificationEnvelope {
  if (!Buffer.isBuffer(body)) throw new ApiError(415, 'MALFORMED', 'The body must be JSON.');
  try {
    return readNotification(keys, body, MAX_BYTES);
  } catch (error) {
    if (!(error instanceof EnvelopeError || error instanceof RawJsonError)) throw error;
    log.error(
      { code: error.code, problem: error.message },
      'something that is no notification of Trustly came to its door',
    );
    if (error.code === 'NOT_SIGNED') throw new ApiError(401, 'UNAUTHORIZED', 'The signature is not good.');
    throw new ApiError(400, 'MALFORMED', 'The notification cannot be read.');
  }
}

async function heard(ports: NotificationPorts, tx: Transaction, told: Told): Promise<News> {
  const { orders, log } = ports;
  const order = told.method === 'unknown' ? null : await orders.orderOf(tx, told);
  const news = newsOf(told, order, ports);
  if (told.method === 'payoutfailed')
    log.error(
      { id: told.id, orderId: told.orderId, of: order?.kind },
      'a payout or a refund has not reached the player',
    );
  if (order === null)
    log.error({ method: told.method, id: told.id }, 'a notification of Trustly is of no order of ours');
  return news;
}

/** A repeat has the same one. Where the data may name a person, only a digest of it is kept. */
function keptBody(
  { digests }: NotificationPorts,
  { method, data }: NotificationEnvelope,
  told: Told,
): Buffer {
  const text = canonicalText({ method, data });
  return Buffer.from(namesPerson(told) ? digests.request([EUROPE, text]) : text);
}

function statusOf(answer: NewsAnswer, verdict: Verdict): string {
  switch (answer) {
    case 'as-decided':
      return verdict === 'go-on' ? 'CONTINUE' : 'FINISH';
    case 'as-stopped':
      return verdict === 'go-on' ? 'OK' : 'FAILED';
    default:
      return answer;
  }
}
