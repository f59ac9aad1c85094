/** What the phone is to say of money that is decided, whichever rail took it: pure. */
import type { FundingMoney } from '../ledger/funding-money.ts';
import type { PayState } from './pay-page.ts';

export function stateOfMoney({ decision, transfer, credited, refund }: FundingMoney): PayState {
  if (refund !== null) {
    const by = refund === 'REFUSED' || refund === 'SETTLED_BY_HAND' ? 'attendant' : 'bank';
    return credited === null ? { kind: 'going-back', by } : { kind: 'added-in-part', credited, by };
  }
  if (credited !== null) return { kind: 'added', credited };
  if (transfer === 'UNCONFIRMED') return { kind: 'unconfirmed' };
  // Declined without a refund: the bank has taken the money back by itself.
  return decision === 'DECLINED' || transfer === 'FAILED'
    ? { kind: 'going-back', by: 'bank' }
    : { kind: 'being-added' };
}
