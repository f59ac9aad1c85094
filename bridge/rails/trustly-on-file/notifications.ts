/** The door for Trustly's events: raw bytes, verified, then kept and acted on, then answered. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ApiError } from '../../platform/http/error-answer.ts';
import type { NotificationInbox } from '../rail.ts';
import type { CaptureRules } from './capture-told.ts';
import { EVENT_DOCUMENT } from './event-document.ts';
import { newsOf } from './event-news.ts';
import { readEvent, withoutToken } from './event.ts';
import { signedEvent } from './notification-signature.ts';
import { ON_FILE } from './on-file.ts';
import type { SplitTokens } from './split-tokens.ts';

export interface NotificationPorts extends CaptureRules {
  readonly merchant: { readonly accessId: string; readonly accessKey: string; readonly merchantId: string };
  readonly inbox: NotificationInbox;
  readonly splitTokens: SplitTokens;
  /** A capture may have been ordered. */
  readonly wake: () => void;
}

export const NOTIFICATIONS_PATH = '/trustly-on-file/events';
const FORM = 'application/x-www-form-urlencoded';
const ANSWER = Buffer.from('OK');

export function notificationRoutes(ports: NotificationPorts): FastifyPluginAsyncTypebox {
  const { merchant, inbox, wake } = ports;
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(FORM, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    app.post(
      NOTIFICATIONS_PATH,
      { config: { document: EVENT_DOCUMENT } },
      async ({ body, headers }, reply) => {
        const fields = Buffer.isBuffer(body) ? signedEvent(headers.authorization, body, merchant) : null;
        if (fields === null || !Buffer.isBuffer(body))
          throw new ApiError(401, 'UNAUTHORIZED', 'The signature is not good.');
        const event = readEvent(fields);
        if (event === null) throw new ApiError(400, 'MALFORMED', 'The event cannot be read.');
        if (event.merchantId !== merchant.merchantId)
          throw new ApiError(403, 'FORBIDDEN', 'The event is for another merchant.');
        const stored = await inbox.receive(ON_FILE, {
          id: event.eventId,
          body: withoutToken(body),
          event: async (tx) => newsOf(tx, event, ports),
          answer: () => ANSWER,
        });
        if (stored === null) throw new ApiError(409, 'CONFLICT', 'This id came before with another event.');
        wake();
        return reply.type('text/plain').send(stored);
      },
    );
  };
}
