/** What a rail tells of a payout that it was asked for: it was paid, or its money came back. In any order, any number of times. */
import type { Money } from '../../protocol/money.ts';
import { lockPayout, markPaid, markReturned } from '../ledger/payouts.ts';
import { debtMayBecome } from '../ledger/payout-states.ts';
import { raiseAlarm } from '../ledger/rail-alarms.ts';
import type { Queryable } from '../platform/postgres/database.ts';

interface PayoutEnd {
  readonly rail: string;
  readonly key: string;
  readonly amount: Money;
  readonly to: 'PAID' | 'RETURNED';
}

/** @param notificationId for people. What contradicts what is known changes nothing, and a person is told. */
export async function endPayout(
  tx: Queryable,
  { rail, key, amount, to }: PayoutEnd,
  notificationId: string,
): Promise<void> {
  const payout = await lockPayout(tx, rail, key);
  const isSame = payout?.amount.minor === amount.minor && payout.amount.currency === amount.currency;
  // Also what was certainly never ordered, which the rail cannot have paid: it stays DUE, and is ordered.
  if (!isSame || !payout.mayHaveLeft || (to === 'PAID' && payout.state === 'SETTLED_BY_HAND')) {
    const detail = { key, to, amount, known: payout };
    await raiseAlarm(tx, { rail, kind: 'CONFLICT', subject: notificationId, detail });
    return;
  }
  if (to === 'PAID') await markPaid(tx, payout);
  else if (debtMayBecome(payout.state, to)) await markReturned(tx, payout);
}
