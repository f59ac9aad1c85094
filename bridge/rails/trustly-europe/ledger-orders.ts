/** The orders of this rail where the ledger has them. What a notification tells of one is kept with it. */
import type { EuropeOrderState } from '../../ledger/europe-order-states.ts';
import { hearOrder } from '../../ledger/europe-orders.ts';
import { isPayoutOf } from '../../ledger/outbox.ts';
import type { Transaction } from '../../platform/postgres/database.ts';
import type { AccountDigest, Digests } from '../../platform/secrets/digests.ts';
import { personDigest } from '../../protection/national-numbers.ts';
import { endUserOf } from './end-user.ts';
import { EUROPE } from './europe.ts';
import type { EuropeOrder, EuropeOrders } from './notification-news.ts';
import type { EuropeNotification } from './notification.ts';

/** What the state of its order becomes; null: it says nothing of that. */
const BECOMES: Readonly<Record<EuropeNotification['method'], EuropeOrderState | null>> = {
  pending: 'PENDING',
  credit: 'PAID',
  debit: 'TAKEN_BACK',
  cancel: 'CANCELLED',
  'kyc-abort': 'CANCELLED',
  kyc: null,
  account: null,
  payoutconfirmation: null,
  payoutfailed: null,
  payoutdowngraded: null,
};

export class LedgerOrders implements EuropeOrders {
  readonly #digests: Digests;

  constructor(digests: Digests) {
    this.#digests = digests;
  }

  async orderOf(tx: Transaction, told: EuropeNotification): Promise<EuropeOrder | null> {
    const heard = await hearOrder(tx, told, { to: BECOMES[told.method], person: this.#personOf(told) });
    if (heard === null)
      return (await isPayoutOf(tx, EUROPE, told.messageId)) ? { kind: 'payout', key: told.messageId } : null;
    const { fundingId, decidedAs, asset, account, payer, orderedAtMs } = heard;
    return {
      kind: 'deposit',
      fundingId: decidedAs,
      isSecond: decidedAs !== fundingId,
      asset,
      account,
      endUserId: endUserOf(this.#digests, payer),
      orderedAtMs: Math.round(orderedAtMs),
    };
  }

  /** The limits of a person count, whichever of the person's accounts pays, and on whichever phone. */
  #personOf(told: EuropeNotification): AccountDigest | null {
    if (told.method !== 'kyc' || told.person === null) return null;
    const { country, number } = told.person;
    const person = personDigest(this.#digests, country, number);
    return person && this.#digests.account(`${EUROPE} ${person}`);
  }
}
