/**
 * The Daily Limits API's bodies, checked by these schemas [checked-at-the-door]; the OpenAPI document is made from
 * them.
 */
import { Type, type Static } from 'typebox';
import { Currency } from '../../../../protocol/money.ts';
import { annotated } from '../../../platform/http/annotated.ts';
import { DecimalAmount, LimitDetail, Ubai } from '../../../money/funding.ts';

const closed = { additionalProperties: false } as const;
const Instant = Type.String({
  description: 'ISO 8601 instant, UTC.',
  examples: ['2026-05-02T13:00:00.000Z'],
});
const OwnLimit = Type.Union([DecimalAmount, Type.Null()]);

export const RequestedBy = Type.Enum(['PLAYER', 'CASINO', 'REGULATOR']);

export const LimitAnswer = Type.Object(
  {
    ubai: Ubai,
    currency: Currency,
    ceiling: annotated(DecimalAmount, {
      description: 'The most that the jurisdiction allows per gaming day.',
    }),
    ownLimit: annotated(OwnLimit, {
      description: "The player's own limit; null: none, the ceiling applies.",
    }),
    pending: Type.Optional(
      Type.Object(
        { ownLimit: OwnLimit, effectiveAt: Instant },
        { ...closed, description: 'A raise that waits for the end of its cooling-off period.' },
      ),
    ),
    today: annotated(LimitDetail, { description: 'What applies on the present gaming day.' }),
  },
  closed,
);
export type LimitAnswer = Static<typeof LimitAnswer>;

export const LimitRequest = Type.Object(
  { limit: DecimalAmount, currency: Currency, requestedBy: RequestedBy },
  closed,
);

export const LimitRemoval = Type.Object({ requestedBy: Type.Optional(RequestedBy) }, closed);

export const LimitCheckRequest = Type.Object(
  { amount: DecimalAmount, currency: Currency },
  { ...closed, examples: [{ amount: '20.00', currency: 'USD' }] },
);

export const LimitCheckAnswer = Type.Object(
  {
    allowed: Type.Boolean({
      description: 'Whether a funding of this amount would pass the limit now. Nothing is reserved.',
    }),
    code: Type.Optional(Type.Literal('LIMIT_REACHED')),
    today: LimitDetail,
  },
  closed,
);

export const LimitHistoryAnswer = Type.Object(
  {
    changes: Type.Array(
      Type.Object(
        {
          changedAt: Instant,
          effectiveAt: Instant,
          client: Type.String({ description: 'The API client that asked for it.' }),
          requestedBy: RequestedBy,
          from: OwnLimit,
          to: OwnLimit,
        },
        closed,
      ),
    ),
  },
  closed,
);
