/** A request of the Funding API as the ledger will keep it, and whether two requests are the same funding. */
import { fromDecimal, MoneyError, type Money } from '../../protocol/money.ts';
import type { WhoPays } from '../ledger/exclusions.ts';
import type { FundingRecord, NewFunding } from '../ledger/fundings.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import type { CancelRequest, FundingRequest } from './funding.ts';

export class FundingRefusedError extends Error {
  readonly code: 'MALFORMED' | 'CONFLICT';

  constructor(code: 'MALFORMED' | 'CONFLICT', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FundingRefusedError';
    this.code = code;
  }
}

/** A funding that is asked for: everything about it is known. */
export type AskedFunding = NewFunding & WhoPays;

/** @throws {FundingRefusedError} MALFORMED, when the amount has more decimals than its currency. */
export function newFunding(request: FundingRequest, digests: Digests): AskedFunding {
  const { fundingId, asset, merchantId, ubai, playerId, gameName } = request;
  const amount = parseAmount(request.amount, request.currency);
  const whole = [
    fundingId,
    asset,
    merchantId,
    amount.minor,
    amount.currency,
    ubai,
    playerId ?? null,
    gameName ?? null,
  ];
  const requestDigest = digests.request(whole);
  const others = playerId === undefined ? [] : [digests.player(playerId)];
  const whose = { account: digests.account(ubai), others, person: null };
  return { fundingId, asset, merchantId, amount, ...whose, requestDigest };
}

/** What a cancellation tells of a funding; kept as a tombstone when nothing else is known. */
export function tombstoneOf(fundingId: string, request: CancelRequest): NewFunding {
  const { asset, merchantId, currency } = request;
  const amount = parseAmount(request.amount, currency);
  return { fundingId, asset, merchantId, amount, account: null, requestDigest: null };
}

function parseAmount(decimal: string, currency: string): Money {
  try {
    return fromDecimal(decimal, currency);
  } catch (cause) {
    if (cause instanceof MoneyError) throw new FundingRefusedError('MALFORMED', cause.message, { cause });
    throw cause;
  }
}

/** Same id, other content is a conflict. A tombstone, and a cancellation, know only part of the content. */
export function requireSameFunding(known: FundingRecord, asked: NewFunding): void {
  const same =
    known.requestDigest !== null && asked.requestDigest !== null
      ? known.requestDigest === asked.requestDigest
      : known.asset === asked.asset &&
        known.merchantId === asked.merchantId &&
        known.amount.minor === asked.amount.minor &&
        known.amount.currency === asked.amount.currency;
  if (!same) throw new FundingRefusedError('CONFLICT', 'This funding id was used for a different funding.');
}
