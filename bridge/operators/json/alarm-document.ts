/** What the API document says of the alarms about money at payment rails. */
import { Type } from 'typebox';
import { RAIL_ALARM_KINDS } from '../../ledger/rail-alarms.ts';
import { ErrorAnswer } from '../../platform/http/error-answer.ts';
import type { RouteDocument } from '../../platform/http/route-document.ts';

const closed = { additionalProperties: false } as const;
const JSON_TYPE = 'application/json';

export const RailAlarmAnswer = Type.Object(
  {
    alarmId: Type.Integer(),
    rail: Type.String(),
    kind: Type.Enum([...RAIL_ALARM_KINDS]),
    subject: Type.String({ description: 'What it is about, such as the key of a refund.' }),
    detail: Type.Record(Type.String(), Type.Unknown()),
    raisedAt: Type.String({ format: 'date-time' }),
    mayBeDone: Type.Boolean({
      description: 'The ledger may have been set back since, to before a person dealt with it.',
    }),
  },
  closed,
);

const refused = (description: string) => ({ description, type: JSON_TYPE, schema: ErrorAnswer });
const common = {
  tag: 'Operators',
  security: ['operatorToken', 'operator'],
};
const REFUSED = {
  401: refused('UNAUTHORIZED: no operator, or a wrong password or token.'),
  403: refused('FORBIDDEN: this operator may not.'),
  429: refused('TOO_MANY_REQUESTS: too many requests, or too many wrong passwords.'),
  503: refused('UNAVAILABLE: the ledger cannot be reached.'),
};

export const LIST_ALARMS: RouteDocument = {
  ...common,
  operationId: 'listRailAlarms',
  summary: 'What a person has to see to, or to know of, at the payment rails',
  answers: {
    200: {
      description: 'The open alarms, oldest first.',
      type: JSON_TYPE,
      schema: Type.Array(RailAlarmAnswer),
    },
    ...REFUSED,
  },
};

export const SETTLE_ALARM: RouteDocument = {
  ...common,
  operationId: 'settleRailAlarm',
  summary: 'A person has seen to an alarm',
  description: 'Of a refund or a payout that the rail refused: it was paid by hand. This is booked.',
  answers: {
    200: { description: 'The alarm that has ended.', type: JSON_TYPE, schema: RailAlarmAnswer },
    400: refused('MALFORMED: no reason, or not a number of an alarm.'),
    404: refused('NOT_FOUND: no open alarm has this number.'),
    409: refused('CONFLICT: the bridge is still at it, or it has ended in the meantime.'),
    ...REFUSED,
  },
};
