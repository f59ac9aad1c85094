/** Refunds and payouts, each once: Trustly is asked what became of an earlier try before anything is sent again. */
import { fromDecimal, MoneyError } from '../../../protocol/money.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { Payouts, RailOutcome, Refund, Refunds } from '../rail.ts';
import type { Answered, OnFileClient } from './client.ts';
import { statusName } from './enumerations.ts';
import { ON_FILE } from './on-file.ts';
import { DEPOSIT_STATES, REFUND_TRANSACTION_STATES } from './payout-and-refund-news.ts';
import type { Transaction } from './transaction.ts';

/**
 * Trustly has no key for a refund: a second one under the same reference is a second refund. So it is asked for one of our
 * reference first, and then how much of the capture went back.
 */
export function onFileRefunds(client: OnFileClient): Refunds {
  const send = async ({ key, paymentId, amount }: Refund, signal: AbortSignal) =>
    outcomeOf(await client.refund({ of: paymentId, amount, reference: key }, signal));
  return {
    send,
    async resume(refund, signal) {
      const found = await client.transactionsOf(refund.key, signal);
      if (found.kind !== 'answered') return uncertain(found.reason);
      const [ours] = found.value;
      if (ours) return refundOutcome(ours);
      const captured = await client.transaction(refund.paymentId, signal);
      if (captured.kind !== 'answered') return uncertain(captured.reason);
      const back = refundedMinor(captured.value, refund.amount.currency);
      if (back === null) return uncertain('Trustly does not say how much went back');
      if (back >= refund.amount.minor) return { kind: 'done' };
      return back === 0 ? send(refund, signal) : uncertain('another part of the capture went back');
    },
  };
}

/** A deposit has its reference as a key; one that failed before is told, and not sent anew under it. */
export function onFilePayouts(
  client: OnFileClient,
  accountTokens: AccountTokens,
  isInstant: boolean,
): Payouts {
  const send: Payouts['send'] = async ({ key, amount, account, sealedToken }, signal) => {
    const of = accountTokens.open(ON_FILE, account, sealedToken);
    const answer = await client.deposit({ of, amount, reference: key, isInstant }, signal);
    return answer.kind === 'answered' ? depositOutcome(answer.value) : outcomeOf(answer);
  };
  return {
    send,
    async resume(payout, signal) {
      const found = await client.transactionsOf(payout.key, signal);
      if (found.kind !== 'answered') return uncertain(found.reason);
      const [ours] = found.value;
      if (ours) return depositOutcome(ours);
      const { sealedToken } = payout;
      return sealedToken === null
        ? { kind: 'refused', reason: 'the player has taken the consent back, and nothing was sent' }
        : send({ ...payout, sealedToken }, signal);
    },
  };
}

function outcomeOf(answer: Answered<Transaction>): RailOutcome {
  switch (answer.kind) {
    case 'answered':
      return refundOutcome(answer.value);
    case 'refused':
      return { kind: 'refused', reason: answer.reason };
    case 'landed': // asked about by the next try
    case 'locked-out': // nothing about this one: it is tried until a technician has looked
    case 'uncertain':
      return uncertain(answer.reason);
  }
}

function refundOutcome({ status }: Transaction): RailOutcome {
  const name = statusName(status);
  if (name === null) return uncertain(`status ${status}`);
  const { isLost, means } = REFUND_TRANSACTION_STATES[name];
  return isLost ? { kind: 'refused', reason: means } : { kind: 'done' };
}

function depositOutcome({ status }: Transaction): RailOutcome {
  const name = statusName(status);
  if (name === null) return uncertain(`status ${status}`);
  const { tells, means } = DEPOSIT_STATES[name];
  return tells === 'payout-returned' ? { kind: 'refused', reason: means } : { kind: 'done' };
}

function refundedMinor({ refunded }: Transaction, currency: string): number | null {
  if (typeof refunded !== 'string') return null;
  try {
    return fromDecimal(refunded, currency).minor;
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}

function uncertain(reason: string): RailOutcome {
  return { kind: 'uncertain', reason };
}
