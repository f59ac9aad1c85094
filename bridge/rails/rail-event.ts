/**
 * What rails that pay first tell of money, in one vocabulary: each rail translates its own notifications to it. It has
 * what the ledger acts on today. What later rails will add is in docs/decisions/0026-inbox-and-outbox.md.
 */
import { Type, type Static } from 'typebox';
import { AssetId } from '../../protocol/egm-link.ts';
import { Money } from '../../protocol/money.ts';
import { FUNDING_ID_PATTERN } from '../../protocol/transfer.ts';
import { ACCOUNT_DIGEST_PATTERN, type AccountDigest } from '../platform/secrets/digests.ts';

const closed = { additionalProperties: false } as const;

const payment = {
  /** The rail's own id of the payment, at most 200 characters. */
  paymentId: Type.String({ minLength: 1, maxLength: 200 }),
  /** Our id: the rail began the payment under it, and the player's phone shows it. */
  fundingId: Type.String({ pattern: FUNDING_ID_PATTERN }),
};

/** The player has begun. It is no money, and changes nothing. */
const Pending = Type.Object({ kind: Type.Literal('pending'), ...payment }, closed);

/** The money is ours. Only this may order a credit. */
const Captured = Type.Object(
  {
    kind: Type.Literal('captured'),
    ...payment,
    asset: AssetId,
    amount: Money,
    /** The rail names its kind of account key in what it makes the digest of, so that no two rails share a limit. */
    account: Type.Unsafe<AccountDigest>(Type.String({ pattern: ACCOUNT_DIGEST_PATTERN })),
    /** How long ago the rail says that it captured it, in milliseconds. */
    ageMs: Type.Integer({ minimum: 0 }),
  },
  closed,
);
export type Captured = Static<typeof Captured>;

/** The payment has ended without money. It changes nothing: no credit was ordered for it. */
const Cancelled = Type.Object({ kind: Type.Literal('cancelled'), ...payment }, closed);

/** The rail has taken back money that it had captured. This may come weeks later, or before we hear of the capture. */
const Reversed = Type.Object({ kind: Type.Literal('reversed'), ...payment, amount: Money }, closed);
export type Reversed = Static<typeof Reversed>;

export const RailEvent = Type.Union([Pending, Captured, Cancelled, Reversed]);
export type RailEvent = Static<typeof RailEvent>;
