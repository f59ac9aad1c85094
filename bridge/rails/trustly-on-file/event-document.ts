/** What the API document says of the door for Trustly's events. */
import { ErrorAnswer } from '../../platform/http/error-answer.ts';
import type { RouteDocument } from '../../platform/http/route-document.ts';
import { EventFields } from './event.ts';

const refused = (description: string) => ({ description, type: 'application/json', schema: ErrorAnswer });

export const EVENT_DOCUMENT: RouteDocument = {
  tag: 'Trustly events',
  operationId: 'receiveEvent',
  summary: 'Trustly tells of a transaction',
  description:
    'Kept, acted on and answered in one transaction. A repeat with the same `eventId` and the same bytes gets the same answer and changes nothing. Events may come in any order: the newest by `createdAt`, then by `eventId`, holds. More fields than these may come.',
  consumes: 'application/x-www-form-urlencoded',
  body: EventFields,
  security: ['signature'],
  answers: {
    200: { description: 'It is kept, and will not be asked for again.', type: 'text/plain' },
    400: refused('MALFORMED: signed, and not an event that can be read.'),
    401: refused('UNAUTHORIZED: the signature is not good, or there is none. Nothing is kept.'),
    403: refused('FORBIDDEN: for another merchant.'),
    409: refused('CONFLICT: this `eventId` came before with other bytes. A person is told.'),
    415: refused('MALFORMED: not form-encoded.'),
    503: refused('UNAVAILABLE: the ledger cannot be reached. Nothing is kept.'),
  },
};
