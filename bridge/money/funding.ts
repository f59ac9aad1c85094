/** The Funding API's bodies, checked by these schemas [checked-at-the-door]; the OpenAPI document is made from them. */
import { Type, type Static } from 'typebox';
import { AssetId } from '../../protocol/egm-link.ts';
import { Currency } from '../../protocol/money.ts';
import { FUNDING_ID_PATTERN } from '../../protocol/transfer.ts';
import { FundingErrorCode } from '../ledger/funding-error-code.ts';

const closed = { additionalProperties: false } as const;

export const FundingId = Type.String({
  pattern: FUNDING_ID_PATTERN,
  description: 'Chosen by the caller; the same id is the same funding for ever.',
});
export const DecimalAmount = Type.String({
  pattern: '^(0|[1-9][0-9]{0,12})(\\.[0-9]{1,4})?$',
  description:
    'Decimal amount without sign, grouping or exponent, at most as many decimals as the currency has.',
  examples: ['20.00'],
});
export const MerchantId = Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\x21-\\x7e]+$' });
/** Unique Bank Account Identifier: the TPAS's token for a bank account, the key of limits. */
export const Ubai = Type.String({ minLength: 1, maxLength: 40, pattern: '^[\\x21-\\x7e]+$' });

export const GameName = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\x00-\\x1f\\x7f]+$' });

export const FundingRequest = Type.Object(
  {
    fundingId: FundingId,
    asset: AssetId,
    merchantId: MerchantId,
    amount: DecimalAmount,
    currency: Currency,
    ubai: Ubai,
    playerId: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\x20-\\x7e]+$' })),
    gameName: Type.Optional(GameName),
  },
  closed,
);
export type FundingRequest = Static<typeof FundingRequest>;

export const FundingStatus = Type.Enum(['CREDITED', 'DECLINED', 'FAILED', 'UNCONFIRMED']);
export type FundingStatus = Static<typeof FundingStatus>;

export const LimitDetail = Type.Object(
  {
    limit: DecimalAmount,
    used: DecimalAmount,
    remaining: DecimalAmount,
    resetsAt: Type.String({ description: 'ISO 8601 instant at which the next gaming day begins.' }),
  },
  closed,
);
export type LimitDetail = Static<typeof LimitDetail>;

export const FundingError = Type.Object(
  { code: FundingErrorCode, message: Type.String(), limit: Type.Optional(LimitDetail) },
  closed,
);
export type FundingError = Static<typeof FundingError>;

export const FundingAnswer = Type.Object(
  {
    fundingId: FundingId,
    status: FundingStatus,
    amount: DecimalAmount,
    currency: Currency,
    /** What the cabinet confirmed, which may be less than was asked for [confirmed-only]. */
    creditedAmount: Type.Optional(DecimalAmount),
    error: Type.Optional(FundingError),
  },
  closed,
);
export type FundingAnswer = Static<typeof FundingAnswer>;

export const CancelRequest = Type.Object(
  {
    reason: Type.Enum(['PLAYER_CANCELLED', 'BANK_REFUSED', 'EXPIRED']),
    asset: AssetId,
    merchantId: MerchantId,
    amount: DecimalAmount,
    currency: Currency,
  },
  closed,
);
export type CancelRequest = Static<typeof CancelRequest>;
