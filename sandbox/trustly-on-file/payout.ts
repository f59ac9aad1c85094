/** Money to the player's account: deposit, refund, and the reclaim that takes a deposit back. */
import { invalid } from './api-error.ts';
import { ACH_DAYS, refuseEnded, type MoneyPorts } from './capture.ts';
import { bankingDaysAfter } from '../movable-clock.ts';
import { refuseDuplicate } from './establish.ts';
import { PROVIDER_STATUSES } from './provider-statuses.ts';
import { LEAST_MINOR, readAmount, required, type Fields } from './request-fields.ts';
import { providerResult, type Plan } from './transactions.ts';
import type { Transaction } from './transaction.ts';

/** @throws {ApiError} 200, 210, 330 */
export function deposit(baseId: string, fields: Fields, ports: MoneyPorts): Transaction {
  const { transactions, faults } = ports;
  const base = transactions.store.get(baseId);
  if (base?.type !== 'Authorize' || base.paymentType === 'Verification') {
    throw invalid('transactionId', `Could not find a transaction using Id ${baseId}`);
  }
  refuseEnded(base);
  const amountMinor = readAmount(fields, LEAST_MINOR);
  const merchantReference = required(fields, 'merchantReference');
  refuseDuplicate(merchantReference, transactions.store.search({ merchantReference, type: 'Deposit' }, 50));
  const instant = fields['instantPayoutRequest'] === 'true';
  const { depositEnds } = faults();
  const declines = base.account?.declines;
  const ends =
    depositEnds ?? (declines?.status === 'SW055' || declines?.status === 'SW056' ? declines.status : null);
  return transactions.make(
    {
      type: 'Deposit',
      status: 'Authorized',
      paymentType: base.paymentType,
      merchantReference,
      amountMinor,
      guaranteed: instant,
      originalId: baseId,
      notificationUrl: base.notificationUrl,
      provider: providerResult('AC100'),
    },
    stepsOfPayout(instant, ends, declines?.thirdPartyDeclineCode ?? null, ports),
  );
}

/**
 * Of a capture (refund) or of a deposit (reclaim). The merchant's reference is no key here: every call is another one.
 * @throws {ApiError} 200
 */
export function giveBack(
  kind: 'Refund' | 'Reclaim',
  originalId: string,
  fields: Fields,
  ports: MoneyPorts,
): Transaction {
  const { transactions, faults } = ports;
  const of = kind === 'Refund' ? 'Capture' : 'Deposit';
  const original = transactions.store.get(originalId);
  if (original?.type !== of) throw invalid('transactionId', `Could not find a ${of} using Id ${originalId}`);
  if (!['Processed', 'Completed', 'Partially refunded'].includes(original.status)) {
    throw invalid('transactionId', `transaction ${originalId} is ${original.status}`);
  }
  const left = original.amountMinor - original.refundedMinor;
  const amountMinor = fields['amount'] === undefined ? left : readAmount(fields, LEAST_MINOR);
  if (amountMinor > left || left === 0)
    throw invalid('amount', 'amount is more than is left of the transaction');
  const merchantReference = required(fields, 'merchantReference');
  return transactions.store.atomically(() => {
    transactions.store.update({ ...original, refundedMinor: original.refundedMinor + amountMinor });
    return transactions.make(
      {
        type: kind,
        status: 'Authorized',
        paymentType: original.paymentType,
        merchantReference,
        amountMinor,
        originalId,
        notificationUrl: original.notificationUrl,
        provider: providerResult('AC100'),
      },
      stepsOfPayout(false, faults().refundEnds, null, ports),
    );
  });
}

/** @param ends with which status of the payment provider; null: well. */
function stepsOfPayout(
  instant: boolean,
  ends: string | null,
  thirdPartyDeclineCode: string | null,
  { transactions, faults }: MoneyPorts,
): Plan[] {
  const now = transactions.clock.now();
  const { stepMs } = faults();
  const processed: Plan = { at: now + stepMs, to: 'Processed', provider: providerResult('AC105') };
  const endAt = instant ? now + 2 * stepMs : bankingDaysAfter(now, ACH_DAYS);
  if (ends === null) return [processed, { at: endAt, to: 'Completed', provider: providerResult('AC118') }];
  const provider = providerResult(ends, { thirdPartyDeclineCode });
  const to = PROVIDER_STATUSES[ends]?.ends ?? 'Failed';
  // What the risk check refuses is never submitted; what the bank sends back was.
  return ends.startsWith('SW')
    ? [{ at: now + stepMs, to, provider }]
    : [processed, { at: endAt, to, provider }];
}
