/**
 * Money of a rail that pays first. What was captured is decided once, like any funding. The database makes a refund of
 * what is then certain not to be credited (`owe_refund`), in the same transaction [money-has-a-home].
 */
import type { Money } from '../../protocol/money.ts';
import type { WhoPays } from '../ledger/exclusions.ts';
import { findIdentification } from '../ledger/identifications.ts';
import { othersOf } from '../ledger/page-payments.ts';
import { raiseAlarm } from '../ledger/rail-alarms.ts';
import { findPayments, isSamePayment, markCaptured, type PaymentKey } from '../ledger/rail-payments.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { AccountDigest, Digests } from '../platform/secrets/digests.ts';
import type { Decision } from './decided-record.ts';
import type { Deciding, FundingDecisions } from './decisions.ts';
import { FundingRefusedError, type AskedFunding } from './new-funding.ts';
import { TAKEN_BACK_MESSAGE } from './reversed-payment.ts';

interface Ports {
  readonly decisions: FundingDecisions;
  readonly digests: Digests;
  readonly merchantId: string;
}

interface CapturedPayment {
  readonly asset: string;
  readonly amount: Money;
  readonly account: AccountDigest;
  /** As the rail says: why it must not be credited. */
  readonly turnedDown?: string;
}

/** When a payment is older than this, the player who paid may have left the machine: it is refunded, not credited. */
export const CREDIT_WITHIN_MS = 120_000;

const TOO_OLD = { code: 'EXPIRED', message: 'The payment came too late to be credited.' } as const;
const TAKEN_BACK = { code: 'CANCELLED', message: TAKEN_BACK_MESSAGE } as const;

export class CapturedPayments {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * The caller holds the lock of the payment. @param notificationId for people. @param ageMs since it was captured.
   * @returns null: it was known, or contradicts what is known.
   * @throws {MachineClosedError} nothing can be decided now, and nothing was written.
   */
  async captured(
    tx: Transaction,
    key: PaymentKey,
    { asset, amount, account, turnedDown }: CapturedPayment,
    { notificationId, ageMs }: { readonly notificationId: string; readonly ageMs: number },
  ): Promise<Decision | null> {
    const contradict = async (known: unknown) =>
      raiseAlarm(tx, {
        rail: key.rail,
        kind: 'CONFLICT',
        subject: notificationId,
        detail: { ...key, asset, amount, known },
      });
    const [known, another] = await findPayments(tx, key);
    if (known && (another || !isSamePayment(known, key, amount))) {
      await contradict(another ? [known, another] : known);
      return null;
    }
    if (known && known.capturedMinor !== null) return null;
    try {
      const identified = await findIdentification(tx, key);
      // Any of them may have been excluded since the rail asked.
      const others = await othersOf(tx, key.fundingId);
      const whose = { account, others, person: identified?.person ?? null };
      const decision = await this.#decide(tx, this.#funding(key, { asset, amount }, whose), {
        isReversed: known !== undefined,
        turnedDown: turnedDown ?? identified?.turnedDown ?? null,
        ageMs,
      });
      await markCaptured(tx, key, amount, ageMs);
      return decision;
    } catch (error) {
      if (!(error instanceof FundingRefusedError)) throw error;
      await contradict(error.message);
      return null;
    }
  }

  async #decide(
    tx: Transaction,
    funding: AskedFunding,
    about: { isReversed: boolean; turnedDown: string | null; ageMs: number },
  ): Promise<Decision> {
    const { record, fresh, heldBy } = await this.#decideIn(tx, funding, about);
    return { record: await record, fresh, heldBy };
  }

  #decideIn(
    tx: Transaction,
    funding: AskedFunding,
    { isReversed, turnedDown, ageMs }: { isReversed: boolean; turnedDown: string | null; ageMs: number },
  ): Promise<Deciding> {
    const { decisions } = this.#ports;
    if (isReversed) return decisions.declineIn(tx, funding, TAKEN_BACK);
    if (turnedDown !== null)
      return decisions.declineIn(tx, funding, { code: 'CANCELLED', message: turnedDown });
    return ageMs > CREDIT_WITHIN_MS
      ? decisions.declineIn(tx, funding, TOO_OLD)
      : decisions.decideIn(tx, funding, null);
  }

  #funding(
    { rail, paymentId, fundingId }: PaymentKey,
    { asset, amount }: Pick<CapturedPayment, 'asset' | 'amount'>,
    whose: WhoPays,
  ): AskedFunding {
    const { digests, merchantId } = this.#ports;
    const requestDigest = digests.request([
      rail,
      paymentId,
      fundingId,
      asset,
      amount.minor,
      amount.currency,
      whose.account,
    ]);
    return { fundingId, asset, merchantId, amount, ...whose, requestDigest };
  }
}
